import { rowsDesk } from '../../../unit/sessions/rows-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = rowsDesk;

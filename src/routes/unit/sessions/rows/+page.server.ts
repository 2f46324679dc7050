import { rowsDesk } from '../rows-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = rowsDesk;

import { wallDesk } from '../../../../unit/sessions/print-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = wallDesk;

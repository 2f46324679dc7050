import { wallDesk } from '../../print-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = wallDesk;

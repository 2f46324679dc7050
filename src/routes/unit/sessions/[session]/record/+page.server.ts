import { recordDesk } from '../../print-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = recordDesk;

import { recordDesk } from './record-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = recordDesk;

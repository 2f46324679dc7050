import { fileDesk } from '../../../record/record-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = fileDesk;

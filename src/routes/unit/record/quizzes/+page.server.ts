import { quizzesDesk } from '../record-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = quizzesDesk;

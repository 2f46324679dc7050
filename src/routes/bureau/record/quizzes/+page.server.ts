import { quizzesDesk } from '../../../unit/record/record-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = quizzesDesk;

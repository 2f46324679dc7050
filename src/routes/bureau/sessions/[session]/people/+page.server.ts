import { peopleDesk } from '../../../../unit/sessions/people-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = peopleDesk;

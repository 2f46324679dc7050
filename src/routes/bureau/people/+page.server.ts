import { peopleDesk } from '../../unit/people/people-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = peopleDesk;

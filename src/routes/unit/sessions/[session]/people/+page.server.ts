import { peopleDesk } from '../../people-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = peopleDesk;

import { personActions, personDesk } from '../../../unit/people/people-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = personDesk;
export const actions: Actions = personActions('/bureau/people');

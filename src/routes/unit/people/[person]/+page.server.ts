import { personActions, personDesk } from '../people-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = personDesk;
export const actions: Actions = personActions('/unit/people');

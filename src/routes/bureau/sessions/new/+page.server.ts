import { make, newDesk } from '../../../unit/sessions/facts-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = newDesk;

export const actions: Actions = { default: make };

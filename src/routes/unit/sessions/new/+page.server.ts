import { make, newDesk } from '../facts-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = newDesk;

export const actions: Actions = { default: make };

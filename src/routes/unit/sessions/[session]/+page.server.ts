import { cancel, hold, reopen, sessionDesk } from '../session-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = sessionDesk;

export const actions: Actions = { hold, cancel, reopen };

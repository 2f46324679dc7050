import { postRoster, rosterDesk } from './roster-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = rosterDesk;
export const actions: Actions = { upload: (event) => postRoster(event, '/unit/roster') };

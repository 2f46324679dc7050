import { postRoster, rosterDesk } from '../../unit/roster/roster-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = rosterDesk;
export const actions: Actions = { upload: (event) => postRoster(event, '/bureau/roster') };

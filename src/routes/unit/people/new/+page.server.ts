import { newPersonDesk, postNewPerson } from '../people-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = newPersonDesk;
export const actions: Actions = { default: (event) => postNewPerson(event, '/unit/people') };

import { newPersonDesk, postNewPerson } from '../../../unit/people/people-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = newPersonDesk;
export const actions: Actions = { default: (event) => postNewPerson(event, '/bureau/people') };

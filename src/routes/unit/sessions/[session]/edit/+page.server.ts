import { edit, editDesk } from '../../facts-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = editDesk;

export const actions: Actions = { default: edit };

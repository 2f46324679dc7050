import { edit, editDesk } from '../../../../unit/sessions/facts-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = editDesk;

export const actions: Actions = { default: edit };

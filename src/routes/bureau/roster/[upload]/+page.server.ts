import { uploadActions, uploadDesk } from '../../../unit/roster/upload-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = uploadDesk;
export const actions: Actions = uploadActions('/bureau/roster');

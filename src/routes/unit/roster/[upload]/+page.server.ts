import { uploadActions, uploadDesk } from '../upload-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = uploadDesk;
export const actions: Actions = uploadActions('/unit/roster');

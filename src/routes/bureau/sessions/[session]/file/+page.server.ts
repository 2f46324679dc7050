import { fileDesk, undo, upload } from '../../../../unit/sessions/file-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = fileDesk;

export const actions: Actions = { upload, undo };

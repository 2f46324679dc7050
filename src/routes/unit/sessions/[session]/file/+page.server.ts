import { fileDesk, undo, upload } from '../../file-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = fileDesk;

export const actions: Actions = { upload, undo };

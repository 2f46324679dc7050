import { confirm, drop, previewDesk } from '../../../../../unit/sessions/file-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = previewDesk;

export const actions: Actions = { confirm, drop };

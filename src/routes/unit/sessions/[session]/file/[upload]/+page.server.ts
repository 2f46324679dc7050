import { confirm, drop, previewDesk } from '../../../file-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = previewDesk;

export const actions: Actions = { confirm, drop };

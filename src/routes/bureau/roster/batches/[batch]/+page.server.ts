import { batchPage, postUndo } from '../../../../unit/roster/roster-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => batchPage(event, 'roster');
export const actions: Actions = { undo: postUndo };

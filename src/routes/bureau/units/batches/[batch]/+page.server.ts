import { batchPage, postUndo } from '../../../../unit/roster/roster-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => batchPage(event, 'units');
export const actions: Actions = { undo: postUndo };

import { allPresent, save, tickDesk, walkIn, withdraw } from '../../tick-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = tickDesk;

export const actions: Actions = { save, allPresent, walkIn, withdraw };

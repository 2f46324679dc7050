import { postSlips, slipDesk } from './slip-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = slipDesk;
export const actions: Actions = { default: postSlips };

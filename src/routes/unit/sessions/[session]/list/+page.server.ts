import { expect, expectDesk } from '../../expect-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = expectDesk;

export const actions: Actions = { default: expect };

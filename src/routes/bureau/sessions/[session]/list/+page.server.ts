import { expect, expectDesk } from '../../../../unit/sessions/expect-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = expectDesk;

export const actions: Actions = { default: expect };

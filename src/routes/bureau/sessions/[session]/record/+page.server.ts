import { recordDesk } from '../../../../unit/sessions/print-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = recordDesk;

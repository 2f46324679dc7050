import { sessionsDesk } from '../../unit/sessions/list-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = sessionsDesk;

import { sessionsDesk } from './list-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = sessionsDesk;

import { liveBoard } from '../../../../../bureau/exams/board/live.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => liveBoard(event, 'unit');

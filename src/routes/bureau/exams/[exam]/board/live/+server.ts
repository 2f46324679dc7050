import { liveBoard } from '../../../board/live.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => liveBoard(event, 'bureau');

import { bundleDoor } from '../../../unit/record/record-desk.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = bundleDoor;

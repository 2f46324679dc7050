import { bundleDoor } from '../record-desk.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = bundleDoor;

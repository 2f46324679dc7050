import { exportFile } from '../../export-desk.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = exportFile;

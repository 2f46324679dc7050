import { exportFile } from '../../../../unit/sessions/export-desk.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = exportFile;

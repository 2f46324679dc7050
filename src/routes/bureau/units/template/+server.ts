import { templateAnswer } from '../../../unit/roster/template.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => templateAnswer('units', url.searchParams.get('format'));

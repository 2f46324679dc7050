import { templateAnswer } from '../../../unit/roster/template.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => templateAnswer('roster', url.searchParams.get('format'));

import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** A small answer with the server's clock in it, for measuring the way there and back. */
export const GET: RequestHandler = ({ locals }) =>
	json({ serverNow: locals.now() }, { headers: { 'cache-control': 'no-store' } });

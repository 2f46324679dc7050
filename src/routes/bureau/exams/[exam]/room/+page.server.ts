import { roomCode, roomCodeMs } from '#lib/exam/attempt/safeguards.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { PageServerLoad } from './$types';

/** The code of this minute; it is computed anew for each minute and kept nowhere. */
export const load: PageServerLoad = async ({ locals: { db, now, secret }, params, setHeaders }) => {
	const exam = await examOf(db, params.exam);
	const at = now();
	setHeaders({ 'cache-control': 'no-store' });
	const code = safeguardsOf(exam.scheme).roomCode ? roomCode(secret, exam.id, at) : null;
	return { ...(await headOf(db, exam, at)), code, leftMs: roomCodeMs - (at % roomCodeMs) };
};

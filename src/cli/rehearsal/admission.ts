import type { ExamId } from '#lib/base/core/ids.ts';
import { roomCode } from '#lib/exam/attempt/safeguards.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';

/** What simulated people bring for the safeguards of their exam: whoever holds the secret reads the code off the wall. */
export interface Admission {
	/** The code of the room as it is now; '' where none is asked for. */
	readonly roomCode: () => string;
	/** Config Key with which every request is signed, as Safe Exam Browser does. */
	readonly safeBrowserKey: string | null;
}

export const unguarded: Admission = { roomCode: () => '', safeBrowserKey: null };

/** @param secret that of the server that is sat on */
export function admissionTo(scheme: Scheme, secret: Buffer, examId: ExamId): Admission {
	const asked = safeguardsOf(scheme);
	return {
		roomCode: () => (asked.roomCode ? roomCode(secret, examId, Date.now()) : ''),
		safeBrowserKey: asked.safeBrowserKey
	};
}

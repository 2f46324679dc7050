import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { characters } from '#lib/base/core/text.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Exam, lastSittingEnd } from '#lib/exam/plan/exam.server.ts';
import { attemptState, type AttemptHeader } from './attempt.server.ts';

export const noteLimit = 500;
export const notesPerAttempt = 5;
const daysAfter = 3;
const dayMs = 86_400_000;

/**
 * Until when candidates may write, at least; null when it is over: as long as anybody may be sitting, and three days more.
 * While the exam's own window is enough nobody else's is looked at: a thousand hand in within a minute.
 */
export async function notesUntil(db: Db, exam: Exam, now: Instant): Promise<Instant | null> {
	const until = exam.closesAt + daysAfter * dayMs;
	if (now <= until) return until;
	const last = (await lastSittingEnd(db, exam)) + daysAfter * dayMs;
	return now <= last ? last : null;
}

export const notesOf = (db: Db, attemptId: AttemptId) => noteRows(db, { attemptId });

const noteRows = prepared((db, { attemptId }: { attemptId: AttemptId }) =>
	db.selectFrom('candidateNote').select(['text', 'at']).where('attemptId', '=', attemptId).orderBy('id')
);

export type NoteRefusal = 'empty' | 'tooLong' | 'stillOpen' | 'tooLate' | 'tooMany';

/** Keeps what a candidate says about an attempt of their own, once it is over. It stands as written, for whoever reviews. */
export async function noteByCandidate(
	store: Store,
	exam: Exam,
	header: Pick<AttemptHeader, 'id'>,
	written: string,
	now: Instant
): Promise<Outcome<null, NoteRefusal>> {
	const text = written.replace(/\r\n?/g, '\n').trim();
	if (text === '') return refused('empty');
	if (characters(text) > noteLimit) return refused('tooLong', { most: noteLimit });
	if (attemptState(store, header.id).status === 'open') return refused('stillOpen');
	if ((await notesUntil(store.db, exam, now)) === null) return refused('tooLate');
	return store.saves.push((raw) => {
		const before = raw.prepare('select text from candidate_note where attempt_id = ?').pluck().all(header.id);
		// Pressed twice: what stands already is not said again.
		if (before.at(-1) === text) return done(null);
		if (before.length >= notesPerAttempt) return refused('tooMany', { most: notesPerAttempt });
		raw.prepare('insert into candidate_note (attempt_id, text, at) values (?, ?, ?)').run(header.id, text, now);
		return done(null);
	});
}

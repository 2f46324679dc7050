import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId } from '#lib/base/core/ids.ts';
import type { AttemptEvent, Closer } from './attempt.ts';
import { inTime } from './attempt-rules.ts';

/**
 * What the board knows of one attempt from its events, the answers themselves left out. Changed in place: a hundred
 * thousand of them are brought up every second while somebody watches.
 */
export interface Signs {
	readonly attemptId: AttemptId;
	readonly enrolmentId: EnrolmentId;
	readonly no: number;
	readonly startedAt: Instant;
	status: 'open' | 'submitted' | 'voided';
	total: number;
	/** Answered when it was handed in. */
	answered: number;
	deadlineAt: Instant;
	graceMs: number;
	submittedAt: Instant | null;
	submittedBy: Closer | null;
	/** When each edit came that is late by the deadline that stands now. */
	late: Instant[];
	reopened: number;
	/** The session whose page holds the attempt; '' before the first page and after a release. */
	session: string;
	openedAt: Instant;
	/** Sessions that held it before. */
	before: string[];
	/** Times another session took it. */
	moves: number;
	movedAt: Instant | null;
	/** Released and not opened again yet. */
	releasedAt: Instant | null;
	identity: { readonly by: string; readonly note: string; readonly at: Instant } | null;
}

const none: Instant[] = [];

/** An attempt of which no event has been read yet. */
export const noSigns = (attempt: Pick<Signs, 'attemptId' | 'enrolmentId' | 'no' | 'startedAt'>): Signs => ({
	...attempt,
	status: 'open',
	total: 0,
	answered: 0,
	deadlineAt: 0,
	graceMs: 0,
	submittedAt: null,
	submittedBy: null,
	late: none,
	reopened: 0,
	session: '',
	openedAt: attempt.startedAt,
	before: [],
	moves: 0,
	movedAt: null,
	releasedAt: null,
	identity: null
});

/** Takes one event in, in order; edits say nothing here. */
export function readSign(signs: Signs, event: AttemptEvent): void {
	switch (event.kind) {
		case 'started':
			signs.total = event.total;
			signs.deadlineAt = event.deadlineAt;
			signs.graceMs = event.graceMs;
			return;
		case 'opened':
			open(signs, event.session, event.receivedAt);
			return;
		case 'released':
			leave(signs);
			signs.releasedAt = event.receivedAt;
			return;
		case 'late':
			// The empty list is everybody's; one of one's own grows in place, or a flood of late edits would be copied each time.
			if (signs.late.length > 0) signs.late.push(event.receivedAt);
			else signs.late = [event.receivedAt];
			return;
		case 'extended':
			grow(signs, event.deadlineAt);
			return;
		case 'submitted':
			signs.status = 'submitted';
			signs.answered = event.answered;
			signs.submittedAt = event.submittedAt;
			signs.submittedBy = event.by;
			return;
		case 'reopened':
			signs.status = 'open';
			grow(signs, event.deadlineAt);
			signs.submittedAt = signs.submittedBy = null;
			signs.reopened++;
			return;
		case 'voided':
			signs.status = 'voided';
			return;
		case 'identityConfirmed':
			signs.identity = { by: event.actor, note: event.note, at: event.receivedAt };
	}
}

/** What is in time by the new deadline counts by now (extend.server.ts), or a newer edit does: it is late no more. */
function grow(signs: Signs, deadlineAt: Instant): void {
	signs.deadlineAt = Math.max(signs.deadlineAt, deadlineAt);
	signs.late = signs.late.filter((at) => !inTime(signs, at));
}

function open(signs: Signs, session: string, at: Instant): void {
	const moved = session !== signs.session && (signs.session !== '' || signs.before.length > 0);
	if (session !== signs.session) leave(signs);
	if (moved) {
		signs.moves++;
		signs.movedAt = at;
	}
	signs.before = signs.before.filter((one) => one !== session);
	signs.session = session;
	signs.openedAt = at;
	signs.releasedAt = null;
}

function leave(signs: Signs): void {
	if (signs.session !== '' && !signs.before.includes(signs.session)) signs.before = [...signs.before, signs.session];
	signs.session = '';
}

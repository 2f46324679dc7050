import { board } from '#i18n/board.ts';
import type { Locale } from '#i18n/area.ts';
import { time } from '#i18n/time.ts';
import { formatInstant, type Instant, zoneOffsetMs } from '#lib/base/core/clock.ts';
import type { Seat, SeatState } from '#lib/exam/attempt/board.ts';
import type { Cause, RecordLine } from '#lib/exam/attempt/board-person.server.ts';

/** "16:40:12" in district time: on the day of an exam the day needs no saying. */
export const clockTime = (at: Instant): string => new Date(at + zoneOffsetMs).toISOString().slice(11, 19);

export const marks: Readonly<Record<SeatState, '' | 'good' | 'warn' | 'bad'>> = {
	offline: 'bad',
	inProgress: '',
	notStarted: 'warn',
	voided: 'warn',
	submitted: 'good',
	deferred: ''
};

/** What stands beside a person: each with the look of its weight. */
export function notesOn(locale: Locale, seat: Seat): { text: string; mark: '' | 'good' | 'warn' }[] {
	const t = board(locale);
	return [
		...(seat.voluntary ? [{ text: t.voluntary, mark: '' as const }] : []),
		...(seat.no > 1 ? [{ text: t.attemptNo(seat.no), mark: '' as const }] : []),
		...(seat.releasedAt === null ? [] : [{ text: t.released(clockTime(seat.releasedAt)), mark: 'warn' as const }]),
		...(seat.movedAt === null ? [] : [{ text: t.moves(seat.moves, clockTime(seat.movedAt)), mark: 'warn' as const }]),
		...(seat.late > 0 ? [{ text: t.lateCount(seat.late), mark: 'warn' as const }] : []),
		...(seat.reopened > 0 ? [{ text: t.reopened(seat.reopened), mark: '' as const }] : []),
		...(seat.identity ? [{ text: t.identityBy(seat.identity.by), mark: 'good' as const }] : [])
	];
}

/** What the column of contact says: for open attempts whether the page is heard, for others when and by whom they ended. */
export function contactOf(locale: Locale, seat: Seat): string {
	const t = board(locale);
	if (seat.submittedAt !== null && seat.submittedBy !== null)
		return t.handedIn(clockTime(seat.submittedAt), t[seat.submittedBy]);
	if (seat.silentSince !== null) return (seat.plain ? t.plain : t.since)(clockTime(seat.silentSince));
	return seat.state === 'inProgress' ? t.inContact : '';
}

/** One line of the record in words. */
export function recordText(locale: Locale, line: RecordLine): string {
	const t = board(locale);
	const until = line.until === undefined ? '' : formatInstant(line.until);
	switch (line.kind) {
		case 'started':
			return t.evStarted(Math.round((line.limitMs ?? 0) / 60_000));
		case 'opened':
			return t.evOpened(line.device ?? '');
		case 'late':
			return t.evLate;
		case 'adopted':
			return t.evAdopted;
		case 'extended':
			return t.evExtended(until);
		case 'submitted':
			return t.evSubmitted(t[line.by ?? 'candidate'], line.answered ?? 0, line.total ?? 0);
		case 'voided':
			return t.evVoided;
		case 'reopened':
			return t.evReopened(until);
		case 'released':
			return t.evReleased;
		case 'identityConfirmed':
			return t.evIdentityConfirmed;
	}
}

/** Why the server extended in its own name. */
export function causeText(locale: Locale, cause: Cause): string {
	const t = board(locale);
	if (cause.kind === 'times') return t.byTimes;
	return t.byOutage(time(locale)[cause.kind], clockTime(cause.fromAt), clockTime(cause.toAt));
}

/** A refused act in words that say what to do. */
export function refusalText(locale: Locale, reason: string): string {
	const t = board(locale);
	const known: Readonly<Record<string, string>> = {
		forbidden: t.forbidden,
		notFound: t.notFound,
		ownAttempt: t.ownAttempt,
		reasonMissing: t.reasonMissing,
		unconfirmed: t.unconfirmed,
		notOpen: t.notOpen,
		notSubmitted: t.notSubmitted,
		otherOpen: t.otherOpen,
		closed: t.closedExam,
		resultsOut: t.resultsOut,
		answersOut: t.answersOut,
		noTimeLeft: t.noTimeLeft,
		minutes: t.minutesWrong,
		nameDiffers: t.nameDiffers,
		noteMissing: t.noteMissing,
		voided: t.alreadyVoided
	};
	return known[reason] ?? t.otherRefusal;
}

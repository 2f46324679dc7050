import { formatDay, type Instant, parseInstant } from '#lib/base/core/clock.ts';
import type { PlanMonthId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { characters } from '#lib/base/core/text.ts';

/** Who organises: the district (区级) or one unit for itself and all below it (单位级). The two are never added up. */
export const sessionLevels = ['district', 'unit'] as const;
export type SessionLevel = (typeof sessionLevels)[number];

/** 集中学法 · 会前学法 · 旁听庭审 */
export const sessionKinds = ['collectiveStudy', 'preMeetingStudy', 'trialObservation'] as const;
export type SessionKind = (typeof sessionKinds)[number];

/** `held`: attendance is closed, and the session counts · `cancelled`: counts for nothing, and stays on record. */
export type SessionState = 'planned' | 'held' | 'cancelled';

/** 公务 · 病假 · 事假 · 其他: a category, never a story. */
export const leaveKinds = ['official', 'sick', 'personal', 'other'] as const;
export type LeaveKind = (typeof leaveKinds)[number];

/** What is stated of a person. What nobody has marked is null until the session is held, and then an absence. */
export type MarkStatus = 'present' | 'leave' | 'absent';
export type Status = MarkStatus | 'unmarked';

/** How an entry came: a tick in the list, the file of a paper sheet, the code on the wall, a batch taken back. */
export type Route = 'tick' | 'file' | 'code' | 'undo';

/** What a session is about: what its organiser states. One session is one 场次, however many sub-venues. */
export interface SessionFacts {
	readonly kind: SessionKind;
	readonly topic: string;
	readonly lecturer: string;
	readonly startsAt: Instant;
	readonly place: string;
	readonly subVenues: readonly string[];
	/** In the order in which they were treated. */
	readonly laws: readonly number[];
	/** The month of the plan that it belongs to, which need not be the month in which it is held. */
	readonly planMonthId: PlanMonthId | null;
	/** What was said and done, for the minutes. */
	readonly content: string;
	/** Whether the wall may show a rotating code with which people sign in themselves. */
	readonly codes: boolean;
	/** Whether people who are not on the list may sign in by the code or come in by a unit's sheet. */
	readonly walkIns: boolean;
}

export interface Session extends SessionFacts {
	readonly id: SessionId;
	readonly level: SessionLevel;
	/** The organising unit; null for the district. */
	readonly unitId: UnitId | null;
	readonly state: SessionState;
	/** Why it was cancelled or opened again; '' otherwise. */
	readonly stateReason: string;
	readonly stateAt: Instant;
	readonly stateBy: string;
	readonly madeAt: Instant;
	readonly madeBy: string;
	/** The last time its facts were entered or changed late (补录); null when they never were. */
	readonly lateAt: Instant | null;
	readonly lateBy: string | null;
}

const dayMs = 86_400_000;

/** The first moment that is late for a session: when the day after it is over, in district time. */
export function lateFrom(startsAt: Instant): Instant {
	const midnight = parseInstant(formatDay(startsAt));
	return (midnight ?? startsAt) + 2 * dayMs;
}

/** 补录: entered or changed after the session was closed, or later than the day after it. */
export const isLate = (session: Pick<Session, 'state' | 'startsAt'>, now: Instant): boolean =>
	session.state === 'held' || now >= lateFrom(session.startsAt);

/** What a person's entry means in a session of that state. */
export const statusOf = (status: MarkStatus | null, state: SessionState): Status =>
	status ?? (state === 'held' ? 'absent' : 'unmarked');

/** The code is shown and taken from an hour before the beginning until four hours after it, while attendance is open. */
export const codeWindow = (startsAt: Instant): { readonly opensAt: Instant; readonly closesAt: Instant } => ({
	opensAt: startsAt - 3_600_000,
	closesAt: startsAt + 4 * 3_600_000
});

export function takesCodes(session: Pick<Session, 'state' | 'startsAt' | 'codes'>, now: Instant): boolean {
	const { opensAt, closesAt } = codeWindow(session.startsAt);
	return session.codes && session.state === 'planned' && now >= opensAt && now < closesAt;
}

export const limits = { topic: 200, lecturer: 100, place: 200, venue: 100, venues: 100, content: 20_000, laws: 30 };

/** What is wrong with the facts as stated; each names its field. */
export type FactFault =
	| 'topicMissing'
	| 'topicLong'
	| 'lecturerLong'
	| 'placeMissing'
	| 'placeLong'
	| 'momentMissing'
	| 'momentFar'
	| 'venuesMany'
	| 'contentLong'
	| 'lawsMany';

/** Years within which a session can lie. */
const earliest = 2000;
const latest = 2999;

export function factFaults(facts: Omit<SessionFacts, 'startsAt'> & { readonly startsAt: Instant | null }): FactFault[] {
	const faults: FactFault[] = [];
	if (facts.topic.trim() === '') faults.push('topicMissing');
	if (characters(facts.topic) > limits.topic) faults.push('topicLong');
	if (facts.startsAt === null) faults.push('momentMissing');
	else {
		const year = Number(formatDay(facts.startsAt).slice(0, 4));
		if (!(year >= earliest && year <= latest)) faults.push('momentFar');
	}
	if (facts.place.trim() === '') faults.push('placeMissing');
	if (characters(facts.place) > limits.place) faults.push('placeLong');
	if (characters(facts.lecturer) > limits.lecturer) faults.push('lecturerLong');
	if (facts.subVenues.length > limits.venues || facts.subVenues.some((one) => characters(one) > limits.venue))
		faults.push('venuesMany');
	if (characters(facts.content) > limits.content) faults.push('contentLong');
	if (facts.laws.length > limits.laws) faults.push('lawsMany');
	return faults;
}

/** The year in which a session counts: that of its day. */
export const yearOf = (startsAt: Instant): number => Number(formatDay(startsAt).slice(0, 4));
/** The month in which it was held, 1 to 12. */
export const monthOf = (startsAt: Instant): number => Number(formatDay(startsAt).slice(5, 7));

/** The moments of a year: from the first of January until the next. */
export const yearSpan = (year: number): { readonly from: Instant; readonly to: Instant } => ({
	from: parseInstant(`${year}-01-01`) ?? 0,
	to: parseInstant(`${year + 1}-01-01`) ?? 0
});

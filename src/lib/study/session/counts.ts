import type { PersonId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { monthOf, type SessionKind, type SessionLevel, type SessionState, type Status } from './session.ts';

/** What counting asks of a session. */
export interface CountedSession {
	readonly id: SessionId;
	readonly level: SessionLevel;
	readonly kind: SessionKind;
	readonly startsAt: number;
	readonly state: SessionState;
}

/** What counting asks of one person on the list of one session. */
export interface CountedRow {
	readonly sessionId: SessionId;
	readonly personId: PersonId;
	/** The unit in whose figures the person counts: the reporting unit at the snapshot. */
	readonly unitId: UnitId;
	readonly status: Status;
	/** Not expected, but there. */
	readonly walkIn: boolean;
	/** Entered late (补录). */
	readonly late: boolean;
	/** Made up for the session by the quiz. */
	readonly caughtUp: boolean;
}

/** domain.md §3.2. All counts are of rows that are listed, so that each can be opened. */
export interface Figures {
	/** 应到: people on the list, walk-ins apart. */
	readonly expected: number;
	/** 实到, summed over sessions 人次 `attendances`: everyone who was there, walk-ins included. */
	readonly present: number;
	/** 请假: never an absence. */
	readonly leave: number;
	/** 缺席 */
	readonly absent: number;
	/** Nothing stated yet; sessions that are held have none. */
	readonly unmarked: number;
	/** 临时参加: of those present, the ones who were not expected. */
	readonly walkIns: number;
	/** 自学: of those not present, the ones who made up for it by the quiz. Never an attendance. */
	readonly selfStudy: number;
	/** 人数: distinct persons present. */
	readonly headcount: number;
	/** 补录: entries that came late. */
	readonly backfilled: number;
	/** 到会率 as a pair: those expected who were there, of all who were expected. Null when nobody was expected. */
	readonly attendanceRate: { readonly present: number; readonly expected: number } | null;
}

/** Adds up rows. A person counts once in every session, and once in `headcount` however many there are. */
export function figuresOf(rows: Iterable<CountedRow>): Figures {
	const count = { expected: 0, present: 0, leave: 0, absent: 0, unmarked: 0 };
	let [walkIns, selfStudy, backfilled] = [0, 0, 0];
	const heads = new Set<PersonId>();
	for (const row of rows) {
		if (row.walkIn) walkIns += row.status === 'present' ? 1 : 0;
		else count.expected++;
		count[row.status]++;
		if (row.status === 'present') heads.add(row.personId);
		if (isSelfStudy(row)) selfStudy++;
		if (row.late) backfilled++;
	}
	const rate = count.expected === 0 ? null : { present: count.present - walkIns, expected: count.expected };
	return { ...count, walkIns, selfStudy, backfilled, headcount: heads.size, attendanceRate: rate };
}

/** A quiz makes up for a session that was missed; of someone who was there after all it counts for nothing here. */
export const isSelfStudy = (row: Pick<CountedRow, 'status' | 'caughtUp'>): boolean =>
	row.caughtUp && (row.status === 'leave' || row.status === 'absent');

/** Figures of sessions of one level: 场次, and those of their people. `attendances` is 人次. */
export interface LevelFigures extends Figures {
	readonly sessionCount: number;
	readonly attendances: number;
}

/** What figures can be asked by. A level must be named: 区级 and 单位级 are never one sum. */
export interface CountFilter {
	readonly level: SessionLevel;
	readonly kind?: SessionKind | undefined;
	/** Month in which the session was held, 1 to 12. */
	readonly month?: number | undefined;
	readonly unitId?: UnitId | undefined;
}

/**
 * Figures of the sessions that were held. With a unit, a session counts as soon as somebody of that unit was expected or
 * there. Planned and cancelled sessions count for nothing.
 */
export function levelFigures(
	sessions: readonly CountedSession[],
	rows: readonly CountedRow[],
	filter: CountFilter
): LevelFigures {
	const counted = new Set(sessions.filter((session) => fits(session, filter)).map(({ id }) => id));
	const own = rows.filter(
		({ sessionId, unitId }) => counted.has(sessionId) && (filter.unitId === undefined || unitId === filter.unitId)
	);
	const sessionCount = filter.unitId === undefined ? counted.size : new Set(own.map(({ sessionId }) => sessionId)).size;
	const figures = figuresOf(own);
	return { ...figures, sessionCount, attendances: figures.present };
}

const fits = (session: CountedSession, { level, kind, month }: CountFilter): boolean =>
	session.state === 'held' &&
	session.level === level &&
	(kind === undefined || session.kind === kind) &&
	(month === undefined || monthOf(session.startsAt) === month);

/** A rate as people read it: two decimals, half up, and never 100 % where somebody is missing. */
export function formatRate(rate: Figures['attendanceRate']): string | null {
	if (rate === null) return null;
	const rounded = Math.floor((rate.present * 20_000 + rate.expected) / (rate.expected * 2));
	const hundredths = rate.present < rate.expected ? Math.min(rounded, 9999) : rounded;
	return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`;
}

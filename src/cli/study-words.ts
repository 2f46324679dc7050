import { formatInstant, isoInstant } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Figures, formatRate } from '#lib/study/session/counts.ts';
import { findView, type SessionView } from '#lib/study/session/scope.server.ts';
import type { SessionLine } from '#lib/study/session/year.server.ts';

/** The figures of a session or of several, by the names of the glossary. */
export const figuresJson = (figures: Figures) => ({
	expected: figures.expected,
	present: figures.present,
	leave: figures.leave,
	absent: figures.absent,
	unmarked: figures.unmarked,
	walkIns: figures.walkIns,
	selfStudy: figures.selfStudy,
	attendances: figures.present,
	headcount: figures.headcount,
	backfilled: figures.backfilled,
	attendanceRate: figures.attendanceRate
});

export const figuresText = (figures: Figures): string =>
	`expected ${figures.expected}, present ${figures.present}${figures.walkIns > 0 ? ` (${figures.walkIns} walk-ins)` : ''}, ` +
	`leave ${figures.leave}, absent ${figures.absent}${figures.unmarked > 0 ? `, not recorded ${figures.unmarked}` : ''}, ` +
	`self-study ${figures.selfStudy}, late entries ${figures.backfilled}, rate ${formatRate(figures.attendanceRate) ?? '—'}`;

/** What the fields of figures mean; for every help text. */
export const figuresHelp = `Figures (counts of people unless said otherwise):
  expected        应到: on the list, walk-ins apart
  present         实到: there, walk-ins included        attendances  人次: the same, summed over sessions
  leave           请假: never an absence                absent       缺席: neither there nor on leave, once held
  unmarked        nothing stated yet; 0 once held       walkIns      临时参加: present without being expected
  selfStudy       自学: on leave or absent, catch-up quiz finished; never an attendance
  headcount       人数: distinct persons present        backfilled   补录: entries that came late
  attendanceRate  { "present", "expected" } of those expected, or null
  sessionCount    场次: sessions held, by level; district and unit are never added up`;

/** One session as the command line gives it. */
export async function sessionJson(db: Db, { session, organiser, lawTitles, planMonth, figures }: SessionLine) {
	const unit =
		session.unitId === null
			? null
			: await db.selectFrom('unit').select('code').where('id', '=', session.unitId).executeTakeFirst();
	return {
		id: session.id,
		level: session.level,
		unit: unit ? { code: unit.code, name: organiser ?? '' } : null,
		kind: session.kind,
		topic: session.topic,
		state: session.state,
		stateReason: session.stateReason,
		startsAt: isoInstant(session.startsAt),
		place: session.place,
		subVenues: session.subVenues,
		laws: lawTitles,
		planMonth: planMonth === null ? null : `${planMonth.year}-${String(planMonth.month).padStart(2, '0')}`,
		lecturer: session.lecturer,
		content: session.content,
		settings: { codes: session.codes, walkIns: session.walkIns },
		backfilledAt: session.lateAt === null ? null : isoInstant(session.lateAt),
		backfilledBy: session.lateBy,
		...figuresJson(figures)
	};
}

export const sessionText = ({ session, organiser, figures }: SessionLine): string =>
	[
		`${session.id}  ${formatInstant(session.startsAt)}  ${session.topic}  [${session.state}]` +
			`${session.lateAt === null ? '' : '  补录'}`,
		`  ${session.level}${organiser === null ? '' : ` ${organiser}`}, ${session.kind}; ${session.place}` +
			`${session.subVenues.length > 0 ? ` and ${session.subVenues.length} sub-venues` : ''}`,
		`  ${figuresText(figures)}`
	].join('\n');

/** The session that a word names: its number, or its exact topic where only one has it. */
export async function sessionNamed(db: Db, word: string): Promise<SessionView | undefined> {
	const id = parseId<'session'>(word);
	if (id !== undefined) return findView(db, operator, id);
	const named = await db.selectFrom('studySession').select('id').where('topic', '=', word.trim()).limit(2).execute();
	const [only] = named;
	return only && named.length === 1 ? findView(db, operator, only.id) : undefined;
}

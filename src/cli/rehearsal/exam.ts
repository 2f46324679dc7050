import type { ExamId } from '#lib/base/core/ids.ts';
import { pointsPerMark } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Blueprint } from '#lib/content/paper/blueprint.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { mostNetworks, type Safeguards } from '#lib/exam/plan/safeguards.ts';
import { usualOutageCreditMs } from '#lib/exam/plan/scheme.ts';

const minute = 60_000;

/** A paper of 50 items from the shipped banks, for a rehearsal before any exam exists. */
const standardPaper = {
	banks: ['constitution-2018', 'administrative-reconsideration-2023'],
	rows: [
		{ kind: 'judge', count: 20, points: 1.5 },
		{ kind: 'single', count: 20, points: 2 },
		{ kind: 'multiple', count: 10, points: 3 }
	]
};

/**
 * Nobody simulated comes too late, however long the preparation takes: the rule stands, and that everybody comes within
 * the time it leaves is in the timetable of the crowd (load.ts).
 */
const latestEntryMinutes = 12 * 60;

/** Read after the exam's own networks; simulated people sit at this machine, whatever name it goes by. */
const anywhere = ['0.0.0.0/0', '::/0'];

/** The safeguards of an exam, as simulated people can meet them: each is looked at as on the day, and lets them pass. */
const carried = (asked: Safeguards): Safeguards => ({
	...asked,
	networks: asked.networks.length === 0 ? [] : [...asked.networks.slice(0, mostNetworks - anywhere.length), ...anywhere]
});

/**
 * The exam file (see `xuefa exam schema`) of a rehearsal: the paper, the scheme and the safeguards of the exam rehearsed,
 * a window from now on, the simulated people. The condition for starting is left out: simulated people have studied
 * nothing. Undefined when there is no such exam or it has no blueprint.
 * @param differing safeguards that cannot be met where the rehearsal is held
 */
export async function rehearsalFile(
	db: Db,
	examId: ExamId | undefined,
	/** Staff numbers, or the code of a unit with everybody below it. */
	whom: readonly string[] | { readonly unit: string },
	stamp: string,
	differing: Partial<Safeguards> = {}
): Promise<Record<string, unknown> | undefined> {
	const window = { opensAt: 'now', closesAt: '+1d' };
	const common = {
		organiser: '演练',
		window,
		enrolment: 'unit' in whom ? { units: [whom.unit] } : { persons: whom },
		publish: true
	};
	if (examId === undefined)
		return { ...common, title: `【演练】${stamp}`, paper: standardPaper, scheme: { attempts: 1, assembly: 'drawn' } };
	const exam = await findExam(db, examId);
	const paper = exam && (await paperOf(db, exam.blueprintId ?? 0));
	if (!exam || !paper) return undefined;
	const { scheme } = exam;
	const { variants, perOptionPoints, bands } = scheme;
	return {
		...common,
		title: `【演练】${stamp} ${exam.title}`.slice(0, 200),
		paper: { title: `【演练】${stamp}`, ...paper },
		scheme: {
			minutes: scheme.durationMs / minute,
			attempts: 1,
			counts: scheme.counts,
			assembly: scheme.assembly,
			...(scheme.assembly === 'variants' ? { variants } : {}),
			shuffleItems: scheme.shuffleItems,
			shuffleOptions: scheme.shuffleOptions,
			multipleRule: scheme.multipleRule,
			...(perOptionPoints === undefined ? {} : { pointsPerOption: perOptionPoints / pointsPerMark }),
			bands: {
				pass: bands.pass / pointsPerMark,
				good: bands.good / pointsPerMark,
				excellent: bands.excellent / pointsPerMark
			},
			feedback: 'score',
			graceSeconds: scheme.graceMs / 1000,
			windowEnd: scheme.windowEnd,
			latestEntryMinutes: scheme.latestEntryMs === null ? null : latestEntryMinutes,
			outageCreditMinutes: (scheme.outageCreditMs ?? usualOutageCreditMs) / minute,
			...(scheme.safeguards ? { safeguards: { ...carried(scheme.safeguards), ...differing } } : {})
		}
	};
}

async function paperOf(db: Db, blueprintId: number): Promise<Record<string, unknown> | undefined> {
	const row = await db
		.selectFrom('blueprint')
		.select('definition')
		.where('id', '=', blueprintId as never)
		.executeTakeFirst();
	if (!row) return undefined;
	const { banks, rows } = JSON.parse(row.definition) as Blueprint;
	const codes = await db
		.selectFrom('itemBank')
		.select('code')
		.where('id', 'in', [...banks])
		.execute();
	const laws = new Map(
		(await db.selectFrom('law').select(['id', 'title']).execute()).map(({ id, title }) => [id, title])
	);
	return {
		banks: codes.map(({ code }) => code),
		rows: rows.map((row) => ({
			section: row.section,
			kind: row.kind,
			count: row.count,
			points: row.points / pointsPerMark,
			law: row.lawId === null ? 'any' : (laws.get(row.lawId) ?? 'any'),
			difficulty: row.difficulty ?? 'any',
			parts: row.parts
		}))
	};
}

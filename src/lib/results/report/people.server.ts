import type { AttemptId, EnrolmentId, ExamId, UnitId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Band, bandOf, type PersonResult, type RankingRules, type Turnout } from '../ranking/figures.ts';
import type { SnapshotUnit } from '../ranking/ranking.ts';

/** One person in a list of results: no identity number, no telephone. */
export interface PersonRow {
	readonly enrolmentId: EnrolmentId;
	readonly name: string;
	readonly section: string;
	readonly post: string;
	readonly unitId: UnitId;
	readonly unit: string;
	readonly turnout: Turnout;
	readonly blankOnly: boolean;
	/** Submitted attempts. */
	readonly attempts: number;
	readonly countedAttemptId: AttemptId | null;
	readonly points: Points | null;
	readonly maxPoints: Points | null;
	readonly band: Band | null;
}

/** Ids of one statement. */
const chunk = 5000;

/** Names to results, in the order given. Names are those of the exam's list, not of today. */
export async function personRows(
	db: Db,
	examId: ExamId,
	results: readonly PersonResult[],
	units: readonly SnapshotUnit[],
	bands: RankingRules['bands']
): Promise<PersonRow[]> {
	const unitNames = new Map(units.map((unit) => [unit.unitId, unit.name]));
	const people = new Map<EnrolmentId, { name: string; section: string; post: string }>();
	for (let start = 0; start < results.length; start += chunk) {
		const ids = results.slice(start, start + chunk).map((result) => result.participant.enrolmentId);
		const rows = await db
			.selectFrom('enrolment')
			.select(['id', 'name', 'section', 'post'])
			.where('examId', '=', examId)
			.where('id', 'in', ids)
			.execute();
		for (const { id, ...person } of rows) people.set(id, person);
	}
	return results.map(({ participant, turnout, blankOnly, counted }): PersonRow => {
		const { enrolmentId, unitId, attempts } = participant;
		const { name, section, post } = people.get(enrolmentId) ?? { name: '', section: '', post: '' };
		return {
			...{ enrolmentId, name, section, post, unitId, unit: unitNames.get(unitId) ?? '' },
			...{ turnout, blankOnly, attempts: attempts.length, countedAttemptId: counted?.attemptId ?? null },
			...{ points: counted?.points ?? null, maxPoints: counted?.maxPoints ?? null },
			band: counted && bandOf(counted.points, bands)
		};
	});
}

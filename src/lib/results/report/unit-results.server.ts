import type { ExamId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import type { Publication } from '#lib/exam/scoring/publication.server.ts';
import { sees, subtree, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { type Figures, figuresOf, personResult } from '../ranking/figures.ts';
import type { RankingInput, SnapshotUnit } from '../ranking/ranking.ts';
import { findRanking, gatherInput } from '../ranking/ranking.server.ts';
import { type PersonRow, personRows } from './people.server.ts';
import { type CategoryPlace, placeOf } from './place.ts';

export interface UnitResults {
	readonly exam: Exam;
	/** The units the viewer may choose between: every visible one of the exam. */
	readonly units: readonly SnapshotUnit[];
	/** The one chosen. */
	readonly unit: SnapshotUnit;
	/** null before results are published: then nobody's points are in `people` or `figures`, only who has sat. */
	readonly publication: Publication | null;
	/** The unit with all units below it that the viewer sees. */
	readonly figures: Figures;
	readonly rules: RankingInput['rules'];
	/** Where the unit stands among its kind; null when unpublished or when it does not report for itself. */
	readonly place: CategoryPlace | null;
	readonly people: readonly PersonRow[];
}

/**
 * A unit's own results for whoever may see that unit: own people by name, of others only what `placeOf` lets through.
 * @param unitId the unit to open; without one the uppermost the viewer sees
 */
export async function unitResults(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	unitId?: UnitId
): Promise<Outcome<UnitResults, 'forbidden' | 'unknownExam' | 'unknownUnit'>> {
	const visible = await visibleUnits(db, viewer, 'unit.results.read');
	if (visible !== 'all' && visible.size === 0) return refused('forbidden');
	const exam = await findExam(db, examId);
	if (!exam || exam.publishedAt === null) return refused('unknownExam');
	const view = await findRanking(db, examId, { kind: 'publication' });
	const input = view?.input ?? (await attendance(db, exam));
	const units = input.units.filter((unit) => sees(visible, unit.unitId));
	const unit = unitId === undefined ? uppermost(units) : units.find((one) => one.unitId === unitId);
	if (!unit) return refused('unknownUnit');

	const below = await subtree(db, unit.unitId);
	const own = input.people.filter((person) => below.has(person.unitId) && sees(visible, person.unitId));
	const results = own.map((person) => personResult(person, input.rules));
	const rows = await personRows(db, examId, results, input.units, input.rules.bands);
	const publication = view?.publication ?? null;
	return done({
		exam,
		units,
		unit,
		publication,
		figures: concealed(figuresOf(results, input.rules.bands), publication !== null),
		rules: input.rules,
		place: view ? placeOf(view.ranking, unit.unitId, input.rules) : null,
		people: publication ? rows : rows.map((row) => ({ ...row, points: null, maxPoints: null, band: null }))
	});
}

const uppermost = (units: readonly SnapshotUnit[]): SnapshotUnit | undefined =>
	units.find((unit) => !units.some((other) => other.unitId === unit.parentId));

/** Who has sat so far, with no points at all. */
async function attendance(db: Db, exam: Exam): Promise<RankingInput> {
	const submitted = await db
		.selectFrom('attemptState')
		.select('attemptId')
		.where('examId', '=', exam.id)
		.where('status', '=', 'submitted')
		.execute();
	const nothing = new Map(submitted.map(({ attemptId }) => [attemptId, { points: 0, maxPoints: 0 }]));
	return gatherInput(db, exam, nothing, 'notSat');
}

const concealed = (figures: Figures, published: boolean): Figures =>
	published
		? figures
		: { ...figures, sum: 0, passed: 0, good: 0, excellent: 0, fullMarks: 0, highest: null, lowest: null };

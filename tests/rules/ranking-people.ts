import { asId } from '#lib/base/core/ids.ts';
import type { Participant, RankingRules, SatAttempt } from '#lib/results/ranking/figures.ts';
import { rankUnits, type SnapshotUnit } from '#lib/results/ranking/ranking.ts';

/** People and units of made-up districts, for the tests of the ranking. */
export const rules: RankingRules = {
	level: 'top',
	basis: 'sat',
	minSat: 1,
	minParticipation: { numerator: 0, denominator: 1 },
	excellentLine: 9000,
	counts: 'best',
	bands: { pass: 6000, good: 8000, excellent: 9000 },
	blank: 'notSat'
};

export const unit = (id: number, category = '镇', reporting = id, sortOrder = id): SnapshotUnit => ({
	unitId: asId(id),
	code: `U${id}`,
	parentId: null,
	reportingUnitId: asId(reporting),
	name: `单位${id}`,
	shortName: `单${id}`,
	category,
	sortOrder
});

let serial = 0;
export const attempt = (points: number, no = 1, answered = 5): SatAttempt => ({
	attemptId: asId(++serial),
	no,
	answered,
	points,
	maxPoints: 10_000
});
export const person = (unitId: number, status: Participant['status'], ...attempts: SatAttempt[]): Participant => ({
	enrolmentId: asId(++serial),
	personId: asId(serial),
	unitId: asId(unitId),
	status,
	attempts
});
export const sat = (unitId: number, ...points: number[]) =>
	points.map((one) => person(unitId, 'required', attempt(one)));
export const rank = (units: SnapshotUnit[], people: Participant[], changed: Partial<RankingRules> = {}) =>
	rankUnits({ units, people, rules: { ...rules, ...changed } });

import type { UnitId } from '#lib/base/core/ids.ts';
import { type PersonResult, personResult, type RankingRules } from '../ranking/figures.ts';
import { type RankingInput, reportingUnits } from '../ranking/ranking.ts';

/** The groups of people that numbers on the pages stand for; each number opens its group. */
export const groups = [
	'roster',
	'required',
	'sat',
	'absent',
	'exempt',
	'deferred',
	'voluntary',
	'blank',
	'passed',
	'good',
	'excellent',
	'fullMarks'
] as const;
export type Group = (typeof groups)[number];

export const groupOf = (text: string | null): Group => groups.find((group) => group === text) ?? 'roster';

/** Whether the person is one of those that the number of the same name in `Figures` counts. */
export function belongs(result: PersonResult, group: Group, bands: RankingRules['bands']): boolean {
	const { turnout, counted, blankOnly, participant } = result;
	const points = turnout === 'sat' ? (counted?.points ?? null) : null;
	switch (group) {
		case 'roster':
			return true;
		case 'required':
			return turnout === 'sat' || turnout === 'absent' || turnout === 'deferred';
		case 'blank':
			return blankOnly && (participant.status === 'required' || participant.status === 'deferred');
		case 'passed':
			return points !== null && points >= bands.pass;
		case 'good':
			return points !== null && points >= bands.good;
		case 'excellent':
			return points !== null && points >= bands.excellent;
		case 'fullMarks':
			return points !== null && points > 0 && points === counted?.maxPoints;
		default:
			return turnout === group;
	}
}

export interface PeopleFilter {
	readonly group: Group;
	/** A reporting unit with all that count for it. */
	readonly reportingUnitId?: UnitId | undefined;
	readonly category?: string | undefined;
}

/** The people behind a number, in the order of the snapshot's units, then of the list. */
export function peopleBehind(input: RankingInput, filter: PeopleFilter): PersonResult[] {
	const reporting = reportingUnits(input.units);
	const order = new Map(input.units.map((unit, index) => [unit.unitId, index]));
	return input.people
		.filter((person) => {
			const unit = reporting.get(person.unitId);
			const fits = filter.reportingUnitId === undefined || unit?.unitId === filter.reportingUnitId;
			return fits && (filter.category === undefined || unit?.category === filter.category);
		})
		.map((person) => personResult(person, input.rules))
		.filter((result) => belongs(result, filter.group, input.rules.bands))
		.sort(
			(a, b) =>
				(order.get(a.participant.unitId) ?? 0) - (order.get(b.participant.unitId) ?? 0) ||
				a.participant.enrolmentId - b.participant.enrolmentId
		);
}

import { asId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import { districtRoot, nobody, type PlanPerson, type PlanUnit, snapshotOf } from '#lib/exam/plan/selection.ts';
import { describe, expect, test } from 'vitest';

const unit = (id: number): UnitId => asId<'unit'>(id);
const person = (id: number): PersonId => asId<'person'>(id);
const make = (id: number, parentId: number | null, category = '区政府部门'): PlanUnit => ({
	id: unit(id),
	name: `单位${id}`,
	shortName: `${id}`,
	category,
	sortOrder: id,
	parentId: parentId === null ? null : unit(parentId)
});
const staff = (id: number, unitId: number): PlanPerson => ({
	personId: person(id),
	unitId: unit(unitId),
	name: `人${id}`,
	section: '',
	post: ''
});

/** District 1: bureau 2 with 3 (a school) and 4 below 3; town 5 without people. */
const units = [make(1, null), make(2, 1), make(3, 2, '学校'), make(4, 3, '学校'), make(5, 1, '镇')];
const roster = [staff(1, 2), staff(2, 3), staff(3, 4)];
const all = { ...nobody, all: true };
const reporting = (level: 'top' | 'self', list = units, people = roster) =>
	Object.fromEntries(snapshotOf(list, people, all, level).units.map((each) => [each.unitId, each.reportingUnitId]));

describe('snapshot', () => {
	test('the district is the single unit without parent that has others below it', () => {
		expect(districtRoot(units)).toBe(1);
		expect(districtRoot([make(1, null), make(2, null)])).toBeNull();
		expect(districtRoot([make(1, null)])).toBeNull();
	});

	test('top: everyone counts for the topmost unit below the district; the empty district itself is not listed', () => {
		expect(reporting('top')).toEqual({ 2: 2, 3: 2, 4: 2, 5: 5 });
	});

	test('top without a single district: the topmost unit of all', () => {
		expect(reporting('top', [...units, make(9, null)])).toMatchObject({ 1: 1, 2: 1, 4: 1, 9: 9 });
	});

	test('self: everyone counts for the own unit; a unit that only holds others is left out', () => {
		expect(reporting('self')).toEqual({ 2: 2, 3: 3, 4: 4, 5: 5 });
		expect(reporting('self', units, [staff(3, 4)])).toEqual({ 4: 4, 5: 5 });
	});

	test('the district stays when somebody belongs to it directly', () => {
		expect(reporting('top', units, [...roster, staff(9, 1)])).toMatchObject({ 1: 1, 2: 2 });
	});

	test('units with all below them, categories and persons are united; those left out by hand stay out', () => {
		const chosen = (selection: object) =>
			snapshotOf(units, roster, { ...nobody, ...selection }, 'top').people.map((each) => each.personId);
		expect(chosen({ units: [unit(3)] })).toEqual([2, 3]);
		expect(chosen({ categories: ['学校'], persons: [person(1)] })).toEqual([1, 2, 3]);
		expect(chosen({ all: true, except: [person(2)] })).toEqual([1, 3]);
		expect(chosen({})).toEqual([]);
	});

	test('parents skip what is left out', () => {
		const { units: kept } = snapshotOf(
			units,
			[staff(2, 3), staff(3, 4)],
			{ ...nobody, persons: [person(2), person(3)] },
			'self'
		);
		expect(kept.map((each) => [each.unitId, each.parentId])).toEqual([
			[3, null],
			[4, 3]
		]);
	});
});

import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from '../stories/fresh.ts';
import { examInput, layDistrict, now, officer } from '../stories/plan-district.ts';

/** What is said of a file, as "path rule", in any order. */
async function said(file: unknown): Promise<string[]> {
	const { db } = await freshStore();
	await layDistrict(db);
	const created = await createFromFile(db, officer, JSON.parse(JSON.stringify(file)), now);
	expect(await db.selectFrom('exam').selectAll().execute(), 'nothing is left behind').toEqual([]);
	if (created.ok || !('problems' in created)) throw new Error(JSON.stringify(created));
	return created.problems.map(({ path, rule }) => `${path} ${rule}`).sort();
}

describe('an exam file is told all its faults in one round', () => {
	test('faults of form beside faults of content', async () => {
		const file = examInput({
			organiser: undefined,
			organizer: 'x',
			paper: {
				banks: ['bank', 3, 'nope'],
				rows: [
					{ kind: 'judge', count: 'ten', points: 1 },
					{ kind: 'single', count: 5, points: 2, law: '没有的法' }
				]
			},
			scheme: { minutes: 'sixty', bands: { pass: 90, good: 80, excellent: 95 } },
			window: { opensAt: 'morgen', closesAt: 5 },
			enrolment: { units: ['U999', 7, 'U998'], exempt: [{ person: 'S98' }, { person: 'S99', reason: '病' }] },
			overrides: [{ unit: 3, reason: 'r' }, { unit: 'XX', reason: 'r' }, { reason: 'r' }]
		});
		expect(await said(file)).toEqual(
			[
				'organiser missing',
				'organizer unknownField',
				'paper.banks[1] wrongType',
				'paper.banks[2] unknownBank',
				'paper.rows[0].count wrongType',
				'paper.rows[1].law unknownLaw',
				'scheme.minutes wrongType',
				'scheme.bands bandOrder',
				'window.opensAt notAMoment',
				'window.closesAt wrongType',
				'enrolment.units[0] unknownUnit',
				'enrolment.units[1] wrongType',
				'enrolment.units[2] unknownUnit',
				'enrolment.exempt[0].reason missing',
				'enrolment.exempt[0] unknownPerson',
				'enrolment.exempt[1] unknownPerson',
				'overrides[0].unit wrongType',
				'overrides[1].unit unknownUnit',
				'overrides[2] missing'
			].sort()
		);
	});

	test('a paper that the banks cannot fill beside a fault of form elsewhere', async () => {
		const paper = { banks: ['bank'], rows: [{ kind: 'judge', count: 40, points: 2 }] };
		expect(await said(examInput({ paper, scheme: { minutes: 0 } }))).toEqual([
			'paper.rows[0] shortage',
			'scheme.bands.excellent bandAboveTotal',
			'scheme.minutes outOfRange'
		]);
	});

	test('what follows only from a part that could not be read is not held against it', async () => {
		expect(await said(examInput({ paper: { banks: 5, rows: [] } }))).toEqual([
			'paper.banks wrongType',
			'paper.rows outOfRange'
		]);
		expect(await said(examInput({ enrolment: { units: [7] } }))).toEqual(['enrolment.units[0] wrongType']);
		expect(await said(examInput({ paper: undefined, enrolment: undefined, window: undefined }))).toEqual([
			'enrolment missing',
			'paper missing',
			'window missing'
		]);
		expect(await said([])).toEqual([' wrongType']);
		expect(await said(null)).toEqual([' wrongType']);
	});

	test('promises that a window would break beside unknown names', async () => {
		const file = examInput({
			scheme: { minutes: 60, windowEnd: 'cuts' },
			window: { opensAt: '+1h', closesAt: '+90m' },
			enrolment: { units: ['U2', 'U99'], exempt: [{ person: 'S5', reason: '病' }] },
			overrides: [
				{ person: 'S1', closesAt: '+70m', reason: 'r' },
				{ unit: 'U98', reason: 'r' }
			]
		});
		const found = await said(file);
		expect(found).toContain('enrolment.units[1] unknownUnit');
		expect(found).toContain('overrides[1].unit unknownUnit');
		expect(found).toContain('overrides[0].closesAt overrideNarrows');
	});
});

import { asId, type UnitId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { bureauResults } from '#lib/results/report/bureau.server.ts';
import { belongs, groups, peopleBehind } from '#lib/results/report/people.ts';
import { personSheet } from '#lib/results/report/person-sheet.server.ts';
import { unitResults } from '#lib/results/report/unit-results.server.ts';
import { rankUnits } from '#lib/results/ranking/ranking.ts';
import { personResult } from '#lib/results/ranking/figures.ts';
import { describe, expect, test } from 'vitest';
import { closesAt, minute } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { district, sitAll, unitIds, viewer } from './results-district.ts';

const after = closesAt + 5 * minute;

async function published() {
	const store = await freshStore();
	const fixture = await district(store);
	await sitAll(store, fixture);
	const publish = async () => {
		const run = await runScoring(store.db, operator, fixture.examId, '计分', after);
		if (!run.ok) throw new Error(run.reason);
		const request = { runId: run.value.id, reason: '公布', blank: 'notSat' as const };
		const outcome = await publishResults(store.db, operator, fixture.examId, request, after);
		if (!outcome.ok) throw new Error(outcome.reason);
	};
	return { db: store.db, examId: fixture.examId, publish };
}

describe('the unit desk', () => {
	test('sees the own subtree and no sibling, in neither direction', async () => {
		const { db, examId, publish } = await published();
		await publish();
		const seen = async (own: UnitId, asked?: UnitId) => {
			const outcome = await unitResults(db, viewer('unitAdmin', own), examId, asked);
			return outcome.ok ? outcome.value.people.map(({ name }) => name) : outcome.reason;
		};
		expect(await seen(unitIds.town)).toEqual(['张1', '张2', '张3', '张4', '张5', '张6', '张7']);
		expect(await seen(unitIds.town, unitIds.office)).toEqual(['张5', '张6', '张7']);
		expect(await seen(unitIds.office)).toEqual(['张5', '张6', '张7']);
		expect(await seen(unitIds.river)).toEqual(['张8', '张9', '张10']);
		for (const [own, asked] of [
			[unitIds.town, unitIds.river],
			[unitIds.river, unitIds.town],
			[unitIds.office, unitIds.town],
			[unitIds.office, unitIds.river],
			[unitIds.river, unitIds.office]
		] as const)
			expect(await seen(own, asked)).toBe('unknownUnit');
		for (const role of ['itemEditor', 'systemAdmin'] as const)
			expect(await unitResults(db, viewer(role), examId)).toMatchObject({ reason: 'forbidden' });
	});

	test('has own figures, and of others nothing that gives one of them away', async () => {
		const { db, examId, publish } = await published();
		await publish();
		const outcome = await unitResults(db, viewer('unitAdmin', unitIds.town), examId);
		if (!outcome.ok) throw new Error(outcome.reason);
		const { figures, place } = outcome.value;
		expect(figures).toMatchObject({ required: 6, sat: 4, sum: 3650, absent: 1, deferred: 1 });
		// Two towns only: an average of both would tell the other's.
		expect(place).toMatchObject({ excellent: true, ranked: 2, categoryAverage: undefined, quarter: null });
		expect(JSON.stringify(outcome.value)).not.toContain('张8');
		expect(JSON.stringify(outcome.value)).not.toContain('河口镇');
	});

	test('before publication sees who has sat, and no points', async () => {
		const { db, examId } = await published();
		const outcome = await unitResults(db, viewer('unitAdmin', unitIds.town), examId);
		if (!outcome.ok) throw new Error(outcome.reason);
		expect(outcome.value).toMatchObject({ publication: null, place: null, figures: { sat: 4, absent: 1, sum: 0 } });
		expect(outcome.value.people.every(({ points, band }) => points === null && band === null)).toBe(true);
	});
});

describe('the bureau desk', () => {
	test('every number opens exactly the people it counts', async () => {
		const { db, examId, publish } = await published();
		expect(await bureauResults(db, operator, examId, '')).toMatchObject({ ok: true, value: { view: null } });
		await publish();
		const outcome = await bureauResults(db, operator, examId, '');
		if (!outcome.ok || !outcome.value.view) throw new Error('no view');
		const { input, ranking } = outcome.value.view;
		for (const { unit, figures } of ranking.units)
			for (const group of groups)
				expect(peopleBehind(input, { group, reportingUnitId: unit.unitId })).toHaveLength(figures[group]);
		for (const group of groups) expect(peopleBehind(input, { group })).toHaveLength(ranking.totals[group]);
		const towns = ranking.categories.find(({ name }) => name === '镇');
		expect(peopleBehind(input, { group: 'sat', category: '镇' })).toHaveLength(towns?.figures.sat ?? -1);
		expect(rankUnits(input)).toEqual(ranking);
		const everyone = input.people.map((person) => personResult(person, input.rules));
		expect(everyone.every((result) => belongs(result, 'roster', input.rules.bands))).toBe(true);
	});

	test('is closed to unit administrators and editors; unknown versions are refused', async () => {
		const { db, examId, publish } = await published();
		await publish();
		for (const who of [viewer('unitAdmin', unitIds.town), viewer('itemEditor'), viewer('systemAdmin')]) {
			expect(await bureauResults(db, who, examId, '')).toMatchObject({ reason: 'forbidden' });
			const request = { enrolmentId: asId<'enrolment'>(1), attemptNo: 1 };
			expect(await personSheet(db, who, examId, request, after)).toMatchObject({ reason: 'forbidden' });
		}
		for (const word of ['2', '0', 'x', '1e3'])
			expect(await bureauResults(db, viewer('auditor'), examId, word)).toMatchObject({ reason: 'unknownVersion' });
		expect(await bureauResults(db, viewer('auditor'), asId(9), '')).toMatchObject({ reason: 'unknownExam' });
	});

	test('an answer sheet shows answer, key and points of each question, but no key while anybody may sit', async () => {
		const { db, examId, publish } = await published();
		await publish();
		const request = { enrolmentId: asId<'enrolment'>(5), attemptNo: 1 };
		const early = await personSheet(db, viewer('auditor'), examId, request, closesAt - 1);
		expect(early).toMatchObject({ ok: true, value: { items: null, locked: true } });
		expect(JSON.stringify(early)).not.toContain('CANARY');
		const sheet = await personSheet(db, viewer('auditor'), examId, request, after);
		if (!sheet.ok || !sheet.value.items) throw new Error('no sheet');
		expect(sheet.value.attempts).toMatchObject([{ no: 1, points: 850, maxPoints: 1000, answered: 10 }]);
		expect(sheet.value.items[7]).toMatchObject({
			answer: ['A'],
			ruled: { accepted: [['A', 'C']] },
			points: 50,
			maxPoints: 100
		});
		expect(sheet.value.items.reduce((sum, item) => sum + (item.points ?? 0), 0)).toBe(850);
	});
});

import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { asId, type ExamId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { amendKey } from '#lib/exam/scoring/amendment.server.ts';
import { publishedExams, publishedScore } from '#lib/exam/scoring/publication.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { loadSnapshot, findRanking } from '#lib/results/ranking/ranking.server.ts';
import { publishResults, snapshotHash } from '#lib/results/ranking/publish.server.ts';
import { compareSnapshots } from '#lib/results/ranking/snapshot.ts';
import { rankJson } from '#lib/results/report/rank-json.ts';
import { describe, expect, test } from 'vitest';
import { closesAt, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { district, sitAll, viewer } from './results-district.ts';

const after = closesAt + 5 * minute;

async function score(db: Db, examId: ExamId, now = after) {
	const run = await runScoring(db, operator, examId, '计分', now);
	if (!run.ok) throw new Error(run.reason);
	return run.value;
}

const publish = async (db: Db, examId: ExamId, reason: string, now = after) => {
	const { id } = await score(db, examId, now);
	return publishResults(db, operator, examId, { runId: id, reason, blank: 'notSat' }, now);
};

async function json(db: Db, examId: ExamId, no?: number) {
	const view = await findRanking(db, examId, no === undefined ? { kind: 'dry' } : { kind: 'publication', no });
	if (!view) throw new Error('no such ranking');
	return rankJson(view);
}

describe('from answers to publication', () => {
	test('three units and a half are counted as by hand', async () => {
		const store = await freshStore();
		const fixture = await district(store);
		await sitAll(store, fixture);
		const published = await publish(store.db, fixture.examId, '首次公布');
		expect(published).toMatchObject({ ok: true, value: { no: 1 } });
		const ranked = await json(store.db, fixture.examId, 1);
		// Persons 1, 2 (7 then 10), 5 (8.5) and 6 (deferred, sat): 9 + 10 + 8.5 + 9 = 36.5 marks over four.
		expect(
			ranked.units.map(({ code, unit, category, rank, rankOverall, unranked, excellent, ...figures }) => [
				...[code, unit, category, rank, rankOverall, unranked, excellent],
				...[figures.required, figures.sat, figures.absent, figures.exempt, figures.deferred, figures.voluntary],
				...[figures.participationRate, figures.average, figures.sum, figures.passRate, figures.excellentRate],
				...[figures.fullMarks, figures.highest, figures.lowest]
			])
		).toEqual([
			[
				'u1',
				'城关镇',
				'镇',
				1,
				1,
				null,
				true,
				6,
				4,
				1,
				1,
				1,
				0,
				'66.67',
				'9.13',
				3650,
				'100.00',
				'75.00',
				1,
				'10.00',
				'8.50'
			],
			[
				'u3',
				'河口镇',
				'镇',
				2,
				2,
				null,
				true,
				2,
				1,
				1,
				0,
				0,
				1,
				'50.00',
				'9.00',
				900,
				'100.00',
				'100.00',
				0,
				'9.00',
				'9.00'
			],
			[
				'u4',
				'区司法局',
				'部门',
				1,
				3,
				null,
				false,
				1,
				1,
				0,
				0,
				0,
				0,
				'100.00',
				'6.00',
				600,
				'100.00',
				'0.00',
				0,
				'6.00',
				'6.00'
			],
			[
				'u5',
				'区档案馆',
				'部门',
				null,
				null,
				'nobodyRequired',
				false,
				0,
				0,
				0,
				1,
				0,
				0,
				null,
				null,
				0,
				null,
				null,
				0,
				null,
				null
			]
		]);
		expect(ranked.units[0]?.averageExact).toEqual({ numerator: 3650, denominator: 4 });
		expect(ranked.totals).toMatchObject({
			...{ required: 9, sat: 6, absent: 2, deferred: 1, exempt: 2, voluntary: 1, voluntarySat: 1, blank: 1 },
			...{ participationRate: '66.67', average: '8.58', sum: 5150, units: 4, unitsSat: 3, excellentUnits: 2 }
		});
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
	});

	test('an amended key changes nothing published, only the next version, which names what differs', async () => {
		const store = await freshStore();
		const fixture = await district(store);
		const { db } = store;
		await sitAll(store, fixture);
		await publish(db, fixture.examId, '首次公布');
		const before = await json(db, fixture.examId, 1);
		const draft = {
			itemVersionId: asId<'itemVersion'>(9),
			part: 2,
			kind: 'replace' as const,
			correct: ['T'],
			reason: '表述有误'
		};
		expect(await amendKey(db, viewer('auditor'), fixture.examId, draft, after)).toMatchObject({ reason: 'forbidden' });
		expect(await amendKey(db, operator, fixture.examId, { ...draft, correct: ['B'] }, after)).toMatchObject({
			reason: 'badKey'
		});
		expect(await amendKey(db, operator, fixture.examId, { ...draft, part: 3 }, after)).toMatchObject({
			reason: 'unknownPart'
		});
		expect(await amendKey(db, operator, fixture.examId, draft, after)).toMatchObject({ ok: true });
		expect(await json(db, fixture.examId, 1)).toEqual(before);

		expect(await publish(db, fixture.examId, '第九题第二问答案更正')).toMatchObject({ ok: true, value: { no: 2 } });
		expect(await json(db, fixture.examId, 1)).toEqual(before);
		const now = await json(db, fixture.examId, 2);
		// Person 2 falls to 9 by both attempts; 1, 6 and 8 rise to 10, 5 to 9.5, 11 to 7.
		expect(now.units.map(({ code, rank, sum, average }) => [code, rank, sum, average])).toEqual([
			['u3', 1, 1000, '10.00'],
			['u1', 2, 3850, '9.63'],
			['u4', 1, 700, '7.00'],
			['u5', null, 0, null]
		]);
		const versions = await db.selectFrom('publication').selectAll().orderBy('no').execute();
		const [first, second] = await Promise.all(versions.map((row) => loadSnapshot(db, row)));
		if (!first || !second) throw new Error('two versions');
		const { differences, people } = compareSnapshots(first, second);
		expect(people).toBe(7);
		expect(
			differences.filter(({ unitId }) => unitId === 3).map(({ measure, before, after }) => [measure, before, after])
		).toEqual([
			['average', '9.00', '10.00'],
			['fullMarks', '0', '1'],
			['highest', '9', '10'],
			['lowest', '9', '10'],
			['rank', '2', '1']
		]);
		for (const row of versions) expect(snapshotHash(row.snapshot)).toBe(row.snapshotHash);
	});

	test('an excluded part lowers the maximum: full marks are 9 of 9', async () => {
		const store = await freshStore();
		const fixture = await district(store);
		await sitAll(store, fixture);
		const draft = {
			itemVersionId: asId<'itemVersion'>(9),
			part: 2,
			kind: 'exclude' as const,
			correct: [],
			reason: '超纲'
		};
		await amendKey(store.db, operator, fixture.examId, draft, after);
		const ranked = await json(store.db, fixture.examId);
		expect(ranked.totals).toMatchObject({ fullMarks: 4, highest: '9.00', sum: 900 * 4 + 850 + 600 });
	});
});

describe('publishing is refused', () => {
	test('while somebody writes or may begin, without a reason, from an old run, twice the same', async () => {
		const store = await freshStore();
		const fixture = await district(store);
		const { db } = store;
		const { examId } = fixture;
		await sitAll(store, fixture);
		const request = { runId: (await score(db, examId, opensAt)).id, reason: '公布', blank: 'notSat' as const };
		expect(await publishResults(db, viewer('auditor'), examId, request, after)).toMatchObject({ reason: 'forbidden' });
		expect(await runScoring(db, viewer('unitAdmin', asId(1)), examId, '', after)).toMatchObject({
			reason: 'forbidden'
		});
		expect(await publishResults(db, operator, examId, { ...request, reason: ' ' }, after)).toMatchObject({
			reason: 'noReason'
		});
		expect(await publishResults(db, operator, examId, request, closesAt - 1)).toMatchObject({ reason: 'stillOpen' });
		await sit(store, fixture, opensAt + 2 * minute, asId(3));
		expect(await publishResults(db, operator, examId, request, after)).toMatchObject({ reason: 'stillOpen' });
		await db.updateTable('attemptState').set({ status: 'submitted' }).where('status', '=', 'open').execute();
		expect(await publishResults(db, operator, examId, request, after)).toMatchObject({ reason: 'staleRun' });
		expect(await publish(db, examId, '公布')).toMatchObject({ ok: true });
		expect(await publish(db, examId, '再公布')).toMatchObject({ reason: 'unchanged' });
		expect(await publishedExams(db)).toEqual(new Set([examId]));
	});

	test('what is stored of runs and publications cannot be changed', async () => {
		const store = await freshStore();
		const fixture = await district(store);
		await sitAll(store, fixture);
		await publish(store.db, fixture.examId, '公布');
		const { db } = store;
		await expect(db.updateTable('publication').set({ reason: 'x' }).execute()).rejects.toThrow('append-only');
		await expect(db.updateTable('attemptScore').set({ points: 0 }).execute()).rejects.toThrow('append-only');
		await expect(db.deleteFrom('itemScore').execute()).rejects.toThrow('append-only');
		expect(await publishedScore(db, fixture.examId, asId(1))).toMatchObject({
			points: 900,
			maxPoints: 1000,
			publicationNo: 1
		});
	});
});

test('the decision that blank attempts count takes them in', async () => {
	const store = await freshStore();
	const fixture = await district(store);
	await sitAll(store, fixture);
	const { id } = await score(store.db, fixture.examId);
	const request = { runId: id, reason: '空白卷计入', blank: 'sat' as const };
	expect(await publishResults(store.db, operator, fixture.examId, request, after)).toMatchObject({ ok: true });
	const ranked = await json(store.db, fixture.examId, 1);
	expect(ranked.units.find(({ code }) => code === 'u3')).toMatchObject({
		sat: 2,
		absent: 0,
		average: '4.50',
		lowest: '0.00',
		blank: 1
	});
});

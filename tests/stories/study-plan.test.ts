import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { addMaterial, findFile, listMaterials, removeMaterial } from '#lib/study/month/material.server.ts';
import type { MonthDraft } from '#lib/study/month/plan.ts';
import {
	copyPlan,
	createPlan,
	findMonth,
	findPlan,
	publishPlan,
	removeMonth,
	saveMonths
} from '#lib/study/month/plan.server.ts';
import { readPlanFile, syncPlans } from '#lib/study/month/plan-file.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { officer, others, viewer } from './plan-district.ts';
import { banks, one, studyStore } from './practice-desk.ts';

const now = Date.parse('2026-11-27T00:00:00Z');
const learner = viewer('unitAdmin');

const draft = (month: number, ...laws: string[]): MonthDraft => {
	return { month, theme: '主题', presenter: '区司法局', mode: 'collective', note: '', laws };
};

describe('the shipped plan', () => {
	test('comes in once as a draft over twelve laws, and what a bureau makes of it stays', async () => {
		const { db } = await freshStore();
		await syncShippedBanks(db, banks, now);
		expect(await syncPlans(db, banks, now)).toEqual([2027]);
		const plan = (await findPlan(db, 2027))!;
		expect(plan.publishedAt).toBeNull();
		expect(plan.months.map(({ month }) => month)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
		expect(new Set(plan.months.flatMap(({ laws }) => laws.map(({ lawId }) => lawId))).size).toBe(12);
		await saveMonths(db, officer, 2027, [draft(3, '宪法', '民法典')], now);
		await removeMonth(db, officer, plan.months[1]!.id, now);
		expect(await syncPlans(db, banks, now)).toEqual([]);
		expect((await findPlan(db, 2027))?.months.map(({ month, laws }) => [month, laws.length]).slice(0, 3)).toEqual([
			[1, 1],
			[3, 2],
			[4, 1]
		]);
	});

	test('a month of it is read by others only when the year is published', async () => {
		const { db } = await freshStore();
		await syncShippedBanks(db, banks, now);
		await syncPlans(db, banks, now);
		const place = { year: 2027, month: 5 };
		expect(await findMonth(db, learner, place)).toBeUndefined();
		expect((await findMonth(db, officer, place))?.laws[0]?.shortTitle).toBe('民法典');
		await publishPlan(db, officer, 2027, true, now);
		expect((await findMonth(db, learner, place))?.theme).toBe('民法典与依法行政');
		await publishPlan(db, officer, 2027, false, now);
		expect(await findMonth(db, learner, place)).toBeUndefined();
	});
});

describe('planning', () => {
	test('by the exam officer only, each change with its record', async () => {
		const { db } = await studyStore(now);
		for (const other of others) {
			expect(await createPlan(db, other, 2027, '计划', now)).toMatchObject({ reason: 'forbidden' });
			expect(await saveMonths(db, other, 2027, [draft(1, '宪法')], now)).toMatchObject({ reason: 'forbidden' });
			expect(await publishPlan(db, other, 2027, true, now)).toMatchObject({ reason: 'forbidden' });
		}
		expect(await createPlan(db, officer, 2027, '计划', now)).toMatchObject({ ok: true });
		expect(await createPlan(db, officer, 2027, '计划', now)).toMatchObject({ reason: 'taken' });
		expect(await publishPlan(db, officer, 2027, true, now)).toMatchObject({ reason: 'empty' });
		expect(await saveMonths(db, officer, 2027, [draft(1, '宪法'), draft(2, '宪发')], now)).toMatchObject({
			reason: 'unknownLaw',
			detail: { title: '宪发' }
		});
		expect((await findPlan(db, 2027))?.months).toEqual([]);
		expect(await saveMonths(db, officer, 2027, [draft(1, '宪法')], now)).toEqual({ ok: true, value: { changed: 1 } });
		expect(await saveMonths(db, officer, 2027, [draft(1, '宪法')], now)).toEqual({ ok: true, value: { changed: 0 } });
		const acts = await db.selectFrom('auditEntry').select('act').where('subjectKind', '=', 'plan').execute();
		expect(acts.map(({ act }) => act)).toEqual(['plan.created', 'plan.monthSaved']);
	});

	test('copied to the next year, whole or not at all', async () => {
		const { db } = await studyStore(now);
		await syncPlans(db, banks, now);
		expect(await copyPlan(db, officer, 2027, 2028, '2028年计划', now)).toEqual({ ok: true, value: { months: 12 } });
		const [from, to] = [await findPlan(db, 2027), await findPlan(db, 2028)];
		expect(to?.months.map(({ laws, theme }) => [laws, theme])).toEqual(
			from?.months.map(({ laws, theme }) => [laws, theme])
		);
		expect(await copyPlan(db, officer, 2027, 2028, '再来', now)).toMatchObject({ reason: 'taken' });
		expect(await copyPlan(db, officer, 2020, 2029, '无', now)).toMatchObject({ reason: 'noYear' });
		expect(await findPlan(db, 2029)).toBeUndefined();
	});

	test('a month on which somebody works is not taken out', async () => {
		const { db } = await studyStore(now);
		await syncPlans(db, banks, now);
		const month = (await findPlan(db, 2027))!.months[0]!;
		const lawIds = month.laws.map(({ lawId }) => lawId);
		expect((await openSet(db, one, { kind: 'month', planMonthId: month.id, lawIds }, now)).ok).toBe(true);
		expect(await removeMonth(db, officer, month.id, now)).toMatchObject({ reason: 'inUse' });
	});

	test('a file with faults tells all of them', async () => {
		const { db } = await studyStore(now);
		const bytes = Buffer.from('月份,法律\n1月,宪发\n十三月,宪法\n2月,宪法\n', 'utf8');
		const read = await readPlanFile(db, { source: { bytes }, fileName: '计划.csv' }, 2027);
		expect(read.ok && read.value.problems.map(({ row, rule }) => [row, rule])).toEqual([
			[2, 'law.unknown'],
			[3, 'month.form']
		]);
		const other = await readPlanFile(db, { source: { bytes: Buffer.from('甲,乙\n1,2\n') }, fileName: 'x.csv' }, 2027);
		expect(other).toMatchObject({ ok: false, reason: 'header' });
	});
});

describe('materials', () => {
	test('a text, an article and a file; bounded, typed, and gone with their bytes', async () => {
		const { db } = await studyStore(now);
		await syncPlans(db, banks, now);
		const { id } = (await findPlan(db, 2027))!.months[4]!;
		const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(100, 1)]);
		const add = (content: Parameters<typeof addMaterial>[3]) => addMaterial(db, officer, id, content, now);
		expect(await add({ kind: 'text', title: '导学', body: '先看第一编。' })).toMatchObject({ ok: true });
		expect(await add({ kind: 'article', title: '', law: '民法典', article: '1043' })).toMatchObject({ ok: true });
		const file = await add({ kind: 'file', title: '', name: '讲稿.pdf', bytes: pdf });
		expect(await add({ kind: 'file', title: '', name: '讲稿.html', bytes: pdf })).toMatchObject({ reason: 'type' });
		expect(await add({ kind: 'file', title: '', name: '讲稿.docx', bytes: pdf })).toMatchObject({ reason: 'content' });
		expect(await add({ kind: 'article', title: '', law: '民法', article: '1' })).toMatchObject({
			reason: 'unknownLaw'
		});
		expect(await add({ kind: 'article', title: '', law: '民法典', article: '甲' })).toMatchObject({
			reason: 'noArticle'
		});
		expect(await add({ kind: 'text', title: '', body: 'x' })).toMatchObject({ reason: 'title' });
		expect(await addMaterial(db, learner, id, { kind: 'text', title: 'a', body: 'b' }, now)).toMatchObject({
			reason: 'forbidden'
		});
		expect((await listMaterials(db, id)).map(({ kind, title }) => [kind, title])).toEqual([
			['text', '导学'],
			['article', '民法典 第一千零四十三条'],
			['file', '讲稿.pdf']
		]);
		const materialId = file.ok ? file.value : 0;
		expect(Buffer.from((await findFile(db, id, materialId))!.bytes).equals(pdf)).toBe(true);
		const other = (await findPlan(db, 2027))!.months[5]!.id;
		expect(await findFile(db, other, materialId)).toBeUndefined();
		expect(await removeMaterial(db, officer, other, materialId, now)).toMatchObject({ reason: 'gone' });
		expect(await removeMaterial(db, officer, id, materialId, now)).toMatchObject({ ok: true });
		expect(await db.selectFrom('planFile').selectAll().execute()).toEqual([]);
	});
});

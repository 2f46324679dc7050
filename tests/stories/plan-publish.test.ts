import { asId } from '#lib/base/core/ids.ts';
import { createBlueprint, findBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { accepts, type BlueprintRow } from '#lib/content/paper/blueprint.ts';
import { loadPaper, paperIntact } from '#lib/content/paper/paper.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { choosePaper, createExam, editBasics, removeDraft } from '#lib/exam/plan/draft.server.ts';
import { enrol } from '#lib/exam/plan/enrolment.server.ts';
import { assembleAhead } from '#lib/exam/plan/ahead.server.ts';
import { type Exam, getExam, paperFor } from '#lib/exam/plan/exam.server.ts';
import { recommended } from '#lib/exam/plan/presets.ts';
import { publishExam } from '#lib/exam/plan/publish.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import { nobody } from '#lib/exam/plan/selection.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { day, examInput, hour, layDistrict, now, officer, others } from './plan-district.ts';

async function district() {
	const { db } = await freshStore();
	await layDistrict(db);
	return db;
}

async function published(fields: Record<string, unknown> = {}) {
	const db = await district();
	const created = await createFromFile(db, officer, examInput(fields), now);
	if (!created.ok) throw new Error(JSON.stringify(created));
	return { db, exam: created.value.exam };
}

const refusalOf = async (fields: Record<string, unknown>) => {
	const db = await district();
	const created = await createFromFile(db, officer, examInput(fields), now);
	expect(await db.selectFrom('exam').selectAll().execute(), 'nothing is left behind').toEqual([]);
	expect(await db.selectFrom('blueprint').selectAll().execute()).toEqual([]);
	return 'problems' in created
		? created.problems.map(({ path, rule, detail }) => ({ path, rule, ...detail }))
		: created;
};

describe('from draft to publication', () => {
	test('step by step, then by the clock', async () => {
		const db = await district();
		const basics = {
			title: ' 学法考试 ',
			organiser: '区司法局',
			subjectOwner: '',
			scheme: recommended,
			opensAt: now + hour,
			closesAt: now + day
		};
		const created = await createExam(db, officer, basics, now);
		if (!created.ok) throw new Error(created.reason);
		const examId = created.value;
		const early = await publishExam(db, officer, examId, now);
		expect(early).toMatchObject({ reason: 'problems', problems: [{ rule: 'noPaper' }, { rule: 'nobody' }] });

		const row: BlueprintRow = {
			section: '一',
			lawId: null,
			kind: 'single',
			difficulty: null,
			count: 10,
			points: 1000,
			parts: 1
		};
		const made = await createBlueprint(
			db,
			officer,
			{ title: '方案', blueprint: { banks: [asId<'itemBank'>(1)], rows: [row] } },
			now
		);
		if (!made.ok) throw new Error(made.reason);
		expect((await choosePaper(db, officer, examId, made.value, now)).ok).toBe(true);
		expect(await enrol(db, officer, examId, { ...nobody, all: true }, now)).toMatchObject({
			value: { people: 6, units: 3 }
		});
		expect(await publishExam(db, officer, examId, now)).toMatchObject({ ok: true });

		const exam = await getExam(db, examId);
		const states = [now, now + hour, now + day - 1, now + day].map((at) => examState(exam, at, false));
		expect(states).toEqual(['published', 'open', 'open', 'closed']);
		expect(exam.title).toBe('学法考试');
		expect(exam.blueprintId, 'the exam owns a frozen copy').not.toBe(made.value);
		expect((await findBlueprint(db, made.value))?.frozenAt).toBeNull();
		const acts = await db.selectFrom('auditEntry').select('act').execute();
		expect(acts.map(({ act }) => act)).toEqual([
			'exam.created',
			'blueprint.created',
			'exam.paperChosen',
			'exam.enrolled',
			'exam.published'
		]);
	});

	test('once published nothing is edited, removed or narrowed, not even behind the verbs', async () => {
		const { db, exam } = await published();
		expect(await editBasics(db, officer, exam.id, { ...exam, title: '另一个' }, now)).toMatchObject({
			reason: 'published'
		});
		expect(await removeDraft(db, officer, exam.id, now)).toMatchObject({ reason: 'published' });
		expect(await publishExam(db, officer, exam.id, now)).toMatchObject({ reason: 'published' });
		for (const change of [
			{ title: 'x' },
			{ scheme: '{}' },
			{ closesAt: exam.closesAt - 1 },
			{ opensAt: exam.opensAt + 1 }
		])
			await expect(db.updateTable('exam').set(change).where('id', '=', exam.id).execute()).rejects.toThrow(
				/only widens/
			);
		await expect(db.deleteFrom('enrolment').execute()).rejects.toThrow(/stays/);
	});

	test('only exam officers plan', async () => {
		const { db, exam } = await published({ publish: false });
		for (const viewer of others) {
			expect(await publishExam(db, viewer, exam.id, now)).toMatchObject({ reason: 'forbidden' });
			expect(await createFromFile(db, viewer, examInput(), now)).toMatchObject({ reason: 'forbidden' });
			expect(await removeDraft(db, viewer, exam.id, now)).toMatchObject({ reason: 'forbidden' });
		}
		expect(await removeDraft(db, officer, exam.id, now)).toMatchObject({ ok: true });
	});
});

describe('the check before publication', () => {
	test('refuses the setting of 8 March 2025 and says whom it would cut', async () => {
		const found = await refusalOf({
			window: { opensAt: '+1h', closesAt: '+3h' },
			scheme: { minutes: 60, windowEnd: 'cuts', latestEntryMinutes: 150 }
		});
		expect(found).toMatchObject([{ rule: 'latestEntryCuts', missing: 30, people: 6 }]);
	});

	test('refuses a window, or the override of one unit, that is shorter than the working time', async () => {
		expect(
			await refusalOf({ window: { opensAt: '+1h', closesAt: '+40m' }, scheme: { windowEnd: 'cuts' } })
		).toMatchObject([{ path: 'window', rule: 'windowTooShort', missing: 20, people: 6 }]);
		const override = { unit: 'U4', opensAt: '+1d', closesAt: '+30m', reason: '分场' };
		expect(await refusalOf({ scheme: { windowEnd: 'cuts' }, overrides: [override] })).toMatchObject([
			{ rule: 'windowTooShort', who: '柳镇', missing: 30, people: 2 }
		]);
		expect(await refusalOf({ overrides: [{ unit: 'U4', closesAt: '+2h', reason: '提前' }] })).toMatchObject([
			{ rule: 'overrideNarrows' }
		]);
	});

	test('proves the paper and names the rows that are short', async () => {
		const rows = [
			{ kind: 'single', count: 5, points: 5, law: '宪法' },
			{ kind: 'single', count: 8, points: 5 },
			{ kind: 'judge', count: 7, points: 5 }
		];
		expect(await refusalOf({ paper: { banks: 'bank', rows } })).toMatchObject([
			{ rule: 'shortage', rows: '1, 2', need: 13, have: 12 }
		]);
	});

	test('refuses cut scores above the total, a window that is over, and an empty list', async () => {
		const paper = { banks: ['bank'], rows: [{ kind: 'single', count: 5, points: 10 }] };
		expect(await refusalOf({ paper })).toMatchObject([
			{ path: 'scheme.bands.pass' },
			{ path: 'scheme.bands.good' },
			{ path: 'scheme.bands.excellent' }
		]);
		expect(await refusalOf({ window: { opensAt: '2026-01-01', closesAt: '2026-01-03' } })).toMatchObject([
			{ rule: 'windowPast' }
		]);
		expect(await refusalOf({ enrolment: {} })).toMatchObject([{ rule: 'nobody' }]);
	});

	test('names all problems of a file at once, each with its path', async () => {
		const found = await refusalOf({
			paper: { banks: ['nope'], rows: [{ kind: 'single', count: 1, points: 100, law: '刑法' }] },
			window: { opensAt: 'soon', closesAt: '+2h' },
			scheme: { bands: { pass: 80, good: 60, excellent: 90 } },
			enrolment: { units: ['U9'], categories: ['医院'], exempt: [{ person: 'S99', reason: '病假' }] }
		});
		expect(Array.isArray(found) && found.map(({ path }) => path)).toEqual([
			'window.opensAt',
			'scheme.bands',
			'paper.banks[0]',
			'paper.rows[0].law',
			'enrolment.units[0]',
			'enrolment.categories[0]',
			'enrolment.exempt[0]'
		]);
	});
});

describe('papers of a published exam', () => {
	const starts = async (db: Awaited<ReturnType<typeof district>>, exam: Exam, attempt = 1) => {
		const enrolments = await db
			.selectFrom('enrolment')
			.select('id')
			.where('examId', '=', exam.id)
			.orderBy('id')
			.execute();
		const papers = [];
		for (const enrolment of enrolments) papers.push(await paperFor(db, exam, enrolment, attempt, now));
		return papers;
	};

	test('one paper: the same for all, its hash holds, its items are frozen', async () => {
		const { db, exam } = await published();
		const papers = await starts(db, exam);
		expect(new Set(papers.map((paper) => paper.id)).size).toBe(1);
		const paper = await loadPaper(db, papers[0]?.id ?? asId(0));
		expect(paper.totalPoints).toBe(10_000);
		expect(paperIntact(paper)).toBe(true);
		expect(paperIntact({ ...paper, slots: paper.slots.slice(1) })).toBe(false);
		const used = paper.slots.map((slot) => slot.itemVersionId);
		await expect(
			db.updateTable('itemVersion').set({ content: '{}' }).where('id', 'in', used).execute()
		).rejects.toThrow(/frozen/);
	});

	test('variants differ, go round, and a second attempt gets another one', async () => {
		const paper = { banks: ['bank'], rows: [{ kind: 'judge', count: 4, points: 25 }] };
		const { db, exam } = await published({ paper, scheme: { assembly: 'variants', variants: 2 } });
		const first = await starts(db, exam);
		const second = await starts(db, exam, 2);
		expect(new Set(first.map((each) => each.id)).size).toBe(2);
		for (const [index, each] of first.entries()) expect(second[index]?.id).not.toBe(each.id);
		const items = [...new Map(first.map((each) => [each.id, each])).values()].map((each) =>
			each.slots.map((slot) => slot.itemVersionId)
		);
		expect(
			items[0]?.filter((id) => items[1]?.includes(id)),
			'no item in both, as the bank has enough'
		).toEqual([]);
	});

	test('drawn: each obeys the same blueprint, differs, and uses items evenly; later changes of the bank do not enter', async () => {
		const { db, exam } = await published({ scheme: { assembly: 'drawn', attempts: 3 } });
		await db.updateTable('item').set({ retiredAt: now }).execute();
		const papers = [...(await starts(db, exam)), ...(await starts(db, exam, 2)), ...(await starts(db, exam, 3))];
		expect(new Set(papers.map((paper) => paper.hash)).size).toBe(18);
		expect(new Set(papers.map((paper) => paper.totalPoints))).toEqual(new Set([10_000]));
		const pool = await db.selectFrom('paperPool').selectAll().execute();
		const blueprint = await findBlueprint(db, exam.blueprintId ?? asId(0));
		for (const row of blueprint?.blueprint.rows ?? [])
			for (const paper of papers) {
				const fitting = new Set(pool.filter((item) => accepts(row, item)).map((item) => item.itemVersionId));
				const taken = new Set(paper.slots.map((slot) => slot.itemVersionId).filter((id) => fitting.has(id)));
				expect(taken.size).toBe(row.count);
			}
		const judge = pool.filter(({ kind }) => kind === 'judge').map(({ uses }) => uses);
		expect(Math.max(...judge) - Math.min(...judge), '18 papers × 4 items over 10 items').toBeLessThanOrEqual(1);
	});

	test('drawn ahead: everybody on the list has a paper before the exam opens, and it is the one that is started with', async () => {
		const { db, exam } = await published({ scheme: { assembly: 'drawn', attempts: 3 } });
		const people = Number(
			(
				await db
					.selectFrom('enrolment')
					.select((query) => query.fn.countAll().as('n'))
					.executeTakeFirst()
			)?.n
		);
		expect(await assembleAhead(db, now, 4)).toBe(4);
		expect(await assembleAhead(db, now, 100)).toBe(people - 4);
		expect(await assembleAhead(db, now, 100)).toBe(0);
		const ahead = await db.selectFrom('paperAhead').select('paperId').orderBy('enrolmentId').execute();
		const papers = await starts(db, exam);
		expect(papers.map(({ id }) => id)).toEqual(ahead.map(({ paperId }) => paperId));
		expect((await db.selectFrom('paper').selectAll().execute()).length).toBe(people);
	});
});

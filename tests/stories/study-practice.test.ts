import { asId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { addItem } from '#lib/content/item/version.server.ts';
import { createBank } from '#lib/content/item/bank.server.ts';
import { answerAsk } from '#lib/study/practice/answer.server.ts';
import { mockField } from '#lib/study/practice/mock.ts';
import { answerMock, mockResult } from '#lib/study/practice/mock.server.ts';
import { practicePool } from '#lib/study/practice/pool.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { verifyMemory } from '#lib/study/practice/verify.server.ts';
import { findSet, progressOf, questionAt, solvedAsks } from '#lib/study/practice/view.server.ts';
import { describe, expect, test } from 'vitest';
import { answerNext, filled, finish, lawId, one, studyStore, waiting } from './practice-desk.ts';

const day = 86_400_000;
/** 2027-03-01 10:00 in the district. */
const now = Date.parse('2027-03-01T02:00:00Z');
const two = asId<'person'>(2);

async function lawSet(db: Parameters<typeof openSet>[0], law: string, at = now) {
	const outcome = await openSet(db, one, { kind: 'law', lawIds: [await lawId(db, law)] }, at);
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.value;
}

describe('a set of questions', () => {
	test('asks a mixture on the law, is resumed, and ends when every question has been answered right', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '行政处罚法');
		expect(await lawSet(db, '行政处罚法')).toBe(code);
		const found = await findSet(db, one, code);
		expect(found?.asks).toHaveLength(10);
		expect(await findSet(db, two, code)).toBeUndefined();
		const missed = await answerNext(db, one, code, false, now);
		expect(progressOf((await findSet(db, one, code))!.asks)).toEqual({ done: 0, total: 10 });
		let asked = 1;
		for (let ask = await answerNext(db, one, code, true, now); ask; ask = await answerNext(db, one, code, true, now)) {
			if (asked === 10) expect([ask.itemId, ask.reason]).toEqual([missed?.itemId, 'again']);
			asked++;
		}
		expect(asked).toBe(11);
		const ended = await findSet(db, one, code);
		expect(ended?.set.finishedAt).toBe(now);
		expect(progressOf(ended!.asks)).toEqual({ done: 10, total: 10 });
		expect(await lawSet(db, '行政处罚法')).not.toBe(code);
	});

	test('a question shows no key before its answer, and afterwards its explanation and law', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '宪法');
		const ask = (await waiting(db, one, code))!;
		const question = await questionAt(db, ask);
		const page = JSON.stringify(question);
		expect(page).not.toContain('correct');
		expect(page).not.toMatch(/"id"/);
		expect(await solvedAsks(db, [ask])).toEqual([]);
		await answerNext(db, one, code, false, now);
		const [solved] = await solvedAsks(db, (await findSet(db, one, code))!.asks);
		expect(solved?.isRight).toBe(false);
		expect(solved?.law?.title).toBe('宪法');
		expect(solved?.parts[0]?.explanation).not.toBe('');
		expect(solved?.parts[0]?.choices.some(({ isKey }) => isKey)).toBe(true);
	});

	test('of a month what was missed must be recalled: two other questions stand between', async () => {
		const { db } = await studyStore(now);
		const lawIds = [await lawId(db, '安全生产法')];
		const session = asId<'session'>(7);
		const outcome = await openSet(db, one, { kind: 'catchUp', sessionId: session, lawIds }, now);
		if (!outcome.ok) throw new Error(outcome.reason);
		const code = outcome.value;
		const first = (await findSet(db, one, code))!.asks;
		expect(first).toHaveLength(8);
		for (let n = 0; n < 7; n++) await answerNext(db, one, code, true, now);
		const last = await answerNext(db, one, code, false, now);
		const reasons: string[] = [];
		for (let ask = await answerNext(db, one, code, true, now); ask; ask = await answerNext(db, one, code, true, now))
			reasons.push(ask.reason === 'again' && ask.itemId === last?.itemId ? 'the missed one' : ask.reason);
		expect(reasons).toEqual(['between', 'between', 'the missed one']);
		expect((await findSet(db, one, code))?.set.finishedAt).toBe(now);
		// There is one set per session for ever.
		expect(await openSet(db, one, { kind: 'catchUp', sessionId: session, lawIds }, now + day)).toEqual({
			ok: true,
			value: code
		});
	});
});

describe('one-time tokens', () => {
	test('a request sent again changes nothing; a token, or the values of another asking, are no answer', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '民法典');
		const ask = (await waiting(db, one, code))!;
		const fields = await filled(db, ask, true);
		const given = { token: ask.token, fields: (name: string) => fields.get(name) ?? [], isUnsure: false };
		expect(await answerAsk(db, two, code, given, now)).toMatchObject({ ok: false, reason: 'noAsk' });
		expect(await answerAsk(db, one, code, { ...given, token: 'x' }, now)).toMatchObject({ reason: 'noAsk' });
		expect(await answerAsk(db, one, code, given, now)).toEqual({ ok: true, value: { n: 1, finished: false } });
		for (let times = 0; times < 20; times++)
			expect(await answerAsk(db, one, code, given, now)).toEqual({ ok: true, value: { n: 1, finished: false } });
		const next = (await waiting(db, one, code))!;
		expect(next.n).toBe(2);
		expect(await answerAsk(db, one, code, { ...given, token: next.token }, now)).toMatchObject({ reason: 'unknown' });
		const none = { token: next.token, fields: () => [], isUnsure: false };
		expect(await answerAsk(db, one, code, none, now)).toMatchObject({ reason: 'unanswered' });
		expect((await findSet(db, one, code))?.asks.filter(({ answeredAt }) => answeredAt !== null)).toHaveLength(1);
	});

	test('all requests of a finished set, recorded and replayed into a new one, answer nothing', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '网络安全法');
		const recorded: { token: string; fields: Map<string, string[]> }[] = [];
		for (let ask = await waiting(db, one, code); ask; ask = await waiting(db, one, code)) {
			recorded.push({ token: ask.token, fields: await filled(db, ask, true) });
			await answerNext(db, one, code, true, now);
		}
		const again = await lawSet(db, '网络安全法', now + day);
		const fresh = (await findSet(db, one, again))!.asks;
		for (const { token, fields } of recorded)
			for (const own of [token, ...fresh.map((ask) => ask.token)])
				await answerAsk(db, one, again, { token: own, fields: (name) => fields.get(name) ?? [], isUnsure: false }, now);
		expect((await findSet(db, one, again))?.asks.every(({ answeredAt }) => answeredAt === null)).toBe(true);
	});

	test('an answered asking cannot be changed in the database', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '民法典');
		const ask = (await answerNext(db, one, code, false, now))!;
		await expect(db.updateTable('practiceAsk').set({ isRight: 1 }).where('id', '=', ask.id).execute()).rejects.toThrow(
			'answered'
		);
	});
});

describe('the closed pool', () => {
	test('no item of a bank for exams is practised, nor its twin in a practice bank', async () => {
		const { db } = await studyStore(now);
		const pool = await practicePool(db, null, now);
		expect(pool.length).toBe(312);
		const twin = pool[0]!;
		const version = await db
			.selectFrom('itemVersion')
			.selectAll()
			.where('id', '=', twin.itemVersionId)
			.executeTakeFirstOrThrow();
		const bank = await createBank(db, operator, { code: 'closed', name: '考试', purpose: 'exam' }, now);
		if (!bank.ok) throw new Error(bank.reason);
		const whole = {
			kind: version.kind,
			content: JSON.parse(version.content),
			keys: [{ correct: ['T'], explanation: '' }],
			labels: JSON.parse(version.partLabels)
		};
		const bankId = (await db.selectFrom('itemBank').select('id').where('code', '=', 'closed').executeTakeFirstOrThrow())
			.id;
		const { itemId } = await db.transaction().execute((trx) => addItem(trx, bankId, '1', whole, now));
		expect((await practicePool(db, null, now)).some((item) => item.itemId === twin.itemId)).toBe(false);
		await db.updateTable('item').set({ retiredAt: now }).where('id', '=', itemId).execute();
		expect((await practicePool(db, null, now)).some((item) => item.itemId === twin.itemId)).toBe(false);
	});
});

describe('what is remembered', () => {
	test('the first answer of a day counts, by the district’s days; an unsure one comes back sooner', async () => {
		const { db } = await studyStore(now);
		const late = Date.parse('2027-03-01T15:59:00Z');
		const code = await lawSet(db, '监察法', late);
		const sure = (await answerNext(db, one, code, true, late))!;
		const unsure = (await answerNext(db, one, code, true, late, true))!;
		const missed = (await answerNext(db, one, code, false, late))!;
		const memory = async (itemId: number) =>
			db.selectFrom('memory').selectAll().where('itemId', '=', asId<'item'>(itemId)).executeTakeFirstOrThrow();
		expect(await memory(sure.itemId)).toMatchObject({ lastDay: '2027-03-01', dueDay: '2027-03-03', missedDay: null });
		expect(await memory(unsure.itemId)).toMatchObject({ dueDay: '2027-03-02', missedDay: null });
		expect(await memory(missed.itemId)).toMatchObject({ dueDay: '2027-03-02', missedDay: '2027-03-01', successes: 0 });
		// Two minutes later it is another day in the district.
		const tomorrow = late + 120_000;
		const due = await openSet(db, one, { kind: 'due' }, tomorrow);
		if (!due.ok) throw new Error(due.reason);
		const asks = (await findSet(db, one, due.value))!.asks;
		expect(asks.map(({ itemId }) => itemId).sort()).toEqual([unsure.itemId, missed.itemId].sort());
	});

	test('the wrong-answer book: an item leaves after right answers on two days', async () => {
		const { db } = await studyStore(now);
		const code = await lawSet(db, '监察法');
		const missed = (await answerNext(db, one, code, false, now))!;
		await finish(db, one, code, now);
		const inBook = async (at: number) => (await openSet(db, one, { kind: 'wrong' }, at)).ok;
		const redo = async (at: number) => {
			const set = await openSet(db, one, { kind: 'wrong' }, at);
			if (!set.ok) throw new Error(set.reason);
			expect((await findSet(db, one, set.value))!.asks.map(({ itemId }) => itemId)).toEqual([missed.itemId]);
			await finish(db, one, set.value, at);
		};
		await redo(now);
		expect(await inBook(now)).toBe(true);
		await finish(db, one, ((await openSet(db, one, { kind: 'wrong' }, now)) as { value: string }).value, now);
		await redo(now + day);
		await redo(now + 2 * day);
		expect(await inBook(now + 3 * day)).toBe(false);
	});
});

test('what is kept of a memory is the fold of the answers; a row that is changed is found', async () => {
	const { db } = await studyStore(now);
	for (let times = 0; times < 6; times++) {
		const code = await lawSet(db, '监察法', now + times * 3 * day);
		for (;;) {
			const ask = await answerNext(
				db,
				one,
				code,
				({ n }) => n % 3 !== times % 3,
				now + times * 3 * day,
				times % 2 === 0
			);
			if (!ask) break;
			if (ask.n > 25) {
				await finish(db, one, code, now + times * 3 * day);
				break;
			}
		}
	}
	expect(await verifyMemory(db, one)).toEqual([]);
	const some = await db.selectFrom('memory').select('itemId').orderBy('itemId').executeTakeFirstOrThrow();
	await db.updateTable('memory').set({ dueDay: '2030-01-01' }).where('itemId', '=', some.itemId).execute();
	expect(await verifyMemory(db, one)).toEqual([{ personId: one, itemId: some.itemId, what: 'memory' }]);
});

test('a mock exam on a scheme: saved, handed in once, scored by the scheme', async () => {
	const { db } = await studyStore(now);
	const made = await openSet(db, one, { kind: 'mock', presetId: 'recommended' }, now);
	if (!made.ok) throw new Error(made.reason);
	const asks = (await findSet(db, one, made.value))!.asks;
	expect(asks).toHaveLength(80);
	const form = new Map<string, string[]>();
	for (const ask of asks.slice(0, 60))
		for (const [field, values] of await filled(db, ask, ask.n % 10 !== 0)) form.set(mockField(ask.n, field), values);
	const fields = (name: string) => form.get(name) ?? [];
	await answerMock(db, one, made.value, fields, false, now);
	const saved = (await findSet(db, one, made.value))!;
	expect([saved.set.finishedAt, saved.asks.filter(({ answer }) => answer !== null).length]).toEqual([null, 60]);
	expect(await solvedAsks(db, saved.asks)).toEqual([]);
	await answerMock(db, one, made.value, fields, true, now + 1);
	await answerMock(db, one, made.value, () => [], true, now + 2);
	const ended = (await findSet(db, one, made.value))!;
	expect(ended.set.finishedAt).toBe(now + 1);
	const result = await mockResult(db, 'recommended', ended.asks);
	// 20 judgements and 40 single choices of one point each, every tenth wrong; the multiple choices left open.
	expect([result.earned, result.total]).toEqual([54_00, 100_00]);
	expect(result.kinds).toEqual([
		{ kind: 'judge', right: 18, answered: 20, asked: 20 },
		{ kind: 'single', right: 36, answered: 40, asked: 40 },
		{ kind: 'multiple', right: 0, answered: 0, asked: 20 }
	]);
});

test('more sets in a day than a person needs are refused', async () => {
	const { db } = await studyStore(now);
	const lawIds = [await lawId(db, '宪法')];
	let made = 0;
	for (let session = 1; session <= 70; session++)
		if ((await openSet(db, one, { kind: 'catchUp', sessionId: asId<'session'>(session), lawIds }, now)).ok) made++;
	expect(made).toBe(60);
});

import { describe, expect, test } from 'vitest';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { attemptState, type AttemptHeader, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { openLedger } from '#lib/exam/attempt/ledger.server.ts';
import { ledgersOf } from '#lib/exam/attempt/ledgers.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { attemptExam, edit, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

const answers = (store: Store, header: AttemptHeader) =>
	shownResponses(store, header).map(({ number, answer }) => [number, answer.join('')]);
const rowsOf = (store: Store) => store.raw.prepare<[], { slot: number }>('select slot from response').all().length;

async function sitting() {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 3 });
	const sat = await Promise.all(fixture.people.map((person) => sit(store, fixture, opensAt, person)));
	const [first, second] = sat;
	if (!first || !second) throw new Error('two people sit');
	const save = (who: typeof first, number: number, rev: number, answer: string, from = store) =>
		saveResponses(
			from,
			who.header,
			{ epoch: who.epoch, batch: '', ops: [edit(number, who.epoch, rev, [answer])] },
			opensAt + rev
		);
	return { store, fixture, first, second, save };
}

describe('the log and the rows made from it', () => {
	test('a save writes the log alone; what stands is known all the same, and the rows follow when settled', async () => {
		const { store, first, save } = await sitting();
		await save(first, 1, 1, 'T');
		expect(rowsOf(store)).toBe(0);
		expect(answers(store, first.header)).toEqual([[1, 'T']]);
		await settleAll(store);
		expect(rowsOf(store)).toBe(1);
		expect((await verifyAttempt(store, first.header.id)).faults).toEqual([]);
		expect(ledgersOf(store.raw).ahead).toBe(0);
	});

	test('after a crash everything is read again from the log', async () => {
		const { store, first, second, save } = await sitting();
		await save(first, 1, 1, 'T');
		await settleAll(store);
		await save(first, 1, 2, 'F');
		await save(second, 2, 1, 'T');
		const again = openStore(store.raw.name);
		expect(answers(again, first.header)).toEqual([[1, 'F']]);
		expect(answers(again, second.header)).toEqual([[2, 'T']]);
		expect(attemptState(again, first.header.id)).toEqual(attemptState(store, first.header.id));
		await again.close();
	});

	test('handing in brings the rows up in the same commit', async () => {
		const { store, first, save } = await sitting();
		await save(first, 1, 1, 'T');
		await submitAttempt(store, first.header, null, opensAt + 5);
		expect(rowsOf(store)).toBe(1);
		const row = store.raw.prepare('select status, answered, receipt from attempt_state where attempt_id = ?');
		expect(row.get(first.header.id)).toMatchObject({ status: 'submitted', answered: 1 });
	});

	test('what another process writes is seen, and what both write stands in one chain', async () => {
		const { store, first, save } = await sitting();
		const other = openStore(store.raw.name);
		await save(first, 1, 1, 'T');
		await save(first, 2, 2, 'T', other);
		expect(answers(store, first.header)).toEqual([
			[1, 'T'],
			[2, 'T']
		]);
		await settleAll(other);
		await save(first, 1, 3, 'F');
		await save(first, 2, 4, 'F', other);
		expect(answers(other, first.header)).toEqual([
			[1, 'F'],
			[2, 'F']
		]);
		await other.close();
		await settleAll(store);
		const { attempt, faults } = await verifyAttempt(store, first.header.id);
		expect(faults).toEqual([]);
		expect(attempt?.n).toBe(6);
	});
});

describe('memory never runs ahead of the database', () => {
	test('a request that is rolled back leaves no answer, alone', async () => {
		const { store, first, second, save } = await sitting();
		const bad = store.saves.push((raw) => {
			const ledger = openLedger(raw, first.header.id);
			const edited = { kind: 'responded' as const, slot: 1, epoch: 1, rev: 9, answer: ['T'], marked: false };
			ledger.append(edited, { receivedAt: opensAt, clientAt: null, actor: 'candidate' });
			throw new Error('bad request');
		});
		const good = save(second, 2, 1, 'T');
		await expect(bad).rejects.toThrow('bad request');
		await good;
		expect(answers(store, first.header)).toEqual([]);
		await save(first, 1, 1, 'F');
		await settleAll(store);
		for (const { header } of [first, second]) expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('a transaction that is rolled back whole leaves none of its answers, and is acknowledged to nobody', async () => {
		const { store, first, second, save } = await sitting();
		await save(first, 1, 1, 'T');
		const before = [answers(store, first.header), answers(store, second.header)];
		const lost = [
			save(first, 1, 2, 'F'),
			save(second, 2, 1, 'T'),
			store.saves.push((raw) => {
				raw.exec('rollback');
				throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
			})
		];
		const outcomes = await Promise.allSettled(lost);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		expect([answers(store, first.header), answers(store, second.header)]).toEqual(before);
		await save(first, 1, 2, 'F');
		await settleAll(store);
		for (const { header } of [first, second]) expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('a ledger outside a group commit is refused: nobody would tell it of a rollback', async () => {
		const { store, first } = await sitting();
		expect(() => openLedger(store.raw, first.header.id)).toThrow('group commit');
	});
});

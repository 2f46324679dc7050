import { expect, test } from 'vitest';
import { freshStore } from '../stories/fresh.ts';

const put = (name: string) => ({ name, value: '1' });

test('who waits for the connection gets it in the order of coming, transactions are never interleaved', async () => {
	const { db, saves } = await freshStore();
	const order: number[] = [];
	const transactions = Array.from({ length: 50 }, (_, n) =>
		db.transaction().execute(async (trx) => {
			await trx
				.insertInto('setting')
				.values(put(`t${n}`))
				.execute();
			await trx.selectFrom('setting').selectAll().execute();
			order.push(n);
		})
	);
	const saved = saves.push((raw) => raw.prepare('select count(*) as n from setting').get());
	await Promise.all([...transactions, saved]);
	expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('answers of candidates go before all who wait, but never into the midst of a transaction', async () => {
	const { db, saves } = await freshStore();
	const order: string[] = [];
	const verb = (name: string) =>
		db.transaction().execute(async (trx) => {
			await trx.insertInto('setting').values(put(name)).execute();
			await new Promise((later) => setTimeout(later, 20));
			await trx.selectFrom('setting').selectAll().execute();
			order.push(name);
		});
	const verbs = ['first', 'second', 'third'].map(verb);
	await new Promise((later) => setTimeout(later, 5));
	const saved = saves.push((raw) => {
		order.push('save');
		return raw.prepare('select count(*) as n from setting').get();
	});
	await Promise.all([...verbs, saved]);
	expect(order).toEqual(['first', 'save', 'second', 'third']);
});

test('a query or a transaction that fails hands the connection on, and its work is undone', async () => {
	const { db } = await freshStore();
	await db.insertInto('setting').values(put('a')).execute();
	const failing = [
		db.insertInto('setting').values(put('a')).execute(),
		db.transaction().execute(async (trx) => {
			await trx.insertInto('setting').values(put('b')).execute();
			await trx.insertInto('setting').values(put('a')).execute();
		}),
		db.transaction().execute(async (trx) => {
			await trx.insertInto('setting').values(put('c')).execute();
			throw new Error('changed my mind');
		})
	];
	const after = db.insertInto('setting').values(put('d')).execute();
	expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	await after;
	const rows = await db.selectFrom('setting').select('name').orderBy('name').execute();
	expect(rows.map(({ name }) => name)).toEqual(['a', 'd']);
});

test('a thousand waiters cost what a thousand queries cost', async () => {
	const { db } = await freshStore();
	const ask = () => db.selectFrom('setting').select('name').execute();
	const many = async (times: number) => {
		const before = process.cpuUsage();
		await Promise.all(Array.from({ length: times }, ask));
		const { user, system } = process.cpuUsage(before);
		return user + system;
	};
	await many(500);
	const hundreds = await many(500);
	const thousands = await many(5000);
	// Ten times the work, with room for noise; waking every waiter each time makes it a hundred times.
	expect(thousands / hundreds).toBeLessThan(40);
});

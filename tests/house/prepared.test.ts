import { expect, test } from 'vitest';
import { prepared } from '#lib/base/db/prepared.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import { freshStore } from '../stories/fresh.ts';

test('a prepared query is built once and bound anew at each call, also two at once and inside a transaction', async () => {
	const { db } = await freshStore();
	let built = 0;
	const put = prepared((on, { name, value }: { name: string; value: string }) => {
		built++;
		return on.insertInto('setting').values({ name, value });
	});
	const get = prepared((on, { name }: { name: string }) => {
		built++;
		return on.selectFrom('setting').selectAll().where('name', '=', name);
	});
	await put(db, { name: 'one', value: '"甲"' });
	await put(db, { name: 'two', value: '"乙"' });
	expect(await Promise.all([get(db, { name: 'two' }), get(db, { name: 'one' }), get(db, { name: 'none' })])).toEqual([
		[{ name: 'two', value: '"乙"' }],
		[{ name: 'one', value: '"甲"' }],
		[]
	]);
	await expect(
		db.transaction().execute(async (trx) => {
			await put(trx, { name: 'three', value: '"丙"' });
			expect(await get(trx, { name: 'three' })).toHaveLength(1);
			throw new Error('rolled back');
		})
	).rejects.toThrow('rolled back');
	expect(await get(db, { name: 'three' })).toEqual([]);
	expect(built).toBe(2);
});

test('rows come in camelCase, as from any other query', async () => {
	const { db } = await freshStore();
	const unit = prepared((on, { code }: { code: string }) =>
		on.selectFrom('unit').select(['shortName', 'sortOrder']).where('code', '=', code)
	);
	await db
		.insertInto('unit')
		.values({ code: 'A', name: '甲局', shortName: '甲', category: '政府', sortOrder: 7 })
		.execute();
	expect(await unit(db, { code: 'A' })).toEqual([{ shortName: '甲', sortOrder: 7 }]);
});

test('a statement of a text is prepared once for each connection', async () => {
	const [first, second] = [await freshStore(), await freshStore()];
	const text = 'select count(*) as rows from setting where name = ?';
	expect(statement(first.raw, text)).toBe(statement(first.raw, text));
	expect(statement(first.raw, text)).not.toBe(statement(second.raw, text));
	expect(statement(first.raw, text).get('none')).toEqual({ rows: 0 });
});

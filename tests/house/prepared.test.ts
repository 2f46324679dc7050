import type { CompiledQuery } from 'kysely';
import { expect, test } from 'vitest';
import type { AccountId } from '#lib/base/core/ids.ts';
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

test('arguments hide from the planner, constants do not, and an insert is left as it is', async () => {
	const { db } = await freshStore();
	const texts: string[] = [];
	const listening = new Proxy(db, {
		get(target, name) {
			const found: unknown = Reflect.get(target, name, target);
			if (typeof found !== 'function') return found;
			return (...given: unknown[]): unknown => {
				if (name === 'executeQuery') texts.push((given[0] as CompiledQuery).sql);
				return Reflect.apply(found, target, given);
			};
		}
	});
	const standing = prepared((on, { accountId, least }: { accountId: AccountId; least: number }) =>
		on
			.selectFrom('roleGrant')
			.select('id')
			.where('accountId', '=', accountId)
			.where('role', '=', 'examOfficer')
			.where('id', '>', least)
			.where('revokedAt', 'is', null)
			.limit(3)
	);
	const put = prepared((on, { name }: { name: string }) => on.insertInto('setting').values({ name, value: `"it's"` }));
	expect(await standing(listening, { accountId: 1 as AccountId, least: 0 })).toEqual([]);
	await put(listening, { name: 'quoted' });
	expect(texts).toEqual([
		`select "id" from "role_grant" where "account_id" = (select ?) and "role" = 'examOfficer' and "id" > (select ?) and "revoked_at" is null limit 3`,
		`insert into "setting" ("name", "value") values (?, '"it''s"')`
	]);
	expect(await db.selectFrom('setting').select('value').where('name', '=', 'quoted').execute()).toEqual([
		{ value: `"it's"` }
	]);
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

import { record, verifyChain } from '#lib/base/audit/audit.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { Busy, createGroupCommit, StorageFailed } from '#lib/base/db/group-commit.server.ts';
import { migrate, pendingMigrations } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import Sqlite from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshStore } from '../stories/fresh.ts';

describe('durability', () => {
	test('every open, also of an existing file, commits with fsync', async () => {
		const store = await freshStore();
		const path = store.raw.name;
		const second = openStore(path);
		const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'secure_delete'];
		const found = settings.map((name) => second.raw.pragma(name, { simple: true }));
		await second.close();
		expect(found).toEqual(['wal', 2, 1, 1, 1]);
	});

	test('control: a plain open of the same file would not', async () => {
		const store = await freshStore();
		const plain = new Sqlite(store.raw.name);
		const synchronous = plain.pragma('synchronous', { simple: true });
		plain.close();
		expect(synchronous).not.toBe(2);
	});
});

describe('migrations', () => {
	test('apply once, in order, and then there is nothing to do', async () => {
		const store = await freshStore();
		expect(await pendingMigrations(store.db)).toEqual([]);
		expect(await migrate(store.db)).toEqual([]);
	});

	test('import no application code, so that they stay frozen in time', () => {
		for (const name of [
			'0001_people',
			'0002_content',
			'0003_exam',
			'0004_log',
			'0005_time',
			'0006_board',
			'0007_paper_ahead',
			'0008_rehearsal',
			'0010_boot',
			'0011_integrity',
			'0012_laws',
			'0013_guides',
			'0014_study',
			'0015_sessions',
			'0016_lists',
			'0017_audit_subject'
		]) {
			const source = readFileSync(join(import.meta.dirname, '..', '..', 'migrations', `${name}.ts`), 'utf8');
			expect([...source.matchAll(/from '([^']+)'/g)].map((match) => match[1])).toEqual(['kysely']);
		}
	});

	test('the typed schema names exactly the migrated tables and columns', async () => {
		const store = await freshStore();
		const folder = join(import.meta.dirname, '..', '..', 'src', 'lib', 'base', 'db');
		const typed = new Map<string, string[]>();
		for (const name of ['people', 'content', 'exam', 'time', 'integrity', 'law', 'study', 'session', 'list']) {
			const source = readFileSync(join(folder, `${name}.ts`), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
			for (const [, table, body] of source.matchAll(/^\t(\w+): \{([\s\S]*?)\}(?:;|$)/gm))
				typed.set(table ?? '', [...(body ?? '').matchAll(/(\w+):\s/g)].map((match) => match[1] ?? '').sort());
		}
		const migrated = new Map<string, string[]>();
		for (const { name, columns } of await store.db.introspection.getTables())
			if (!/^(?:kysely|law_search)(?:_|$)/.test(name))
				migrated.set(camel(name), columns.map((column) => camel(column.name)).sort());
		expect([...typed.keys()].sort()).toEqual([...migrated.keys()].sort());
		for (const [table, columns] of migrated) expect(typed.get(table), table).toEqual(columns);
	});
});

describe('append-only record', () => {
	const rows = [
		`insert into audit_entry (at, actor, act, subject_kind, subject_id, body, previous_hash, hash) values (1,'a','b','c','d','{}','0','1')`,
		`insert into unit (code, name, short_name, category, sort_order) values ('1','u','u','',1)`,
		`insert into unit_version (unit_id, change, state, at, actor) values (1,'created','{}',1,'a')`
	];
	test.each(['audit_entry', 'unit_version'])('%s refuses update, delete and insert-or-replace', async (table) => {
		const store = await freshStore();
		for (const row of rows) store.raw.exec(row);
		expect(() => store.raw.exec(`update ${table} set at = 2`)).toThrow(/append-only/);
		expect(() => store.raw.exec(`delete from ${table}`)).toThrow(/append-only/);
		expect(() => store.raw.exec(`insert or replace into ${table} select * from ${table}`)).toThrow(/append-only/);
	});
});

describe('audit chain', () => {
	test('verifies, and names the first row that was changed behind its back', async () => {
		const store = await freshStore();
		for (let n = 1; n <= 5; n++)
			await store.db
				.transaction()
				.execute((trx) => record(trx, operator, { act: 'thing.done', subjectKind: 'thing', subjectId: n }, n));
		expect(await verifyChain(store.db)).toMatchObject({ entries: 5, firstBroken: null });
		store.raw.exec('drop trigger audit_entry_no_update');
		store.raw.exec(`update audit_entry set actor = 'someone else' where id = 3`);
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: 3 });
	});
});

describe('group commit', () => {
	const put = (name: string) => (raw: Sqlite.Database) =>
		raw.prepare(`insert into setting (name, value) values (?, '1')`).run(name).changes;

	test('one bad request changes nothing for the others', async () => {
		const store = await freshStore();
		const results = await Promise.allSettled([
			store.saves.push(put('a')),
			store.saves.push((raw) => {
				put('half')(raw);
				throw new Error('bad');
			}),
			store.saves.push(put('b'))
		]);
		expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		const names = await store.db.selectFrom('setting').select('name').orderBy('name').execute();
		expect(names.map(({ name }) => name)).toEqual(['a', 'b']);
	});

	test('acknowledges only what another connection can already read', async () => {
		const store = await freshStore();
		const other = new Sqlite(store.raw.name, { readonly: true });
		await store.saves.push(put('seen'));
		const seen = other.prepare(`select count(*) from setting where name = 'seen'`).pluck().get();
		other.close();
		expect(seen).toBe(1);
	});

	test('never mixes with an open transaction of a verb', async () => {
		const store = await freshStore();
		const order: string[] = [];
		const verb = store.db.transaction().execute(async (trx) => {
			order.push('verb begins');
			await trx.insertInto('setting').values({ name: 'verb', value: '1' }).execute();
			await new Promise((later) => setTimeout(later, 20));
			order.push('verb ends');
		});
		await new Promise((later) => setTimeout(later, 5));
		await Promise.all([verb, store.saves.push(put('save')).then(() => order.push('saved'))]);
		expect(order).toEqual(['verb begins', 'verb ends', 'saved']);
	});

	test('a write that failed for another writer stops the saves; a page that could not be read does not', async () => {
		const store = await freshStore();
		const failure = (code: string) => Object.assign(new Error('disk'), { code });
		const heard: unknown[] = [];
		store.saves.onFailure((reason) => heard.push(reason));
		store.saves.befell(failure('SQLITE_IOERR_READ'));
		store.saves.befell(failure('SQLITE_CONSTRAINT_UNIQUE'));
		await store.saves.push(put('still'));
		store.saves.befell(failure('SQLITE_IOERR_FSYNC'));
		await expect(store.saves.push(put('no more'))).rejects.toBeInstanceOf(StorageFailed);
		expect(heard).toHaveLength(1);
	});

	test('refuses beyond its capacity instead of growing', async () => {
		const store = await freshStore();
		const small = createGroupCommit(store.turns, store.raw, 1);
		const first = small.push(put('first'));
		await expect(small.push(put('second'))).rejects.toBeInstanceOf(Busy);
		await first;
	});
});

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

import { expect, test } from 'vitest';
import { record } from '#lib/base/audit/audit.server.ts';
import { Busy, DiskFull, StorageFailed, whyUnkept } from '#lib/base/db/group-commit.server.ts';
import { officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

const says = (code: string) => Object.assign(new Error(code), { code });

/** Only what the group commit threw was told to people as a full disk; what a transaction of a desk met was "unexpected". */
test.each([
	[says('SQLITE_FULL'), 507, 'diskFull'],
	[new DiskFull(), 507, 'diskFull'],
	[says('SQLITE_IOERR_WRITE'), 503, 'storageFailed'],
	[new StorageFailed(), 503, 'storageFailed'],
	[new Busy(), 503, 'busy']
])('%s is no unexpected error', (thrown, status, reason) => {
	expect(whyUnkept(thrown)).toMatchObject({ status, reason });
});

test('control: a constraint that fails is one', () => {
	expect(whyUnkept(says('SQLITE_CONSTRAINT_UNIQUE'))).toBeUndefined();
	expect(whyUnkept(new TypeError('x'))).toBeUndefined();
});

/** SQLite ends the transaction of a full disk by itself; the rollback that was asked for then failed in its place. */
test('a transaction that finds the disk full says so, and the next one runs', async () => {
	const store = await freshStore();
	let full = 0;
	store.saves.onFull(() => full++);
	const pages = Number(store.raw.pragma('page_count', { simple: true }));
	store.raw.pragma(`max_page_count = ${pages}`);
	const act = { act: 'exam.published', subjectKind: 'exam', subjectId: 1, body: { long: 'x'.repeat(20_000) } };
	const mark = (at: number) => store.db.transaction().execute((trx) => record(trx, officer, act, at));
	expect(await mark(1).catch(whyUnkept)).toMatchObject({ status: 507, reason: 'diskFull' });
	expect(full).toBe(1);
	store.raw.pragma('max_page_count = 100000');
	await mark(2);
	const kept = await store.db.selectFrom('auditEntry').select('at').execute();
	expect(kept).toEqual([{ at: 2 }]);
});

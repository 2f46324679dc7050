import { checks } from '../../src/cli/doctor/checks.ts';
import { operator } from '#lib/base/core/permit.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closesAt, minute } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { district, sitAll } from './results-district.ts';

const after = closesAt + 5 * minute;

async function publishedStore(): Promise<Store> {
	const store = await freshStore();
	const { examId, paperId } = await district(store);
	await sitAll(store, { examId, paperId, people: [], slots: [] });
	const run = await runScoring(store.db, operator, examId, '计分', after);
	if (!run.ok) throw new Error(run.reason);
	const request = { runId: run.value.id, reason: '公布', blank: 'notSat' as const };
	const outcome = await publishResults(store.db, operator, examId, request, after);
	if (!outcome.ok) throw new Error(outcome.reason);
	return store;
}

async function diagnose(store: Store): Promise<Record<string, string[]>> {
	const found: Record<string, string[]> = {};
	for (const check of checks) {
		const { faults } = await check.run(store, () => undefined);
		if (faults.length > 0) found[check.name] = faults.map(({ subject, fault }) => `${subject}: ${fault}`);
	}
	return found;
}

/** What nobody can do through the product: the triggers of the tables are taken away first. */
function tamper(store: Store, table: string, statement: string): void {
	for (const act of ['update', 'delete']) store.raw.exec(`drop trigger if exists ${table}_no_${act}`);
	expect(store.raw.prepare(statement).run().changes).toBeGreaterThan(0);
}

describe('doctor', () => {
	test('finds nothing in a sound database, and has looked at everything', async () => {
		const store = await publishedStore();
		// The fixture writes its paper by hand, without a true hash.
		expect(Object.keys(await diagnose(store))).toEqual(['papers']);
		const counts = await Promise.all(checks.map(async (check) => (await check.run(store, () => undefined)).checked));
		const events = store.raw.prepare('select count(*) from attempt_event').pluck().get();
		expect(counts).toEqual([1, 2, 1, 9, events, 0, 9, 1, 0, 0]);
	});

	test.each([
		['attempts', 'response', `update response set answer = '["A"]' where attempt_id = 1 and slot = 1`],
		[
			'attempts',
			'attempt_event',
			`update attempt_event set received_at = received_at + 1 where attempt_id = 2 and n = 3`
		],
		[
			'log',
			'attempt_event',
			`insert into attempt_event (attempt_id, n, previous, kind, received_at, actor, hash)
				select attempt_id, n, previous, 'opened', 0, 'candidate', '0' from attempt_event where attempt_id = 1 and n = 3`
		],
		['scores', 'item_score', `update item_score set points = 100 where attempt_id = 1 and slot = 10`],
		['scores', 'attempt_score', `update attempt_score set points = 1000 where attempt_id = 1`],
		['publications', 'attempt_score', `update attempt_score set points = 1000 where attempt_id = 1`],
		[
			'publications',
			'publication',
			`update publication set snapshot = replace(snapshot, '"points":900', '"points":990')`
		],
		['audit', 'audit_entry', `update audit_entry set actor = 'nobody' where id = 1`],
		['integrity', 'response', `update response set attempt_id = 999 where attempt_id = 1`]
	])('%s: finds a tampered %s', async (name, table, statement) => {
		const store = await publishedStore();
		store.raw.pragma('foreign_keys = off');
		tamper(store, table, statement);
		expect(Object.keys(await diagnose(store))).toContain(name);
	});
});

describe('backup', () => {
	test('copies a moment of the database that another process has open, and never overwrites', async () => {
		const store = await publishedStore();
		const live = store.raw.name;
		const folder = mkdtempSync(join(tmpdir(), 'xuefa-backup-'));
		onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
		const path = join(folder, 'deep', 'copy.db');
		const other = openStore(live);
		const outcome = backupInto(other.raw, path);
		expect(outcome).toMatchObject({ ok: true, value: { path } });
		expect(backupInto(other.raw, path)).toMatchObject({ ok: false, reason: 'exists' });
		await other.close();
		expect(statSync(path).mode & 0o777).toBe(0o600);
		const copy = openStore(path);
		expect(await diagnose(copy)).toEqual(await diagnose(store));
		expect(await copy.db.selectFrom('attemptEvent').selectAll().execute()).toEqual(
			await store.db.selectFrom('attemptEvent').selectAll().execute()
		);
		await copy.close();
	});

	test('a left-over of a broken backup does not stand in the way', async () => {
		const store = await freshStore();
		const folder = mkdtempSync(join(tmpdir(), 'xuefa-backup-'));
		onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
		writeFileSync(join(folder, 'copy.db.partial'), 'half a copy');
		expect(backupInto(store.raw, join(folder, 'copy.db'))).toMatchObject({ ok: true });
	});
});

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { integrityFaults } from '#lib/base/db/integrity.server.ts';
import { migrate, migrator } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { underStrace } from '../faults/strace.ts';
import { faultTest } from '../faults/tools.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');

function temporary(): string {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-half-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Kysely believes that SQLite cannot roll back a change of the schema, and so wrapped no migration in a transaction. */
test('a migration that fails in its middle leaves nothing behind, and can be run again', async () => {
	const store = openStore(join(temporary(), 'xuefa.db'));
	await migrator(store.db).migrateTo('0002_content');
	store.raw.exec('create table attempt (x)');
	await expect(migrate(store.db)).rejects.toThrow(/attempt/);
	const left = store.raw.prepare("select name from sqlite_schema where name in ('exam', 'enrolment')").pluck().all();
	expect(left).toEqual([]);
	store.raw.exec('drop table attempt');
	expect(await migrate(store.db)).toContain('0003_exam');
	await store.close();
});

/** The copy was written under its final name: killed half way, half a backup looked like one. */
faultTest('what stands among the backups is whole, wherever the copying was killed', ['strace'], 120_000, async () => {
	const folder = temporary();
	const store = openStore(join(folder, 'xuefa.db'));
	await migrator(store.db).migrateTo('0002_content');
	await store.close();
	const env = { XUEFA_DATA: folder, XUEFA_BANKS: join(folder, 'none') };
	for (const when of [4, 30]) {
		await underStrace([program, 'migrate'], `pwrite64:signal=SIGKILL:when=${when}`, env);
		const backups = join(folder, 'backups');
		for (const name of existsSync(backups) ? readdirSync(backups) : []) {
			if (!name.endsWith('.db')) continue;
			const copy = openStore(join(backups, name));
			expect(integrityFaults(copy.raw), `killed at ${when}`).toEqual([]);
			expect(copy.raw.prepare("select count(*) from sqlite_schema where name = 'item'").pluck().get()).toBe(1);
			await copy.close();
		}
	}
});

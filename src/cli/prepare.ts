import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#lib/base/config/config.server.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { migrate, pendingMigrations } from '#lib/base/db/migrate.server.ts';
import { openStore, StorageRefused, type Store } from '#lib/base/db/store.server.ts';
import { type SyncedBank, syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { syncLists } from '#lib/study/list/list-file.server.ts';
import { syncGuides } from '#lib/study/month/guide.server.ts';
import { syncPlans } from '#lib/study/month/plan-file.server.ts';

export interface Prepared {
	readonly store: Store;
	/** Names of the migrations applied now. */
	readonly applied: readonly string[];
	/** Where the file was copied before they were; null when there was nothing to keep. */
	readonly backup: string | null;
	readonly banks: readonly SyncedBank[];
}

/** `NAME-20261204083000.db`, a second later where a start just before has taken it. */
function freeName(folder: string, name: string, now: number): string {
	const stamp = new Date(now).toISOString().replace(/[^\d]/g, '').slice(0, 14);
	const path = join(folder, `${name}-${stamp}.db`);
	return existsSync(path) ? freeName(folder, name, now + 1000) : path;
}

/** Brings a data folder to this program's version: backup, migrations, shipped banks, guides, plans and lists. The caller closes the store. */
export async function prepareStore(config: Config, now: number): Promise<Prepared> {
	const existed = existsSync(config.databasePath);
	const store = openStore(config.databasePath);
	try {
		const pending = await pendingMigrations(store.db);
		let backup: string | null = null;
		if (existed && pending.length > 0) {
			backup = freeName(join(config.dataFolder, 'backups'), `before-${pending[0]}`, now);
			const copied = backupInto(store.raw, backup);
			if (!copied.ok)
				throw new StorageRefused(`no sound backup could be made (${copied.reason}): nothing was migrated.`);
		}
		const applied = await migrate(store.db);
		const banks = existsSync(config.banksFolder) ? await syncShippedBanks(store.db, config.banksFolder, now) : [];
		await syncGuides(store.db, config.banksFolder);
		await syncPlans(store.db, config.banksFolder, now);
		await syncLists(store.db, config.banksFolder, now);
		return { store, applied, backup, banks };
	} catch (error) {
		await store.close();
		throw error;
	}
}

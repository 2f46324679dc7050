import { existsSync } from 'node:fs';
import { readConfig } from '#lib/base/config/config.server.ts';
import { pendingMigrations } from '#lib/base/db/migrate.server.ts';
import { openStore, StorageRefused, type Store } from '#lib/base/db/store.server.ts';

/**
 * Opens the database that is there; for verbs that read, also beside a running server. Never makes one.
 * @param options.pending open it even when migrations are pending
 * @throws StorageRefused when there is none, or it is of another version than this program
 */
export async function openExisting(options: { readonly pending?: boolean } = {}): Promise<Store> {
	const { databasePath } = readConfig();
	if (!existsSync(databasePath))
		throw new StorageRefused(
			`there is no database at ${databasePath}: make one by "xuefa migrate", or set XUEFA_DATA to the data folder`
		);
	const store = openStore(databasePath);
	if (options.pending) return store;
	const pending = await pendingMigrations(store.db);
	if (pending.length === 0) return store;
	await store.close();
	throw new StorageRefused(`the database lacks ${pending.join(', ')}: run "xuefa migrate" first`);
}

import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A migrated database in a folder of its own, closed and removed when the test ends. */
export async function freshStore(): Promise<Store> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-story-'));
	const store = openStore(join(folder, 'xuefa.db'));
	await migrate(store.db);
	onTestFinished(async () => {
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	});
	return store;
}

import { readConfig } from '#lib/base/config/config.server.ts';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { answer, type Verb } from './verb.ts';

export const migrateVerb: Verb = {
	summary: 'bring the database to the present schema',
	help: `xuefa migrate [--json]

Applies the migrations that are not yet applied, in order, each in one transaction.
XUEFA_DATA names the data folder (default ./data).
JSON: { "applied": [name, …] }. Exit 0 done.`,
	async run(invocation) {
		const store = openStore(readConfig().databasePath);
		try {
			const applied = await migrate(store.db);
			answer(invocation, { applied }, applied.length > 0 ? `applied: ${applied.join(', ')}` : 'already up to date');
			return 0;
		} finally {
			await store.close();
		}
	}
};

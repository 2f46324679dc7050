import { readConfig } from '#lib/base/config/config.server.ts';
import { prepareStore } from './prepare.ts';
import { answer, type Verb } from './verb.ts';

export const migrateVerb: Verb = {
	summary: 'make the database, or bring it to the present version',
	help: `xuefa migrate [--json]

Makes the data folder when there is none; copies an existing database to backups/ before changing it; applies the
migrations not yet applied, in order; and brings the shipped item banks up to date. Running it again changes nothing.
XUEFA_DATA names the data folder (default ./data), XUEFA_BANKS the folder of shipped banks (default ./question-banks).
JSON: { "applied": [name, …], "backup": path or null, "banks": [{ "code", … }] }. Exit 0 done.`,
	async run(invocation) {
		const { store, applied, backup, banks } = await prepareStore(readConfig(), Date.now());
		await store.close();
		const lines = [
			applied.length > 0 ? `applied: ${applied.join(', ')}` : 'the database is up to date',
			...(backup ? [`backup: ${backup}`] : []),
			`shipped banks: ${banks.map(({ code }) => code).join(', ') || 'none'}`
		];
		answer(invocation, { applied, backup, banks }, lines.join('\n'));
		return 0;
	}
};

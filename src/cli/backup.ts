import { join, resolve } from 'node:path';
import { readConfig } from '#lib/base/config/config.server.ts';
import { formatInstant } from '#lib/base/core/clock.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { openExisting } from './existing.ts';
import { answer, type Verb } from './verb.ts';

const hints = {
	exists: 'a file of that name is there; backups never overwrite',
	damaged: 'the copy is not sound and was removed; run "xuefa doctor" on the database',
	incomplete: 'the copy lacks rows and was removed; try again, and see whether the disk is full'
};

export const backupVerb: Verb = {
	summary: 'copy the database into a new, checked file, also while the server runs',
	help: `xuefa backup [FILE] [--json]

Copies the database of XUEFA_DATA as it is at one moment into FILE (default: backups/xuefa-YYYYMMDD-HHMM.db in the data
folder; mode 0600; an existing file is never overwritten). Works while the server runs and people write: the copy is
taken by SQLite's VACUUM INTO from a reading connection of this process, which never has to begin again when others
write, as the backup interface does. Saves are answered meanwhile; expect a pause of a tenth of a second.

The copy is then opened, checked whole (pages, indexes, references), its rows are counted against the database before
and after, and it is flushed to the disk before it gets its name. It needs free space of the size of the database.
Not in the copy: secret.key of the data folder. Keep a copy of that apart: without it, slips not yet used and identity
numbers cannot be recognised after a restore.

JSON: { "path", "bytes", "tables", "rows" }; refused: { "refused": exists | damaged | incomplete }.
Exit 0 done, 1 refused, 2 usage.`,
	async run(invocation) {
		const [file, ...more] = invocation.words;
		if (more.length > 0) {
			process.stderr.write('xuefa backup: one file at most\n');
			return 2;
		}
		const stamp = formatInstant(Date.now()).replace(/[-:]/g, '').replace(' ', '-');
		const path = resolve(file ?? join(readConfig().dataFolder, 'backups', `xuefa-${stamp}.db`));
		const store = await openExisting({ pending: true });
		try {
			const outcome = backupInto(store.raw, path);
			if (outcome.ok) {
				const { bytes, tables, rows } = outcome.value;
				answer(invocation, outcome.value, `${path}: ${bytes} bytes, ${rows} rows in ${tables} tables, checked`);
				return 0;
			}
			if (invocation.json) process.stdout.write(`${JSON.stringify({ refused: outcome.reason })}\n`);
			const detail = Object.values(outcome.detail ?? {}).join(' ');
			process.stderr.write(`xuefa backup: ${detail}: ${hints[outcome.reason]}\n`);
			return 1;
		} finally {
			await store.close();
		}
	}
};

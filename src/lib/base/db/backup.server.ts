import Sqlite from 'better-sqlite3';
import {
	chmodSync,
	closeSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	statSync
} from 'node:fs';
import { dirname } from 'node:path';
import { done, type Outcome, refused } from '../core/outcome.ts';
import { integrityFaults, rowCounts } from './integrity.server.ts';

export interface Backup {
	readonly path: string;
	readonly bytes: number;
	readonly tables: number;
	readonly rows: number;
}

/** `exists` the file is there already · `damaged` the copy is not sound (`detail.fault`) · `incomplete` it lacks rows. */
export type BackupRefusal = 'exists' | 'damaged' | 'incomplete';

/** Tables that only grow: a copy holds at least the rows from before it was taken, at most those after. */
const growing = [
	'audit_entry',
	'attempt',
	'attempt_event',
	'scoring_run',
	'attempt_score',
	'item_score',
	'publication'
];

/**
 * Copies the live database into a new file: one moment of it, whoever writes meanwhile. By VACUUM INTO, for the backup
 * interface begins anew at every write of another process and would not end during an exam. The copy is opened, checked
 * whole and counted before it gets its name, and stands on the disk when this returns.
 */
export function backupInto(raw: Sqlite.Database, path: string): Outcome<Backup, BackupRefusal> {
	if (existsSync(path)) return refused('exists', { path });
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const partial = `${path}.partial`;
	rmSync(partial, { force: true });
	const before = rowCounts(raw);
	raw.prepare('vacuum into ?').run(partial);
	const after = rowCounts(raw);
	chmodSync(partial, 0o600);
	const copy = new Sqlite(partial, { readonly: true });
	try {
		const fault = integrityFaults(copy)[0];
		if (fault !== undefined) return refused('damaged', { fault });
		const counts = rowCounts(copy);
		const table = firstShort(before, counts, after);
		if (table !== undefined) return refused('incomplete', { table });
		copy.close();
		settle(partial, path);
		const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
		return done({ path, bytes: statSync(path).size, tables: counts.size, rows });
	} finally {
		copy.close();
		rmSync(partial, { force: true });
	}
}

type Counts = ReadonlyMap<string, number>;

/** The first table whose count cannot be that of a moment between the two; undefined when all fit. */
function firstShort(before: Counts, copy: Counts, after: Counts): string | undefined {
	const still = [...before].every(([table, count]) => after.get(table) === count);
	return [...before.keys()].find((table) => {
		const [least = 0, found = -1, most = 0] = [before.get(table), copy.get(table), after.get(table)];
		if (still) return found !== least;
		return growing.includes(table) && (found < least || found > most);
	});
}

/** On the disk first, then under its name, then the name on the disk (Windows knows no flush of a folder). */
function settle(partial: string, path: string): void {
	flush(partial, 'r+');
	renameSync(partial, path);
	if (process.platform !== 'win32') flush(dirname(path), 'r');
}

function flush(path: string, mode: 'r' | 'r+'): void {
	const file = openSync(path, mode);
	fsyncSync(file);
	closeSync(file);
}

import type Sqlite from 'better-sqlite3';

/** What SQLite itself finds wrong with a file: damaged pages and indexes, rows that point to nothing. [] when sound. */
export function integrityFaults(raw: Sqlite.Database): string[] {
	const pages = raw.prepare<[], string>('pragma integrity_check(20)').pluck().all();
	const orphans = raw
		.prepare<[], { table: string; rowid: number | null; parent: string }>('pragma foreign_key_check')
		.all();
	return [
		...pages.filter((line) => line !== 'ok'),
		...orphans.slice(0, 20).map(({ table, rowid, parent }) => `${table} row ${rowid ?? '?'} points to no ${parent}`)
	];
}

/** Rows of every table by its name. */
export function rowCounts(raw: Sqlite.Database): Map<string, number> {
	const names = raw
		.prepare<[], string>(
			"select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name"
		)
		.pluck()
		.all();
	const count = (name: string) =>
		Number(
			raw
				.prepare(`select count(*) from "${name.replaceAll('"', '""')}"`)
				.pluck()
				.get()
		);
	return new Map(names.map((name) => [name, count(name)]));
}

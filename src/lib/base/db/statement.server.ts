import type Sqlite from 'better-sqlite3';

const kept = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement<unknown[]>>>();

/**
 * The statement of this text over this connection, prepared once: SQLite needs longer to read most of them than to run
 * them. For constant texts only, so that there are as many as the source has. Shared: whoever calls `pluck` on one does so
 * at every call of that text.
 */
export function statement<Given extends unknown[], Row = unknown>(
	raw: Sqlite.Database,
	text: string
): Sqlite.Statement<Given, Row> {
	let statements = kept.get(raw);
	if (!statements) kept.set(raw, (statements = new Map()));
	let found = statements.get(text);
	if (!found) statements.set(text, (found = raw.prepare(text)));
	return found as Sqlite.Statement<Given, Row>;
}

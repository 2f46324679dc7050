import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './schema.ts';

/** Stands in a query for the value that comes with each call. */
class Argument {
	readonly name: string;
	constructor(name: string) {
		this.name = name;
	}
}

const standIns = new Proxy({}, { get: (_, name) => new Argument(String(name)) });

/**
 * A query that is built and compiled at its first call and from then on only bound, for what every candidate's request
 * asks: building one costs Kysely one to two times what SQLite needs to answer it.
 * @param build is given stand-ins: it may compare or insert them, must not look at them, and must not make the query's
 * form depend on them (no list of varying length, no condition left out)
 */
export function prepared<Args extends object, Row>(
	build: (db: Db, args: Args) => Compilable<Row>
): (db: Db, args: Args) => Promise<Row[]> {
	let compiled: CompiledQuery<Row> | undefined;
	return async (db, args) => {
		compiled ??= build(db, standIns as Args).compile();
		const parameters = compiled.parameters.map((value) =>
			value instanceof Argument ? args[value.name as keyof Args] : value
		);
		return (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
	};
}

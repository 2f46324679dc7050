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
	let names: readonly (keyof Args)[] = [];
	return async (db, args) => {
		if (!compiled) {
			const given = build(db, standIns as Args).compile();
			names = given.parameters.flatMap((value) => (value instanceof Argument ? [value.name as keyof Args] : []));
			compiled = { ...given, sql: planned(given) };
		}
		return (await db.executeQuery<Row>({ ...compiled, parameters: names.map((name) => args[name]) })).rows;
	};
}

/**
 * The query's text with its constants written out and each argument as `(select ?)`. SQLite built with STAT4, as ours is,
 * makes its plan by the values bound to bare parameters wherever there is a join, an order or a partial index, and then
 * parses and plans the text anew at every call with other values: ten times what the call itself costs.
 */
function planned({ sql, parameters }: CompiledQuery): string {
	const bound = sql.startsWith('insert') ? '?' : '(select ?)';
	const [first = '', ...rest] = sql.split('?');
	if (rest.length !== parameters.length) throw new Error(`a question mark that is no parameter: ${sql}`);
	return rest.reduce((text, part, index) => {
		const value = parameters[index];
		return text + (value instanceof Argument ? bound : literal(value)) + part;
	}, first);
}

function literal(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value === 'number') return String(value);
	if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
	throw new Error(`no constant of a prepared query: ${typeof value}`);
}

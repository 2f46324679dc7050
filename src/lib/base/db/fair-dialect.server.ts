import { type Dialect, type Driver, SqliteDialect, type SqliteDialectConfig } from 'kysely';
import type { Turns } from './turns.ts';

/**
 * Kysely's own SQLite dialect with a queue before its one connection. Kysely's lock wakes every waiter at each release,
 * which with a thousand people starting in one second costs more than all their queries; here the connection is handed
 * to the one who waited longest.
 * @param inTransaction whether SQLite is in one now: a full disk or a failing one ends it by itself
 */
export function fairDialect(config: SqliteDialectConfig, turns: Turns, inTransaction: () => boolean): Dialect {
	const dialect = new SqliteDialect(config);
	return {
		createDriver: () => queued(dialect.createDriver(), turns, inTransaction),
		createAdapter: () =>
			Object.defineProperties(dialect.createAdapter(), {
				// Tells Kysely to leave the waiting to the driver.
				supportsMultipleConnections: { value: true },
				// SQLite rolls back changes of the schema like any other; without a transaction a kill leaves half a migration.
				supportsTransactionalDdl: { value: true }
			}),
		createIntrospector: (db) => dialect.createIntrospector(db),
		createQueryCompiler: () => dialect.createQueryCompiler()
	};
}

function queued(driver: Driver, turns: Turns, inTransaction: () => boolean): Driver {
	return {
		init: (options) => driver.init(options),
		destroy: (options) => driver.destroy(options),
		beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
		commitTransaction: (connection) => driver.commitTransaction(connection),
		// Nothing is left to roll back where SQLite has done it: asking for it would hide what befell the transaction.
		rollbackTransaction: async (connection) => {
			if (inTransaction()) await driver.rollbackTransaction(connection);
		},
		savepoint: async (...given) => driver.savepoint?.(...given),
		rollbackToSavepoint: async (...given) => driver.rollbackToSavepoint?.(...given),
		releaseSavepoint: async (...given) => driver.releaseSavepoint?.(...given),
		async acquireConnection(options) {
			await turns.take();
			try {
				return await driver.acquireConnection(options);
			} catch (reason) {
				turns.done();
				throw reason;
			}
		},
		async releaseConnection(connection, options) {
			await driver.releaseConnection(connection, options);
			turns.done();
		}
	};
}

import Sqlite from 'better-sqlite3';
import { CamelCasePlugin, Kysely } from 'kysely';
import { mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fairDialect } from './fair-dialect.server.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.server.ts';
import type { Tables } from './schema.ts';
import { createTurns, type Turns } from './turns.ts';

/** The open database: one writer connection for everything in this process. */
export interface Store {
	readonly db: Kysely<Tables>;
	/** The same connection, for the hot path inside group commits only. */
	readonly raw: Sqlite.Database;
	/** Whose turn it is on that connection. */
	readonly turns: Turns;
	readonly saves: GroupCommit;
	close(): Promise<void>;
}

/** What every open sets and then reads back: better-sqlite3 gives synchronous=NORMAL unless told otherwise. */
const pragmas = {
	journal_mode: 'wal',
	synchronous: 2,
	foreign_keys: 1,
	recursive_triggers: 1,
	busy_timeout: 5000,
	secure_delete: 1,
	trusted_schema: 0,
	mmap_size: 0,
	cache_size: -65536
} as const;

/** File systems whose locks or flushes cannot be trusted: NFS, SMB, CIFS, SMB2, FUSE, 9P (statfs magic numbers). */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997]);

/** WAL databases could be corrupted by concurrent checkpoints before this version (fixed 2026-03-13). */
const leastVersion = [3, 51, 3] as const;

export class StorageRefused extends Error {}

/**
 * Opens the SQLite file, makes it durable and proves it.
 * @throws StorageRefused when the folder is on a network file system, SQLite is too old, or a setting did not hold
 */
export function openStore(path: string): Store {
	if (path !== ':memory:') {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		const magic = statfsSync(dirname(path)).type;
		if (networkFileSystems.has(magic))
			throw new StorageRefused(`${dirname(path)} is on a network file system: put the data folder on a local disk.`);
	}
	const raw = new Sqlite(path);
	for (const [name, value] of Object.entries(pragmas)) raw.pragma(`${name} = ${value}`);
	verifySettings(raw, path);
	const turns = createTurns();
	const db = new Kysely<Tables>({
		dialect: fairDialect(
			{ database: cachingStatements(raw, (reason) => saves.befell(reason)) },
			turns,
			() => raw.inTransaction
		),
		plugins: [new CamelCasePlugin()]
	});
	const saves = createGroupCommit(turns, raw);
	return {
		db,
		raw,
		turns,
		saves,
		async close() {
			await db.destroy();
		}
	};
}

/** The self-check at start: an exam is never opened on a connection that could lose an acknowledged answer. */
function verifySettings(raw: Sqlite.Database, path: string): void {
	const version = String(raw.prepare('select sqlite_version()').pluck().get());
	const parts = version.split('.').map(Number);
	const order = leastVersion.map((least, index) => Math.sign((parts[index] ?? 0) - least)).find((sign) => sign !== 0);
	if (order === -1) throw new StorageRefused(`SQLite ${version} is too old: ${leastVersion.join('.')} is the least.`);
	for (const [name, wanted] of Object.entries(pragmas)) {
		if (path === ':memory:' && (name === 'journal_mode' || name === 'mmap_size')) continue;
		const found = raw.pragma(name, { simple: true });
		if (found !== wanted) throw new StorageRefused(`SQLite setting ${name} is ${String(found)}, not ${wanted}.`);
	}
}

/**
 * Kysely prepares every query anew; keeping the statements saves a third of its cost. Transactions begin IMMEDIATE:
 * one that reads first and writes later would otherwise fail at once when another process wrote in between.
 */
function cachingStatements(raw: Sqlite.Database, onError: (reason: unknown) => void) {
	const statements = new Map<string, ReturnType<typeof watched>>();
	return {
		close: () => raw.close(),
		prepare(text: string) {
			const sql = text === 'begin' ? 'begin immediate' : text;
			let statement = statements.get(sql);
			if (!statement) {
				statement = watched(raw.prepare(sql), onError);
				if (statements.size >= 500) statements.clear();
				statements.set(sql, statement);
			}
			return statement as never;
		}
	};
}

/** The statement as Kysely uses it; what it throws is told to `onError` before Kysely gets it. */
function watched(statement: Sqlite.Statement, onError: (reason: unknown) => void) {
	const told = <Result>(work: () => Result): Result => {
		try {
			return work();
		} catch (reason) {
			onError(reason);
			throw reason;
		}
	};
	return {
		reader: statement.reader,
		all: (given: readonly unknown[]) => told(() => statement.all(given)),
		run: (given: readonly unknown[]) => told(() => statement.run(given)),
		iterate: (given: readonly unknown[]) => statement.iterate(given)
	};
}

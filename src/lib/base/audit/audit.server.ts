import type Sqlite from 'better-sqlite3';
import type { Insertable } from 'kysely';
import { createHash } from 'node:crypto';
import type { Viewer } from '../core/permit.ts';
import { prepared } from '../db/prepared.ts';
import type { Db, Tables, Trx } from '../db/schema.ts';
import { statement } from '../db/statement.server.ts';

/** One act on record. `body` holds what changed, without secrets, codes or answers. */
export interface Act {
	/** Verb in the past tense with its noun, e.g. `roster.imported`, `exam.published`. */
	readonly act: string;
	readonly subjectKind: string;
	readonly subjectId: string | number;
	readonly body?: unknown;
}

const genesis = '0'.repeat(64);

/** SHA-256 over the previous hash and the entry's own fields, as one JSON array: any change breaks the chain. */
function entryHash(previous: string, fields: readonly (string | number | null)[]): string {
	return createHash('sha256')
		.update(JSON.stringify([previous, ...fields]))
		.digest('hex');
}

const newest = prepared((db, _: object) => db.selectFrom('auditEntry').select('hash').orderBy('id', 'desc').limit(1));

const insert = prepared(
	(
		db,
		{ at, accountId, actor, act, subjectKind, subjectId, body, previousHash, hash }: Insertable<Tables['auditEntry']>
	) =>
		db.insertInto('auditEntry').values({ at, accountId, actor, act, subjectKind, subjectId, body, previousHash, hash })
);

/** Appends to the chain inside the transaction of the act itself: no act without its record, no record without its act. */
export async function record(trx: Trx, viewer: Viewer, act: Act, now: number): Promise<void> {
	const [last] = await newest(trx, {});
	const previousHash = last?.hash ?? genesis;
	const { accountId, name: actor } = viewer;
	const subjectId = String(act.subjectId);
	const body = JSON.stringify(act.body ?? {});
	const hash = entryHash(previousHash, [now, accountId, actor, act.act, act.subjectKind, subjectId, body]);
	await insert(trx, { ...act, at: now, accountId, actor, subjectId, body, previousHash, hash });
}

/** The same as `record`, for acts that share a group commit with the record of attempts. Synchronous. */
export function recordRaw(raw: Sqlite.Database, viewer: Viewer, act: Act, now: number): void {
	const last = statement<[], string>(raw, 'select hash from audit_entry order by id desc limit 1').pluck().get();
	const previousHash = last ?? genesis;
	const fields = [now, viewer.accountId, viewer.name, act.act, act.subjectKind, String(act.subjectId)];
	const values = [...fields, JSON.stringify(act.body ?? {})];
	statement(
		raw,
		`insert into audit_entry (at, account_id, actor, act, subject_kind, subject_id, body, previous_hash, hash)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	).run(...values, previousHash, entryHash(previousHash, values));
}

/** Walks the whole chain in pages; returns the id of the first entry that does not fit, and the newest hash. */
export async function verifyChain(db: Db): Promise<{ entries: number; head: string; firstBroken: number | null }> {
	let previous = genesis;
	let entries = 0;
	for (let after = 0; ;) {
		const page = await db
			.selectFrom('auditEntry')
			.selectAll()
			.where('id', '>', after)
			.orderBy('id')
			.limit(1000)
			.execute();
		for (const row of page) {
			const fields = [row.at, row.accountId, row.actor, row.act, row.subjectKind, row.subjectId, row.body];
			const gap = row.id !== after + 1 || row.previousHash !== previous || row.hash !== entryHash(previous, fields);
			if (gap) return { entries, head: previous, firstBroken: row.id };
			previous = row.hash;
			after = row.id;
			entries++;
		}
		if (page.length < 1000) return { entries, head: previous, firstBroken: null };
	}
}

import { sql } from 'kysely';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { answeredIn, type Attempt, type AttemptEvent, fold } from './attempt.ts';
import { answerOf, type EventRow, fromRow } from './event-row.ts';
import { eventHash, genesis } from './ledger.server.ts';
import { ledgersOf } from './ledgers.server.ts';

type LogRow = EventRow & { readonly id: number; readonly hash: string };

/** The events of one attempt in order, from its last one back along the chain. */
async function rowsUpTo(db: Db, lastEvent: number): Promise<readonly LogRow[]> {
	const { rows } = await sql<LogRow>`
		with recursive chain as (
			select * from attempt_event where id = ${lastEvent}
			union all
			select attempt_event.* from attempt_event join chain on attempt_event.id = chain.previous
		)
		select * from chain order by n`.execute(db);
	return rows;
}

/** The whole record of one attempt in order, as far as it is written. */
export async function loadEvents(store: Store, attemptId: AttemptId): Promise<readonly AttemptEvent[]> {
	const { lastEvent } = ledgersOf(store.raw).get(attemptId).state;
	return (await rowsUpTo(store.db, lastEvent)).map(fromRow);
}

/** The record as far as the attempt's rows reflect it: everything that can count once an attempt is closed. */
export async function loadSettledEvents(db: Db, attemptId: AttemptId): Promise<readonly AttemptEvent[]> {
	const { lastEvent } = await stateRow(db, attemptId);
	return (await rowsUpTo(db, lastEvent)).map(fromRow);
}

const stateRow = (db: Db, attemptId: AttemptId) =>
	db.selectFrom('attemptState').selectAll().where('attemptId', '=', attemptId).executeTakeFirstOrThrow();

export type RecordFault = 'chain' | 'gap' | 'state' | 'responses';

/**
 * Re-reads one attempt from its events and names what does not agree: the chain, or the rows of state and responses with
 * the record as far as they reflect it.
 */
export async function verifyAttempt(
	store: Store,
	attemptId: AttemptId
): Promise<{ readonly attempt: Attempt | null; readonly faults: readonly RecordFault[] }> {
	const { db } = store;
	const state = await stateRow(db, attemptId);
	const rows = await rowsUpTo(db, lastOf(store, attemptId) ?? state.lastEvent);
	const faults: RecordFault[] = [];
	let head = genesis;
	let headThen = genesis;
	for (const row of rows) {
		head = eventHash(head, row);
		if ((head !== row.hash || row.attemptId !== attemptId) && !faults.includes('chain')) faults.push('chain');
		head = row.hash;
		if (row.id <= state.lastEvent) headThen = head;
	}
	const gap = rows.length === 0 || rows.some((row, index) => row.n !== index + 1);
	if (gap) return { attempt: null, faults: [...faults, 'gap'] };
	const attempt = fold(rows.map(fromRow));
	const then = fold(rows.filter(({ id }) => id <= state.lastEvent).map(fromRow));
	const agrees =
		state.n === then.n &&
		state.head === headThen &&
		state.status === then.status &&
		state.epoch === then.epoch &&
		state.deadlineAt === then.deadlineAt &&
		state.submittedAt === then.submittedAt &&
		state.submittedBy === then.submittedBy &&
		state.total === then.total &&
		state.answered === answeredIn(then.registers);
	if (!agrees) faults.push('state');
	const responses = await db.selectFrom('response').selectAll().where('attemptId', '=', attemptId).execute();
	const same = responses.every((row) => {
		const register = then.registers.get(row.slot);
		return (
			register?.epoch === row.epoch &&
			register.rev === row.rev &&
			register.marked === (row.marked === 1) &&
			register.answer.join() === answerOf(row.answer).join()
		);
	});
	if (!same || responses.length !== then.registers.size) faults.push('responses');
	return { attempt, faults };
}

/** The attempt's last event; undefined when the record is so damaged that it cannot be followed. */
function lastOf(store: Store, attemptId: AttemptId): number | undefined {
	try {
		return ledgersOf(store.raw).get(attemptId).state.lastEvent;
	} catch {
		return undefined;
	}
}

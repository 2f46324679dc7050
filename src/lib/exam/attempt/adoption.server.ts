import { sql } from 'kysely';
import { record, recordRaw } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { pendingLate } from './late-rules.ts';
import { findOwner } from './late.server.ts';
import { openLedger } from './ledger.server.ts';
import { ledgersOf } from './ledgers.server.ts';
import { loadEvents } from './record.server.ts';

export interface Adoption {
	readonly id: number;
	readonly attemptId: AttemptId;
	/** Numbers of the late events it is about. */
	readonly events: readonly number[];
	readonly reason: string;
	readonly proposedBy: string;
	readonly proposedAccount: number;
	readonly proposedAt: Instant;
	readonly decision: 'approved' | 'refused' | null;
	readonly note: string;
	readonly decidedBy: string | null;
	readonly decidedAt: Instant | null;
	/** Questions whose answer an approval let count: not those whose late answer counted, or was overtaken, before it. */
	readonly adopted: number;
}

/** The proposals about one attempt, the newest first. */
export async function adoptionsOf(db: Db, attemptId: AttemptId): Promise<Adoption[]> {
	const rows = await db
		.selectFrom('adoption')
		.select(['id', 'attemptId', 'events', 'reason', 'proposedBy', 'proposedAccount', 'proposedAt'])
		.select(['decision', 'note', 'decidedBy', 'decidedAt'])
		.select((query) =>
			query
				.selectFrom('attemptEvent')
				.select((inner) => inner.fn.countAll<number>().as('adopted'))
				.whereRef('attemptEvent.attemptId', '=', 'adoption.attemptId')
				.where('attemptEvent.kind', '=', 'adopted')
				.where(sql<boolean>`json_extract(attempt_event.body, '$.adoption') = adoption.id`)
				.as('adopted')
		)
		.where('attemptId', '=', attemptId)
		.orderBy('id', 'desc')
		.execute();
	return rows.map(({ events, adopted, ...row }) => ({
		...row,
		events: JSON.parse(events) as number[],
		adopted: Number(adopted)
	}));
}

export type ProposeRefusal =
	| 'forbidden'
	| 'noAccount'
	| 'notFound'
	| 'ownCase'
	| 'reasonMissing'
	| 'stillOpen'
	| 'voided'
	| 'nothingLate'
	| 'alreadyProposed';

/**
 * Proposes that the late answers of an attempt count. Nothing changes until somebody else approves.
 * Two people, as for a change of marks (reliability.md §4 S3): the operator of the command line has no account and
 * takes no part in it.
 */
export async function proposeAdoption(
	store: Store,
	viewer: Viewer,
	about: { readonly examId: ExamId; readonly attemptId: AttemptId; readonly reason: string },
	now: Instant
): Promise<Outcome<number, ProposeRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const { accountId } = viewer;
	if (accountId === null) return refused('noAccount');
	const reason = about.reason.trim();
	if (reason === '') return refused('reasonMissing');
	const owner = await findOwner(store.db, about.examId, about.attemptId);
	if (!owner) return refused('notFound');
	if (viewer.personId !== null && viewer.personId === owner.personId) return refused('ownCase');
	if (owner.status === 'open') return refused('stillOpen');
	if (owner.status === 'voided') return refused('voided');
	const events = pendingLate(await loadEvents(store, owner.attemptId)).map(({ n }) => n);
	if (events.length === 0) return refused('nothingLate');
	return store.db.transaction().execute(async (trx) => {
		const { attemptId, examId } = owner;
		const open = await trx
			.selectFrom('adoption')
			.select('id')
			.where('attemptId', '=', attemptId)
			.where('decision', 'is', null)
			.executeTakeFirst();
		if (open) return refused('alreadyProposed');
		const { id } = await trx
			.insertInto('adoption')
			.values({
				attemptId,
				examId,
				events: JSON.stringify(events),
				reason,
				proposedBy: viewer.name,
				proposedAccount: accountId,
				proposedAt: now,
				decision: null,
				decidedBy: null,
				decidedAccount: null,
				decidedAt: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const body = { examId, attemptId, events, reason };
		await record(trx, viewer, { act: 'adoption.proposed', subjectKind: 'adoption', subjectId: id, body }, now);
		return done(id);
	});
}

export type DecideRefusal =
	| 'forbidden'
	| 'noAccount'
	| 'notFound'
	| 'samePerson'
	| 'ownCase'
	| 'noteMissing'
	| 'decided'
	| 'stillOpen'
	| 'voided';

/**
 * Approves or refuses a proposal; never by who made it, neither by the same account nor by another account of the same
 * person. With the approval the answers count from the next scoring run on, in one commit with the record of the act.
 * Returns how many answers changed.
 */
export async function decideAdoption(
	store: Store,
	viewer: Viewer,
	adoptionId: number,
	choice: { readonly examId: ExamId; readonly approve: boolean; readonly note: string },
	now: Instant
): Promise<Outcome<number, DecideRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const { accountId } = viewer;
	if (accountId === null) return refused('noAccount');
	const proposal = await store.db
		.selectFrom('adoption')
		.innerJoin('account', 'account.id', 'adoption.proposedAccount')
		.select(['adoption.attemptId', 'adoption.events', 'adoption.proposedAccount', 'account.personId as proposer'])
		.where('adoption.id', '=', adoptionId)
		.where('adoption.examId', '=', choice.examId)
		.executeTakeFirst();
	const owner = proposal && (await findOwner(store.db, choice.examId, proposal.attemptId));
	if (!proposal || !owner) return refused('notFound');
	const same = viewer.personId !== null && viewer.personId === proposal.proposer;
	if (same || accountId === proposal.proposedAccount) return refused('samePerson');
	if (viewer.personId !== null && viewer.personId === owner.personId) return refused('ownCase');
	const note = choice.note.trim();
	if (!choice.approve && note === '') return refused('noteMissing');
	const wanted = new Set(JSON.parse(proposal.events) as number[]);
	return store.saves.push((raw) => {
		const ledger = openLedger(raw, owner.attemptId);
		if (choice.approve && ledger.state.status !== 'submitted')
			return refused<DecideRefusal>(ledger.state.status === 'open' ? 'stillOpen' : 'voided');
		const { changes } = raw
			.prepare(
				`update adoption set decision = ?, note = ?, decided_by = ?, decided_account = ?, decided_at = ?
					where id = ? and decision is null`
			)
			.run(choice.approve ? 'approved' : 'refused', note, viewer.name, accountId, now, adoptionId);
		if (changes === 0) return refused<DecideRefusal>('decided');
		let adopted = 0;
		if (choice.approve) {
			const pending = pendingLate(ledgersOf(raw).history(owner.attemptId)).filter(({ n }) => wanted.has(n));
			const circumstance = { receivedAt: now, clientAt: null, actor: viewer.name };
			for (const { n, slot, epoch, rev, answer, marked } of pending)
				ledger.append(
					{ kind: 'adopted', slot, epoch, rev, answer, marked, late: n, adoption: adoptionId },
					circumstance
				);
			adopted = pending.length;
			ledger.seal(null);
		}
		const body = { examId: choice.examId, attemptId: owner.attemptId, approved: choice.approve, adopted, note };
		recordRaw(raw, viewer, { act: 'adoption.decided', subjectKind: 'adoption', subjectId: adoptionId, body }, now);
		return done(adopted);
	});
}

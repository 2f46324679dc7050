import { record } from '#lib/base/audit/audit.server.ts';
import { asId, type ImportBatchId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { movePerson, noLog } from '#lib/people/directory/membership.server.ts';
import type { BatchLog } from './batch-log.server.ts';
import type { RosterDraft } from './draft.ts';

/**
 * A unit's wish that someone who belongs to another unit be moved to it, made with a roster import. It stands among the
 * changes of the batch, before all others: undoing the batch takes back what the bureau has not decided.
 */
interface Proposal {
	readonly unitId: UnitId;
	readonly section: string;
	/** As the unit's file writes it: a mistyped number would name somebody else. */
	readonly name: string;
	readonly decision: 'made' | 'declined' | null;
	readonly note: string;
	readonly decidedBy: string | null;
	readonly decidedAt: number | null;
}

export interface Transfer extends Proposal {
	readonly batchId: ImportBatchId;
	/** Its number within the batch. */
	readonly n: number;
	readonly personId: PersonId;
	readonly personName: string;
	readonly staffNo: string | null;
	readonly unitName: string;
	/** The establishment unit now; null for people who have left, and for viewers who may not see it. */
	readonly presentUnit: string | null;
	readonly askedBy: string;
	readonly askedAt: number;
}

/** Notes the proposals of an upload as the first changes of its batch; one that waits already is not made twice. */
export async function proposeTransfers(
	trx: Trx,
	log: BatchLog,
	proposed: readonly { readonly personId: PersonId; readonly draft: RosterDraft; readonly unitId: UnitId }[]
): Promise<number> {
	const waiting = new Set(
		(await proposals(trx))
			.filter(({ decision }) => decision === null)
			.map(({ personId, unitId }) => `${personId} ${unitId}`)
	);
	let made = 0;
	for (const { personId, draft, unitId } of proposed) {
		if (waiting.has(`${personId} ${unitId}`)) continue;
		const { name, section } = draft;
		const open = { decision: null, note: '', decidedBy: null, decidedAt: null };
		const proposal: Proposal = { unitId, section, name, ...open };
		await log.add('transfer', personId, null, proposal);
		made++;
	}
	return made;
}

/** Every proposal, the newest batch first; of a batch that was undone only what had been decided before. */
async function proposals(db: Db) {
	const batches = await db
		.selectFrom('importBatch')
		.select(['id', 'counts', 'actor', 'at', 'undoneAt'])
		.where('kind', '=', 'roster')
		.orderBy('id', 'desc')
		.execute();
	const found = [];
	for (const { id: batchId, counts, actor, at, undoneAt } of batches) {
		// The batch knows how many it holds, and they come first: its other changes, thousands maybe, are not read.
		const many = (JSON.parse(counts) as { proposed?: number }).proposed ?? 0;
		if (many === 0) continue;
		const rows = await db
			.selectFrom('importChange')
			.select(['n', 'nounId', 'after'])
			.where('batchId', '=', batchId)
			.where('noun', '=', 'transfer')
			.where('n', '<=', many)
			.orderBy('n')
			.execute();
		for (const { n, nounId, after } of rows) {
			const proposal = JSON.parse(after ?? '{}') as Proposal;
			if (undoneAt !== null && proposal.decision === null) continue;
			found.push({ batchId, n, personId: asId<'person'>(nounId), askedBy: actor, askedAt: at, ...proposal });
		}
	}
	return found;
}

/**
 * Proposed transfers, those that wait first: the bureau's all, a unit administrator's those to the own units, without the
 * unit the person belongs to.
 */
export async function listTransfers(db: Db, viewer: Viewer): Promise<readonly Transfer[]> {
	const visible = await visibleUnits(db, viewer, 'roster.import');
	const transfers: Transfer[] = [];
	for (const proposal of (await proposals(db)).filter(({ unitId }) => sees(visible, unitId))) {
		const person = await db
			.selectFrom('person')
			.select(['name', 'staffNo'])
			.where('id', '=', proposal.personId)
			.executeTakeFirst();
		const unit = await db.selectFrom('unit').select('name').where('id', '=', proposal.unitId).executeTakeFirstOrThrow();
		// The person may have been taken back with the batch that added them.
		if (!person) continue;
		const present = visible === 'all' ? await presentUnit(db, proposal.personId) : undefined;
		const { name: personName, staffNo } = visible === 'all' ? person : { name: proposal.name, staffNo: null };
		transfers.push({
			...proposal,
			personName,
			staffNo,
			unitName: unit.name,
			presentUnit: present?.name ?? null
		});
	}
	return transfers.sort((a, b) => Number(a.decision !== null) - Number(b.decision !== null));
}

/** How many wait for the bureau. */
export async function waitingTransfers(db: Db, viewer: Viewer): Promise<number> {
	if (!mayEverywhere(viewer, 'roster.import')) return 0;
	return (await proposals(db)).filter(({ decision }) => decision === null).length;
}

const presentUnit = (db: Db, personId: PersonId) =>
	db
		.selectFrom('membership')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.select(['unit.id', 'unit.name'])
		.where('personId', '=', personId)
		.where('kind', '=', 'establishment')
		.where('toAt', 'is', null)
		.executeTakeFirst();

/** `gone`: no such proposal, its batch is undone, or the person or the unit is no more · `noteMissing`: say why not */
export type TransferRefusal = 'forbidden' | 'gone' | 'decided' | 'noteMissing';

/** The bureau's decision; making the transfer moves the person in the same transaction. Past results stay where they are. */
export async function decideTransfer(
	db: Db,
	viewer: Viewer,
	{ batchId, n }: { readonly batchId: number; readonly n: number },
	decision: { readonly made: boolean; readonly note: string },
	now: number
): Promise<Outcome<null, TransferRefusal>> {
	if (!mayEverywhere(viewer, 'roster.import')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const proposal = (await proposals(trx)).find((one) => one.batchId === batchId && one.n === n);
		if (!proposal) return refused('gone');
		if (proposal.decision !== null) return refused('decided');
		const note = decision.note.trim();
		if (!decision.made && note === '') return refused('noteMissing');
		const { personId, unitId, section, name } = proposal;
		if (decision.made) {
			const person = await trx.selectFrom('person').select('id').where('id', '=', personId).executeTakeFirst();
			const unit = await trx.selectFrom('unit').select('abolishedAt').where('id', '=', unitId).executeTakeFirst();
			if (!person || !unit || unit.abolishedAt !== null) return refused('gone');
			if ((await presentUnit(trx, personId))?.id !== unitId) {
				await trx.updateTable('person').set({ leftAt: null }).where('id', '=', personId).execute();
				await movePerson(trx, noLog, personId, unitId, section, now);
				const moved = { act: 'person.moved', subjectKind: 'person', subjectId: personId, body: { unitId } };
				await record(trx, viewer, moved, now);
			}
		}
		const decided = { decision: decision.made ? ('made' as const) : ('declined' as const), note };
		const after: Proposal = { unitId, section, name, ...decided, decidedBy: viewer.name, decidedAt: now };
		await trx
			.updateTable('importChange')
			.set({ after: JSON.stringify(after) })
			.where('batchId', '=', asId<'importBatch'>(batchId))
			.where('n', '=', n)
			.execute();
		const body = { batchId, n, unitId, ...decided };
		await record(trx, viewer, { act: 'transfer.decided', subjectKind: 'person', subjectId: personId, body }, now);
		return done(null);
	});
}

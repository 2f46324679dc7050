import { record } from '#lib/base/audit/audit.server.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { sees } from '#lib/people/directory/directory.server.ts';
import { putWalkIns } from './list.server.ts';
import { auditOf, type Change, standings, type Statement, writeMarks } from './mark.server.ts';
import { findView, type SessionView } from './scope.server.ts';
import { isLate } from './session.ts';
import type { SheetChoices } from './sheet-file.ts';
import type { SheetOutcome, SheetPlan } from './sheet-plan.ts';
import { previewSheet, type ReadFile } from './upload.server.ts';

export type ImportRefusal =
	'forbidden' | 'notFound' | 'cancelled' | 'undecided' | 'nothing' | 'changedMeanwhile' | 'header';

export interface ImportOrder {
	/** Refused rows are left out; without it one of them stops the whole file. */
	readonly acceptClean: boolean;
	/** What was shown; null where nobody looked before. */
	readonly fingerprint: string | null;
	readonly uploadId: number | null;
}

export interface Imported {
	readonly batchId: number;
	readonly counts: Readonly<Record<SheetOutcome, number>>;
	readonly entries: SheetPlan['entries'];
	readonly late: boolean;
}

/** Enters what a file says, in one transaction, as a batch that can be taken back. */
export async function importSheet(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	file: ReadFile,
	choices: SheetChoices,
	order: ImportOrder,
	now: number
): Promise<Outcome<Imported, ImportRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await findView(trx, viewer, sessionId);
		if (!view) return refused('notFound');
		if (view.session.state === 'cancelled') return refused('cancelled');
		// Judged anew inside the transaction: the list may have changed since the preview.
		const { plan, read, fingerprint } = await previewSheet(trx, view, file, choices, now);
		if (!read.header) return refused('header', { fileName: file.fileName });
		if (order.fingerprint !== null && order.fingerprint !== fingerprint) return refused('changedMeanwhile');
		const { counts, entries } = plan;
		if (counts.refused > 0 && !order.acceptClean) return refused('undecided', { refused: counts.refused });
		if (counts.marked + counts.added === 0) return refused('nothing', { fileName: file.fileName });
		const { id: batchId } = await trx
			.insertInto('sessionBatch')
			.values({
				...{ sessionId, fileName: file.fileName, fileHash: file.fileHash, actor: viewer.name },
				...{ accountId: viewer.accountId, at: now, counts: JSON.stringify({ ...counts, ...entries }) },
				...{ undoneAt: null, undoneBy: null }
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const changes = await changesOf(trx, viewer, view, plan, now);
		const late = isLate(view.session, now);
		await writeMarks(trx, changes, { route: 'file', batchId, actor: viewer.name, at: now, late });
		if (order.uploadId !== null)
			await trx.updateTable('sessionUpload').set({ batchId }).where('id', '=', order.uploadId).execute();
		const { fileName, fileHash } = file;
		const body = { batchId, fileName, fileHash, late, counts, entries: auditOf(changes) };
		await record(
			trx,
			viewer,
			{ act: 'studySession.imported', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done({ batchId, counts, entries, late });
	});
}

async function changesOf(
	trx: Trx,
	viewer: Viewer,
	{ session }: SessionView,
	plan: SheetPlan,
	now: number
): Promise<Change[]> {
	const fresh = plan.rows.flatMap(({ outcome, person }) => (outcome === 'added' && person ? [person.personId] : []));
	if (fresh.length > 0) await putWalkIns(trx, viewer, session.id, fresh, now);
	const known = new Map((await standings(trx, session.id)).map((row) => [row.personId, row]));
	return plan.rows.flatMap(({ draft, outcome, person }): Change[] => {
		const standing = person && known.get(person.personId);
		if (!standing || (outcome !== 'marked' && outcome !== 'added')) return [];
		const { status, leaveKind, documentNo } = draft;
		return [{ standing, to: { status, leaveKind, documentNo }, adds: outcome === 'added' }];
	});
}

export interface BatchLine {
	readonly id: number;
	readonly fileName: string;
	readonly actor: string;
	readonly at: number;
	readonly counts: Readonly<Record<SheetOutcome | 'present' | 'leave' | 'absent', number>>;
	readonly undoneAt: number | null;
	readonly undoneBy: string | null;
	/** The viewer may take it back: the organiser any, a unit those of its own account. */
	readonly mayUndo: boolean;
}

/** Files that were entered, newest first: all for the organiser, the own ones for a unit. */
export async function listBatches(db: Db, viewer: Viewer, view: SessionView): Promise<BatchLine[]> {
	const rows = await db
		.selectFrom('sessionBatch')
		.select(['id', 'fileName', 'actor', 'accountId', 'at', 'counts', 'undoneAt', 'undoneBy'])
		.where('sessionId', '=', view.session.id)
		.orderBy('id', 'desc')
		.execute();
	return rows
		.filter(({ accountId }) => view.reach.seen === 'all' || view.organises || accountId === viewer.accountId)
		.map(({ accountId, counts, ...row }) => ({
			...row,
			counts: JSON.parse(counts) as BatchLine['counts'],
			mayUndo:
				row.undoneAt === null && (view.organises || (may(viewer, 'sessions.manage') && accountId === viewer.accountId))
		}));
}

type Restored = NonNullable<Change['restores']>;

export type UndoRefusal = 'forbidden' | 'notFound' | 'cancelled' | 'undone' | 'touched';

/**
 * Takes a file back: every entry is again what it was before, walk-ins leave the list. Refused where an entry has been
 * changed since, with the names.
 */
export async function undoBatch(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	batchId: number,
	now: number
): Promise<Outcome<{ readonly entries: number }, UndoRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await findView(trx, viewer, sessionId);
		const batch = view && (await listBatches(trx, viewer, view)).find(({ id }) => id === batchId);
		if (!view || !batch) return refused('notFound');
		if (view.session.state === 'cancelled') return refused('cancelled');
		if (batch.undoneAt !== null) return refused('undone');
		if (!batch.mayUndo) return refused('forbidden');
		const marks = await trx
			.selectFrom('sessionMark')
			.innerJoin('sessionPerson as row', 'row.id', 'sessionMark.sessionPersonId')
			.select(['sessionMark.id', 'sessionMark.sessionPersonId', 'sessionMark.before', 'sessionMark.adds', 'row.name'])
			.select((of) =>
				of
					.selectFrom('sessionMark as later')
					.select((count) => count.fn.max('later.id').as('last'))
					.whereRef('later.sessionPersonId', '=', 'sessionMark.sessionPersonId')
					.as('last')
			)
			.where('sessionMark.batchId', '=', batchId)
			.execute();
		const known = new Map((await standings(trx, sessionId)).map((row) => [row.id, row]));
		const touched = marks.filter(({ id, last, sessionPersonId }) => last !== id || !known.has(sessionPersonId));
		if (touched.length > 0)
			return refused('touched', {
				names: touched
					.slice(0, 5)
					.map(({ name }) => name)
					.join('、'),
				people: touched.length
			});
		const changes = marks.flatMap(({ sessionPersonId, before }): Change[] => {
			const standing = known.get(sessionPersonId);
			const { status, leaveKind, documentNo, ...restores } = JSON.parse(before) as Statement & Restored;
			return standing && sees(view.reach.marked, standing.unitId)
				? [{ standing, to: { status, leaveKind, documentNo }, restores }]
				: [];
		});
		const late = isLate(view.session, now);
		await writeMarks(trx, changes, { route: 'undo', batchId: null, actor: viewer.name, at: now, late });
		for (const { sessionPersonId, adds } of marks)
			if (adds === 1)
				await trx
					.updateTable('sessionPerson')
					.set({ withdrawnAt: now, withdrawnBy: viewer.name })
					.where('id', '=', sessionPersonId)
					.execute();
		await trx
			.updateTable('sessionBatch')
			.set({ undoneAt: now, undoneBy: viewer.name })
			.where('id', '=', batchId)
			.execute();
		const body = { batchId, late, entries: auditOf(changes) };
		await record(
			trx,
			viewer,
			{ act: 'studySession.undone', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done({ entries: changes.length });
	});
}

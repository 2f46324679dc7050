import { record } from '#lib/base/audit/audit.server.ts';
import type { ImportBatchId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { leavePeople } from '#lib/people/directory/membership.server.ts';
import { freeCode, insertUnit, unitState } from '#lib/people/directory/unit-record.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import { type BatchLog, openLog } from './batch-log.server.ts';
import type { RosterChoices } from './draft.ts';
import { directoryStamp } from './known.server.ts';
import { type WritingRow, writePeople } from './write-people.server.ts';
import type { RosterReading, StagedRow } from './staged.ts';
import { proposeTransfers } from './transfer.server.ts';
import type { Progress } from './upload.server.ts';

/**
 * More people than this are not written while somebody sits an exam: it is one transaction, and for as long as it takes
 * no answer can be saved. At 2,000 that is less than a second.
 */
const mostDuringExams = 2000;

/** Rows written together. */
const chunk = 500;

export interface RosterImported {
	readonly batchId: ImportBatchId;
	readonly counts: RosterCounts;
}

export interface RosterCounts {
	readonly added: number;
	readonly changed: number;
	readonly moved: number;
	/** Transfers the bureau is asked for. */
	readonly proposed: number;
	readonly unchanged: number;
	readonly refused: number;
	readonly asked: number;
	readonly skipped: number;
	readonly missing: number;
	readonly left: number;
	readonly newUnits: number;
}

/**
 * `gone`: no such upload, or imported already · `stale`: units or people have changed since the preview, judge again and
 * show it
 * · `examRunning`: more rows than are written while somebody sits an exam · `undecided`: rows ask or are refused and nobody said to import the others · `nothing`: no row would change anything
 */
export type ConfirmRefusal =
	'forbidden' | 'gone' | 'stale' | 'examRunning' | 'undecided' | 'nothing' | 'header' | 'noRows';

/** Writes the clean rows of a judged upload in one transaction, as a batch that can be undone. */
export async function confirmRoster(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	options: { readonly acceptClean?: boolean },
	now: number,
	progress: Progress = () => undefined
): Promise<Outcome<RosterImported, ConfirmRefusal>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const upload = await trx
			.selectFrom('importUpload')
			.selectAll()
			.where('id', '=', uploadId)
			.where('kind', '=', 'roster')
			.where('batchId', 'is', null)
			.executeTakeFirst();
		if (!upload || upload.accountId !== viewer.accountId) return refused('gone');
		const reading = JSON.parse(upload.reading) as RosterReading;
		const choices = JSON.parse(upload.choices) as RosterChoices;
		if (reading.fault) return refused(reading.fault);
		if (reading.stamp !== (await directoryStamp(trx))) return refused('stale');
		const { asked, refused: refusedRows, added, changed, moved, proposed } = reading.counts;
		if (asked + refusedRows > 0 && !options.acceptClean) return refused('undecided', { asked, refused: refusedRows });
		const leaving = choices.leave.filter((id) => reading.missing.includes(id));
		if (added + changed + moved + proposed + leaving.length === 0) return refused('nothing');
		if (added + changed + moved > mostDuringExams && (await examRunning(trx))) return refused('examRunning');
		const log = await openLog(
			trx,
			viewer,
			{ kind: 'roster', fileName: upload.fileName, fileHash: upload.fileHash },
			now
		);
		const proposals = proposed > 0 ? await proposeTransfers(trx, log, await proposedRows(trx, uploadId)) : 0;
		const units = await createUnits(trx, viewer, log, reading.newUnits, now);
		await writeRows(trx, uploadId, log, units, now, progress);
		await leavePeople(trx, log, leaving, now);
		const counts: RosterCounts = {
			...reading.counts,
			proposed: proposals,
			missing: reading.missing.length,
			left: leaving.length,
			newUnits: units.size
		};
		await log.close(counts);
		await trx.deleteFrom('importRow').where('uploadId', '=', uploadId).execute();
		await trx
			.updateTable('importUpload')
			.set({ batchId: log.batchId, choices: '{}', reading: JSON.stringify({ ...reading, missing: [] }) })
			.where('id', '=', uploadId)
			.execute();
		const body = { fileName: upload.fileName, fileHash: upload.fileHash, ...counts };
		await record(
			trx,
			viewer,
			{ act: 'roster.imported', subjectKind: 'importBatch', subjectId: log.batchId, body },
			now
		);
		return done({ batchId: log.batchId, counts });
	});
}

const examRunning = async (trx: Trx): Promise<boolean> =>
	(await trx.selectFrom('attemptState').select('attemptId').where('status', '=', 'open').limit(1).execute()).length > 0;

async function proposedRows(trx: Trx, uploadId: number) {
	const rows = await trx
		.selectFrom('importRow')
		.select('draft')
		.where('uploadId', '=', uploadId)
		.where('outcome', '=', 'proposed')
		.orderBy('row')
		.execute();
	return rows.flatMap((row) => {
		const { draft, personId } = JSON.parse(row.draft) as StagedRow;
		return draft && draft.unitId !== null && personId ? [{ personId, draft, unitId: draft.unitId }] : [];
	});
}

async function createUnits(
	trx: Trx,
	viewer: Viewer,
	log: BatchLog,
	names: readonly string[],
	now: number
): Promise<Map<string, UnitId>> {
	const created = new Map<string, UnitId>();
	const last = await trx
		.selectFrom('unit')
		.select((max) => max.fn.max('sortOrder').as('order'))
		.executeTakeFirst();
	let sortOrder = Number(last?.order ?? 0);
	for (const name of names) {
		sortOrder += 10;
		const place = { sortOrder, parentId: null, abolishedAt: null, successorId: null };
		const state = { code: await freeCode(trx), name, shortName: name, category: '', aliases: [], ...place };
		const id = await insertUnit(trx, state, viewer.name, now);
		await log.add('unit', id, null, await unitState(trx, id));
		created.set(unitKey(name), id);
	}
	return created;
}

async function writeRows(
	trx: Trx,
	uploadId: number,
	log: BatchLog,
	units: ReadonlyMap<string, UnitId>,
	now: number,
	progress: Progress
): Promise<void> {
	const personOfRow = new Map<number, PersonId>();
	let written = 0;
	for (let after = 0; ;) {
		const rows = await trx
			.selectFrom('importRow')
			.select(['row', 'outcome', 'draft'])
			.where('uploadId', '=', uploadId)
			.where('row', '>', after)
			.where('outcome', 'in', ['added', 'changed', 'moved', 'unchanged'])
			.orderBy('row')
			.limit(chunk)
			.execute();
		if (rows.length === 0) break;
		after = rows.at(-1)?.row ?? after;
		const writing = rows.flatMap(({ row, outcome, draft }): WritingRow[] => {
			const staged = JSON.parse(draft) as StagedRow;
			if (!staged.draft) return [];
			const unitId = staged.draft.unitId ?? units.get(unitKey(staged.draft.unitText));
			if (unitId === undefined) throw new Error(`row ${row} has no unit`);
			const { personId = null, changes = [], secondOfRow } = staged;
			const second = secondOfRow === undefined ? {} : { secondOfRow };
			return [
				{ row, outcome: outcome as WritingRow['outcome'], draft: staged.draft, unitId, personId, changes, ...second }
			];
		});
		await writePeople(trx, log, writing, personOfRow, now);
		written += rows.length;
		progress('writing', written);
	}
}

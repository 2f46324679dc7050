import { record } from '#lib/base/audit/audit.server.ts';
import type { ImportBatchId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { readRows, type SheetFile } from '#lib/base/sheet/open.server.ts';
import type { SheetRefusal, SheetRow } from '#lib/base/sheet/sheet.ts';
import { listAliasedUnits } from '#lib/people/directory/directory.server.ts';
import { changeUnit, freeCode, insertUnit, unitState } from '#lib/people/directory/unit-record.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import { readUnits, unitColumns, type UnitsRead } from './units-file.ts';
import { type PlannedUnit, planUnits, type UnitsPlan } from './units-plan.ts';

/** No district has more; a file that does is not a unit list. */
const mostUnits = 20_000;

export interface UnitsPreview {
	readonly fileName: string;
	readonly fileHash: string;
	readonly rows: readonly SheetRow[];
	readonly read: UnitsRead;
	readonly plan: UnitsPlan;
}

export type UnitsRefusal = SheetRefusal | 'forbidden' | 'header' | 'noRows' | 'tooManyRows' | 'undecided' | 'nothing';

/** Reads a unit list and says what it would change; changes nothing. */
export async function previewUnits(
	db: Db,
	viewer: Viewer,
	file: SheetFile
): Promise<Outcome<UnitsPreview, UnitsRefusal>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	const read = await readRows(file, unitColumns, mostUnits);
	if (!read.ok) return read;
	return done(await previewOf(db, file.fileName, read.value.hash, read.value.rows));
}

/** The same for rows kept from an upload. */
export async function previewOf(
	db: Db,
	fileName: string,
	fileHash: string,
	rows: readonly SheetRow[]
): Promise<UnitsPreview> {
	const read = readUnits(rows);
	const plan = planUnits(read.drafts, await listAliasedUnits(db, { abolished: true }), read.problems);
	return { fileName, fileHash, rows, read, plan };
}

export interface UnitsImported {
	readonly batchId: ImportBatchId;
	readonly counts: Readonly<Record<PlannedUnit['outcome'], number>>;
}

export const countUnits = (plan: UnitsPlan): UnitsImported['counts'] => {
	const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
	for (const { outcome } of plan.rows) counts[outcome]++;
	return counts;
};

/** Carries a preview out in one transaction, as a batch that can be undone. Refused rows stop it unless `acceptClean`. */
export async function importUnits(
	db: Db,
	viewer: Viewer,
	preview: UnitsPreview,
	options: { readonly acceptClean?: boolean },
	now: number
): Promise<Outcome<UnitsImported, UnitsRefusal>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	if (preview.read.fault) return refused(preview.read.fault, { fileName: preview.fileName });
	return db.transaction().execute(async (trx) => {
		// The plan is made anew inside the transaction: what stands may have changed since the preview.
		const standing = await listAliasedUnits(trx, { abolished: true });
		const plan = planUnits(preview.read.drafts, standing, preview.read.problems);
		const counts = countUnits(plan);
		if (counts.refused > 0 && !options.acceptClean) return refused('undecided', { refused: counts.refused });
		if (counts.added + counts.changed === 0) return refused('nothing', { fileName: preview.fileName });
		const { id: batchId } = await trx
			.insertInto('importBatch')
			.values({
				kind: 'units',
				fileName: preview.fileName,
				fileHash: preview.fileHash,
				actor: viewer.name,
				accountId: viewer.accountId,
				at: now,
				counts: JSON.stringify({ ...counts, missing: plan.missing.length }),
				undoneAt: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await writeUnits(trx, viewer, plan, batchId, now);
		const body = { fileName: preview.fileName, fileHash: preview.fileHash, ...counts };
		await record(trx, viewer, { act: 'units.imported', subjectKind: 'importBatch', subjectId: batchId, body }, now);
		return done({ batchId, counts });
	});
}

async function writeUnits(
	trx: Trx,
	viewer: Viewer,
	plan: UnitsPlan,
	batchId: ImportBatchId,
	now: number
): Promise<void> {
	const written = plan.rows.filter(({ outcome }) => outcome !== 'refused');
	const ids = new Map<number, UnitId>();
	const before = new Map<number, string | null>();
	for (const { draft, outcome, unit, code, sortOrder, aliases } of written) {
		const shortName = draft.shortName || unit?.shortName || draft.name;
		if (outcome === 'added') {
			const state = { name: draft.name, shortName, category: draft.category, sortOrder, aliases, parentId: null };
			const fresh = { ...state, code: code || (await freeCode(trx)), abolishedAt: null, successorId: null };
			ids.set(draft.row, await insertUnit(trx, fresh, viewer.name, now));
			before.set(draft.row, null);
		} else if (unit) {
			ids.set(draft.row, unit.id);
			if (outcome === 'unchanged') continue;
			const merged = new Map([...unit.aliases, ...aliases].map((alias) => [unitKey(alias), alias]));
			const patch = { name: draft.name || unit.name, shortName, category: draft.category || unit.category, sortOrder };
			const restored = unit.abolishedAt === null ? {} : { abolishedAt: null, successorId: null };
			const whole = { ...patch, ...restored, aliases: [...merged.values()] };
			const change = unit.abolishedAt === null ? 'changed' : 'restored';
			before.set(draft.row, JSON.stringify(await changeUnit(trx, unit.id, whole, change, viewer.name, now)));
		}
	}
	for (const { draft, parent, unit } of written) {
		const unitId = ids.get(draft.row);
		const parentId = parent === null ? null : 'unitId' in parent ? parent.unitId : (ids.get(parent.row) ?? null);
		if (unitId === undefined || parentId === null || parentId === (unit?.parentId ?? null)) continue;
		await changeUnit(trx, unitId, { parentId }, 'changed', viewer.name, now);
	}
	let n = 0;
	for (const [row, state] of before) {
		const nounId = ids.get(row);
		if (nounId === undefined) continue;
		const after = JSON.stringify(await unitState(trx, nounId));
		await trx
			.insertInto('importChange')
			.values({ batchId, n: ++n, noun: 'unit', nounId, before: state, after })
			.execute();
	}
}

/** Reads and imports a unit list in one step, for callers that have no one to ask. */
export async function importUnitsFile(
	db: Db,
	viewer: Viewer,
	bytes: Uint8Array,
	now: number,
	fileName = 'units.csv'
): Promise<Outcome<UnitsImported, UnitsRefusal>> {
	const preview = await previewUnits(db, viewer, { source: { bytes }, fileName });
	return preview.ok ? importUnits(db, viewer, preview.value, {}, now) : preview;
}

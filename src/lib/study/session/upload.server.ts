import { createHash } from 'node:crypto';
import type { PersonId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { readRows, type SheetFile } from '#lib/base/sheet/open.server.ts';
import type { SheetRefusal, SheetRow } from '#lib/base/sheet/sheet.ts';
import { listAliasedUnits, sees } from '#lib/people/directory/directory.server.ts';
import { unitIndex } from '#lib/people/roster/unit-match.ts';
import { rosterFor } from './list.server.ts';
import { standings } from './mark.server.ts';
import { findView, type SessionView } from './scope.server.ts';
import { sheetColumns } from './sheet-columns.ts';
import { readSheet, type SheetChoices, type SheetRead } from './sheet-file.ts';
import { type Candidate, planSheet, type SheetPlan } from './sheet-plan.ts';

/** No session has more people; a file that does is no sign-in sheet. */
const mostRows = 20_000;
/** An upload nobody confirmed is forgotten after this. */
const keptMs = 24 * 3_600_000;

export type UploadRefusal = SheetRefusal | 'forbidden' | 'notFound' | 'cancelled' | 'header' | 'noRows' | 'tooManyRows';

export interface ReadFile {
	readonly fileName: string;
	readonly fileHash: string;
	readonly rows: readonly SheetRow[];
}

/** Reads the rows of a file; what they mean depends on the list of the moment. */
export async function readSheetFile(file: SheetFile): Promise<Outcome<ReadFile, SheetRefusal | 'tooManyRows'>> {
	const read = await readRows(file, sheetColumns, mostRows);
	if (!read.ok) return read;
	return done({ fileName: file.fileName, fileHash: read.value.hash, rows: read.value.rows });
}

/** Whom a file may mean: the list, and whoever else is on an establishment within reach. */
async function candidatesOf(db: Db, { session, reach }: SessionView, now: number): Promise<Candidate[]> {
	const listed = new Map((await standings(db, session.id)).map((row) => [row.personId, row]));
	const roster = await rosterFor(db, session, now);
	const numbers = new Map(
		(await db.selectFrom('person').select(['id', 'staffNo', 'mobile']).execute()).map((person) => [person.id, person])
	);
	const names = new Map(
		(await db.selectFrom('unit').select(['id', 'name']).execute()).map(({ id, name }) => [id, name])
	);
	const make = (personId: PersonId, name: string, unitId: UnitId): Candidate => {
		const row = listed.get(personId);
		const { staffNo = null, mobile = null } = numbers.get(personId) ?? {};
		return {
			...{ personId, name, staffNo, mobile, unitId, unitName: names.get(unitId) ?? '' },
			...{ sessionPersonId: row?.id ?? null, walkIn: row?.walkIn ?? false, status: row?.status ?? null },
			...{ leaveKind: row?.leaveKind ?? null, documentNo: row?.documentNo ?? '' }
		};
	};
	const others = roster.filter(({ personId }) => !listed.has(personId));
	return [...listed.values(), ...others]
		.filter(({ unitId }) => sees(reach.marked, unitId))
		.map(({ personId, name, unitId }) => make(personId, name, unitId));
}

export interface SheetPreview {
	readonly file: ReadFile;
	readonly read: SheetRead;
	readonly plan: SheetPlan;
	/** Changes when what would be written changes. */
	readonly fingerprint: string;
}

/** The only unit that a unit's administrator serves: rows that name none are of it. */
function soleUnit(
	units: readonly { readonly id: UnitId; readonly parentId: UnitId | null }[],
	view: SessionView
): UnitId | null {
	const { marked } = view.reach;
	if (marked === 'all') return null;
	const tops = units.filter(({ id, parentId }) => marked.has(id) && (parentId === null || !marked.has(parentId)));
	return tops.length === 1 ? (tops[0]?.id ?? null) : null;
}

/** What a file would do to the list of a session now. */
export async function previewSheet(
	db: Db,
	view: SessionView,
	file: ReadFile,
	choices: SheetChoices,
	now: number
): Promise<SheetPreview> {
	const units = await listAliasedUnits(db, { abolished: true });
	const unitId = choices.unitId ?? view.session.unitId ?? soleUnit(units, view);
	const read = readSheet(file.rows, unitIndex(units), { ...choices, unitId });
	const subtreeOf = new Map<UnitId, Set<UnitId>>();
	for (const wanted of new Set(read.drafts.flatMap((draft) => draft.unitId ?? []))) {
		const below = new Set([wanted]);
		// Children may stand before their parents in the list.
		for (let size = 0; size !== below.size;) {
			size = below.size;
			for (const { id, parentId } of units) if (parentId !== null && below.has(parentId)) below.add(id);
		}
		subtreeOf.set(wanted, below);
	}
	const mayAdd = view.organises || view.session.walkIns;
	const plan = planSheet(read, await candidatesOf(db, view, now), { mayAdd, subtreeOf, within: view.reach.marked });
	const meaning = plan.rows.map(({ draft, outcome, person }) => [draft.row, outcome, person?.personId, draft.status]);
	const fingerprint = createHash('sha256').update(JSON.stringify(meaning)).digest('hex').slice(0, 16);
	return { file, read, plan, fingerprint };
}

/** Keeps a file for its preview; nothing about attendance changes. */
export async function keepSheet(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	file: SheetFile,
	choices: SheetChoices,
	now: number
): Promise<Outcome<number, UploadRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	const view = await findView(db, viewer, sessionId);
	if (!view) return refused('notFound');
	if (view.session.state === 'cancelled') return refused('cancelled');
	const read = await readSheetFile(file);
	if (!read.ok) return read;
	const { header, drafts, problems } = readSheet(read.value.rows, unitIndex([]), choices);
	if (!header) return refused('header', { fileName: file.fileName });
	if (drafts.length + problems.length === 0) return refused('noRows', { fileName: file.fileName });
	return db.transaction().execute(async (trx) => {
		await trx
			.deleteFrom('sessionUpload')
			.where('batchId', 'is', null)
			.where('createdAt', '<', now - keptMs)
			.execute();
		const { id } = await trx
			.insertInto('sessionUpload')
			.values({
				...{ sessionId, accountId: viewer.accountId, fileName: file.fileName, fileHash: read.value.fileHash },
				...{ choices: JSON.stringify(choices), rows: JSON.stringify(read.value.rows), createdAt: now, batchId: null }
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return done(id);
	});
}

export interface KeptSheet {
	readonly id: number;
	readonly view: SessionView;
	readonly file: ReadFile;
	readonly choices: SheetChoices;
}

/** The viewer's own upload that waits for confirmation; nobody else sees its rows. */
export async function findKept(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	uploadId: number
): Promise<KeptSheet | undefined> {
	if (!may(viewer, 'sessions.manage')) return undefined;
	const view = await findView(db, viewer, sessionId);
	const upload =
		view &&
		(await db
			.selectFrom('sessionUpload')
			.selectAll()
			.where('id', '=', uploadId)
			.where('sessionId', '=', sessionId)
			.where('batchId', 'is', null)
			.executeTakeFirst());
	if (!view || !upload || upload.accountId !== viewer.accountId) return undefined;
	const { id, fileName, fileHash } = upload;
	const rows = JSON.parse(upload.rows) as SheetRow[];
	return { id, view, file: { fileName, fileHash, rows }, choices: JSON.parse(upload.choices) as SheetChoices };
}

/** Forgets an upload that will not be imported. */
export async function dropKept(db: Db, viewer: Viewer, uploadId: number): Promise<void> {
	let query = db.deleteFrom('sessionUpload').where('id', '=', uploadId).where('batchId', 'is', null);
	query =
		viewer.accountId === null ? query.where('accountId', 'is', null) : query.where('accountId', '=', viewer.accountId);
	await query.execute();
}

import { asId, type AccountId, type UnitId } from '#lib/base/core/ids.ts';
import { operator, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { confirmRoster } from '#lib/people/roster/confirm.server.ts';
import { noChoices, type RosterChoices } from '#lib/people/roster/draft.ts';
import { previewRoster } from '#lib/people/roster/import-roster.server.ts';
import { importUnitsFile } from '#lib/people/roster/import-units.server.ts';
import { listRows } from '#lib/people/roster/rows.server.ts';
import { accepted } from '#lib/people/roster/staged.ts';

export const secret = Buffer.alloc(32, 7);
export const now = 1_790_000_000_000;

/** The made-up district of the fixtures: code, name, aliases. */
export const district: readonly (readonly [code: string, name: string, aliases: string])[] = [
	['U01', '岚山区司法局', '区司法局；岚山高新区·岚山区司法局；岚山区司法局机关'],
	['U02', '岚山区公安分局', '岚山公安分局；市公安局岚山分局'],
	['U03', '岚山区市场监督管理局', '区市场监管局；岚山区市监局'],
	['U04', '岚山区白溪镇人民政府', '白溪镇；白溪镇政府'],
	['U05', '岚山区应急管理局', '区应急局'],
	['U06', '岚山区城市管理执法局', '区城管局']
];

export async function addDistrict(db: Db): Promise<void> {
	const rows = district.map(([code, name, aliases]) => [code, name, aliases]);
	const done = await importUnitsFile(db, operator, csvBytes(['单位代码', '单位名称', '别名'], rows), now);
	if (!done.ok) throw new Error(done.reason);
}

export async function unitId(db: Db, code: string): Promise<UnitId> {
	return (await db.selectFrom('unit').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id;
}

/** An account with a role; unit administrators serve one unit's subtree. */
export async function viewerOf(
	db: Db,
	role: 'unitAdmin' | 'examOfficer' | 'auditor',
	code: string | null
): Promise<Viewer> {
	const login = `${role}-${code ?? 'all'}`;
	const blank = { personId: null, passwordHash: null, passwordSetAt: null, disabledAt: null, lastLoginAt: null };
	const { id } = await db
		.insertInto('account')
		.values({ ...blank, loginName: login, displayName: login, createdAt: now })
		.onConflict((conflict) => conflict.column('loginName').doUpdateSet({ displayName: login }))
		.returning('id')
		.executeTakeFirstOrThrow();
	const unit = code === null ? null : await unitId(db, code);
	return { accountId: id as AccountId, personId: null, name: login, grants: [{ role, unitId: unit }] };
}

export interface Read {
	readonly uploadId: number;
	readonly accepted: number;
	readonly counts: Readonly<Record<string, number>>;
	/** "row rule weight", in the order of the file. */
	readonly problems: readonly string[];
	/** Rows that are told about at all. */
	readonly flagged: readonly number[];
	readonly fault: string | null;
	readonly ignored: readonly string[];
	readonly missing: number;
	readonly people: readonly {
		readonly name: string;
		readonly unit: string;
		readonly staffNo: string | null;
		readonly mobile: string | null;
		readonly joinedOn: string | null;
		readonly post: string;
		readonly note: string;
	}[];
}

/** Reads and judges a file without importing it; a refused file is its reason. */
export async function preview(
	db: Db,
	bytes: Uint8Array,
	choices: Partial<RosterChoices> = {},
	viewer: Viewer = operator
): Promise<Read | string> {
	const file = { source: { bytes }, fileName: 'roster.csv' };
	const outcome = await previewRoster(db, secret, viewer, file, { ...noChoices, ...choices }, now);
	if (!outcome.ok) return outcome.reason;
	const { uploadId, reading } = outcome.value;
	const rows = await listRows(db, uploadId, { after: 0, limit: 100_000 });
	const units = new Map(
		(await db.selectFrom('unit').select(['id', 'code']).execute()).map(({ id, code }) => [id, code])
	);
	const clean = new Set(['added', 'changed', 'moved', 'unchanged']);
	return {
		uploadId,
		accepted: accepted(reading.counts),
		counts: reading.counts,
		problems: rows.flatMap(({ row, problems }) => problems.map(({ rule, weight }) => `${row} ${rule} ${weight}`)),
		flagged: rows.filter(({ problems }) => problems.length > 0).map(({ row }) => row),
		fault: reading.fault,
		ignored: reading.ignored,
		missing: reading.missing.length,
		people: rows.flatMap(({ outcome: kind, staged: { draft } }) =>
			draft && clean.has(kind)
				? [
						{
							name: draft.name,
							unit: draft.unitId === null ? draft.unitText : (units.get(draft.unitId) ?? ''),
							staffNo: draft.staffNo,
							mobile: draft.mobile,
							joinedOn: draft.joinedOn,
							post: draft.post,
							note: draft.note
						}
					]
				: []
		)
	};
}

/** Reads, judges and confirms a file in one go. */
export async function importFile(
	db: Db,
	bytes: Uint8Array,
	choices: Partial<RosterChoices> = {},
	viewer: Viewer = operator,
	at = now
) {
	const read = await preview(db, bytes, choices, viewer);
	if (typeof read === 'string') throw new Error(read);
	return confirmRoster(db, viewer, read.uploadId, { acceptClean: true }, at);
}

/** A roster as UTF-8 CSV. */
export const csv = (header: readonly string[], ...rows: readonly (readonly string[])[]): Uint8Array =>
	new TextEncoder().encode(`${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`);

export const batch = (id: number) => asId<'importBatch'>(id);

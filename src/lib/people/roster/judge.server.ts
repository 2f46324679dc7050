import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findHeader, matchColumns, nameLookup } from '#lib/base/sheet/header.ts';
import { compact } from '#lib/base/core/text.ts';
import { listAliasedUnits, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import { type KnownPerson } from './classify.ts';
import { type RosterField, rosterColumns, serialNames } from './columns.ts';
import type { RosterChoices, RowOutcome } from './draft.ts';
import { fileMemory } from './in-file.ts';
import { type Judged, judgeRow, type RosterCourt } from './judge-row.ts';
import { directoryStamp, findKnown } from './known.server.ts';
import type { Mapping } from './read-row.ts';
import { type AskedUnit, noCounts, type RosterReading, type StagedRow } from './staged.ts';
import { unitIndex } from './unit-match.ts';
import type { Progress } from './upload.server.ts';

/** Rows judged together: one question to the database for each group. */
const chunk = 1000;
const headRows = 20;

interface ReadStaged {
	readonly row: number;
	readonly staged: StagedRow;
}

async function stagedRows(db: Db, uploadId: number, after: number, limit: number): Promise<ReadStaged[]> {
	const rows = await db
		.selectFrom('importRow')
		.select(['row', 'draft'])
		.where('uploadId', '=', uploadId)
		.where('row', '>', after)
		.orderBy('row')
		.limit(limit)
		.execute();
	return rows.map(({ row, draft }) => ({ row, staged: JSON.parse(draft) as StagedRow }));
}

interface Layout {
	readonly headerRows: readonly number[];
	/** The last row that is not data. */
	readonly lastHeaderRow: number;
	readonly mapping: Mapping;
	readonly titles: readonly string[];
	readonly found: boolean;
}

const serial = new Set(serialNames.map((name) => compact(name).toLowerCase()));

/** Where the header is and which column is what, the user's word before ours. */
export function layoutOf(head: readonly ReadStaged[], choices: RosterChoices, format: 'csv' | 'xlsx'): Layout {
	const firstRows = head.map(({ row, staged }) => ({ row, cells: staged.cells }));
	const stated = choices.headerRow;
	const chosen = stated === null ? undefined : firstRows.find(({ row }) => row === stated);
	const header =
		stated === null
			? (findHeader(firstRows, rosterColumns, ['name', 'unit']) ?? findHeader(firstRows, rosterColumns, ['name']))
			: chosen && {
					rows: [chosen.row],
					labels: chosen.cells,
					columns: matchColumns(chosen.cells, nameLookup(rosterColumns))
				};
	const width = Math.max(0, ...firstRows.map(({ cells }) => cells.length));
	const labels = Array.from({ length: width }, (_, column) => (header?.labels[column] ?? '').trim());
	const columns: Partial<Record<RosterField, number>> = { ...header?.columns };
	for (const [text, field] of Object.entries(choices.map)) {
		const column = /^\d+$/.test(text) ? Number(text) - 1 : labels.findIndex((label) => compact(label) === text);
		if (column < 0) continue;
		for (const [other, taken] of Object.entries(columns)) if (taken === column) delete columns[other as RosterField];
		if (field !== '') columns[field] = column;
	}
	const headerRows = header?.rows ?? [];
	const lastHeaderRow = headerRows.at(-1) ?? 0;
	const titles = firstRows
		.filter(({ row }) => row < (headerRows[0] ?? 0))
		.map(({ cells }) =>
			cells
				.map((cell) => cell.trim())
				.filter((cell) => cell !== '')
				.join(' ')
		);
	const serialColumns = labels.flatMap((label, column) => (serial.has(compact(label).toLowerCase()) ? [column] : []));
	return {
		headerRows,
		lastHeaderRow,
		titles,
		mapping: {
			labels,
			columns,
			serial: serialColumns,
			width: format === 'csv' && header ? header.labels.length : null
		},
		found: columns.name !== undefined
	};
}

/** Judges every staged row against the directory as it stands, and keeps the judgement with the row for the preview. */
export async function judgeRoster(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	choices: RosterChoices,
	progress: Progress = () => undefined
): Promise<RosterReading> {
	if (!may(viewer, 'roster.import')) throw new Error('roster.import was not asked before judging');
	const stamp = await directoryStamp(db);
	const upload = await db
		.selectFrom('importUpload')
		.select('reading')
		.where('id', '=', uploadId)
		.executeTakeFirstOrThrow();
	const before = JSON.parse(upload.reading) as RosterReading;
	const layout = layoutOf(await stagedRows(db, uploadId, 0, headRows), choices, before.format);
	const units = await listAliasedUnits(db);
	const names = new Map<UnitId, string>(units.map((unit) => [unit.id, unit.name]));
	const court: RosterCourt = {
		reader: {
			mapping: layout.mapping,
			units: unitIndex(units),
			choices,
			allowed: await visibleUnits(db, viewer, 'roster.import'),
			mayCreate: mayEverywhere(viewer, 'units.manage')
		},
		unitName: (unitId) => (unitId === null ? '' : (names.get(unitId) ?? '')),
		file: fileMemory(),
		memory: { above: '' }
	};
	const tally = newTally();
	for (let after = layout.lastHeaderRow; ;) {
		const rows = layout.found ? await stagedRows(db, uploadId, after, chunk) : [];
		if (rows.length === 0) break;
		after = rows.at(-1)?.row ?? after;
		const judged = await judgeChunk(db, court, rows);
		await keep(db, uploadId, rows, judged);
		for (const [index, one] of judged.entries()) count(tally, one, rows[index]?.staged.cells ?? [], court);
		progress('judging', tally.rows);
	}
	const mapped = new Set(Object.values(layout.mapping.columns));
	const silent = (column: number): boolean => !tally.spoken.has(column);
	const needed = [layout.mapping.columns.name, layout.mapping.columns.unit];
	const reading: RosterReading = {
		...before,
		titles: layout.titles,
		headerRows: layout.headerRows,
		labels: layout.mapping.labels,
		columns: layout.mapping.columns,
		ignored: layout.mapping.labels.filter(
			(_, column) =>
				!layout.mapping.serial.includes(column) && (!mapped.has(column) || (silent(column) && !needed.includes(column)))
		),
		counts: tally.counts,
		blankUnits: tally.blankUnits,
		filledUnits: tally.filledUnits,
		idOff: tally.idOff,
		newUnits: [...tally.newUnits.values()],
		askedUnits: [...tally.askedUnits.values()],
		missing: await missingPeople(db, tally.units, tally.people),
		fault: !layout.found ? 'header' : tally.rows === 0 ? 'noRows' : null,
		stamp
	};
	await db
		.updateTable('importUpload')
		.set({ choices: JSON.stringify(choices), reading: JSON.stringify(reading) })
		.where('id', '=', uploadId)
		.execute();
	return reading;
}

async function judgeChunk(db: Db | Trx, court: RosterCourt, rows: readonly ReadStaged[]): Promise<Judged[]> {
	const read = rows.map(({ row, staged }) => judgeRow.read(court, row, staged));
	const drafts = read.flatMap((one) => (one.kind === 'person' ? [one.draft] : []));
	const people = await findKnown(db, {
		staffNos: drafts.flatMap(({ staffNo }) => (staffNo === null ? [] : [staffNo])),
		mobiles: drafts.flatMap(({ mobile }) => (mobile === null ? [] : [mobile])),
		idHashes: drafts.flatMap(({ idHash }) => (idHash === null ? [] : [idHash])),
		names: drafts.map(({ name }) => name)
	});
	const find = lookup(people);
	return read.map((one, index) => judgeRow.judge(court, rows[index]?.row ?? 0, one, find));
}

function lookup(people: readonly KnownPerson[]) {
	const by = <Key>(keyOf: (person: KnownPerson) => Key | null): Map<Key, KnownPerson[]> => {
		const map = new Map<Key, KnownPerson[]>();
		for (const person of people) {
			const key = keyOf(person);
			if (key !== null) map.set(key, [...(map.get(key) ?? []), person]);
		}
		return map;
	};
	const staffNo = by((person) => person.staffNo);
	const mobile = by((person) => person.mobile);
	const idHash = by((person) => person.idHash);
	const name = by((person) => (person.unitId === null ? null : `${person.unitId}|${person.name}`));
	return { staffNo, mobile, idHash, name };
}

async function keep(db: Db, uploadId: number, rows: readonly ReadStaged[], judged: readonly Judged[]): Promise<void> {
	const values = rows.map(({ row, staged }, index) => {
		const one = judged[index];
		const draft: StagedRow = { cells: staged.cells, ...(staged.broken ? { broken: true } : {}), ...one?.kept };
		return {
			uploadId,
			row,
			outcome: one?.outcome ?? 'skipped',
			draft: JSON.stringify(draft),
			problems: JSON.stringify(one?.problems ?? [])
		};
	});
	await db.replaceInto('importRow').values(values).execute();
}

interface Tally {
	rows: number;
	counts: Record<RowOutcome, number>;
	blankUnits: number;
	filledUnits: number;
	idOff: number;
	readonly newUnits: Map<string, string>;
	readonly askedUnits: Map<string, AskedUnit>;
	readonly units: Set<UnitId>;
	readonly people: Set<PersonId>;
	/** Columns in which some row says something. */
	readonly spoken: Set<number>;
}

const newTally = (): Tally => ({
	rows: 0,
	counts: { ...noCounts },
	blankUnits: 0,
	filledUnits: 0,
	idOff: 0,
	newUnits: new Map(),
	askedUnits: new Map(),
	units: new Set(),
	people: new Set(),
	spoken: new Set()
});

function count(tally: Tally, judged: Judged, cells: readonly string[], court: RosterCourt): void {
	tally.rows++;
	tally.counts[judged.outcome]++;
	if (judged.outcome === 'skipped') return;
	for (const [column, cell] of cells.entries()) if (cell.trim() !== '') tally.spoken.add(column);
	if (judged.kept.draft?.unitId) tally.units.add(judged.kept.draft.unitId);
	if (judged.filled) tally.filledUnits++;
	if (judged.idOff) tally.idOff++;
	const { draft } = judged.kept;
	if (draft?.unitId === null && judged.outcome !== 'asked' && judged.outcome !== 'refused')
		tally.newUnits.set(unitKey(draft.unitText), draft.unitText);
	for (const personId of judged.about) tally.people.add(personId);
	for (const { rule, weight, detail } of judged.problems) {
		if (rule === 'unit.blank') tally.blankUnits++;
		if (weight !== 'ask' || !rule.startsWith('unit.') || typeof detail?.unit !== 'string') continue;
		const key = unitKey(detail.unit);
		const known = tally.askedUnits.get(key);
		const match = court.reader.units.match(detail.unit);
		const nearest = match.kind === 'found' ? [] : match.nearest;
		tally.askedUnits.set(key, {
			key,
			text: detail.unit,
			kind: rule.slice(5),
			nearest: nearest.map(({ id, name }) => ({ id, name })),
			rows: (known?.rows ?? 0) + 1
		});
	}
}

/** People of the units the file covers whom no row is about. Proposed to the user, never taken out by themselves. */
async function missingPeople(db: Db, units: ReadonlySet<UnitId>, people: ReadonlySet<PersonId>): Promise<PersonId[]> {
	if (units.size === 0) return [];
	const rows = await db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select('person.id')
		.where('membership.kind', '=', 'establishment')
		.where('membership.toAt', 'is', null)
		.where('person.leftAt', 'is', null)
		.where('membership.unitId', 'in', [...units])
		.orderBy('membership.unitId')
		.orderBy('person.id')
		.execute();
	return rows.map(({ id }) => id).filter((id) => !people.has(id));
}

import type { UnitId } from '#lib/base/core/ids.ts';
import type { Problem } from '#lib/base/core/problem.ts';
import { cleanCell, compact } from '#lib/base/core/text.ts';
import { findHeader, type FoundHeader } from '#lib/base/sheet/header.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { mobileCell, nameCell, staffNoCell } from '#lib/people/roster/cells.ts';
import { specialRow } from '#lib/people/roster/special-rows.ts';
import type { UnitIndex } from '#lib/people/roster/unit-match.ts';
import { leaveKindOf, type SheetField, sheetColumns, statusCell } from './sheet-columns.ts';
import type { LeaveKind, MarkStatus } from './session.ts';

/** Everything that can be said about a row of a sign-in sheet; words in src/i18n/session-problems.ts. */
export type SheetRule =
	| 'row.broken'
	| 'row.twice'
	| 'row.contradicts'
	| 'name.empty'
	| 'name.notName'
	| 'number.form'
	| 'number.lost'
	| 'number.unknown'
	| 'number.two'
	| 'number.otherName'
	| 'person.several'
	| 'person.unknown'
	| 'unit.missing'
	| 'unit.unknown'
	| 'unit.outside'
	| 'status.unknown'
	| 'status.blank'
	| 'leave.kind'
	| 'walkIn.added'
	| 'walkIn.notAllowed'
	| 'walkIn.notPresent';

export type SheetProblem = Problem<SheetRule>;

/** What one row says, before it is known whom it means. */
export interface SheetDraft {
	readonly row: number;
	readonly name: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	/** The unit as written, or filled down; '' where the file names none. */
	readonly unitText: string;
	readonly unitId: UnitId | null;
	/** null: nobody signed. */
	readonly status: MarkStatus | null;
	readonly leaveKind: LeaveKind | null;
	readonly documentNo: string;
}

export interface SheetChoices {
	/** The unit of every row that names none. */
	readonly unitId: UnitId | null;
	/** A blank unit cell means the unit above it, as merged cells do. */
	readonly fillUnits: boolean;
}

export interface SheetRead {
	readonly header: FoundHeader<SheetField> | undefined;
	/** A column says who was there; without one everybody in the file was. */
	readonly hasStatus: boolean;
	readonly drafts: readonly SheetDraft[];
	readonly problems: readonly SheetProblem[];
	readonly skipped: number;
}

const longest = 200;

/** Reads a sheet into what it says, row by row, with everything that is wrong; whom a row means is settled afterwards. */
export function readSheet(rows: readonly SheetRow[], units: UnitIndex, choices: SheetChoices): SheetRead {
	const header =
		findHeader(rows.slice(0, 30), sheetColumns, ['name']) ?? findHeader(rows.slice(0, 30), sheetColumns, ['staffNo']);
	if (!header) return { header, hasStatus: false, drafts: [], problems: [], skipped: 0 };
	const reader = { columns: header.columns, labels: header.labels, units, choices, above: '' };
	const drafts: SheetDraft[] = [];
	const problems: SheetProblem[] = [];
	let skipped = 0;
	const last = Math.max(...header.rows);
	for (const row of rows) {
		if (row.row <= last) continue;
		const read = readRow(reader, row);
		if (read === 'skipped') skipped++;
		else {
			problems.push(...read.problems);
			if (read.draft) drafts.push(read.draft);
		}
	}
	return { header, hasStatus: header.columns.status !== undefined, drafts, problems, skipped };
}

interface Reader {
	readonly columns: FoundHeader<SheetField>['columns'];
	readonly labels: readonly string[];
	readonly units: UnitIndex;
	readonly choices: SheetChoices;
	above: string;
}

function readRow(
	reader: Reader,
	{ row, cells, brokenQuote }: SheetRow
): 'skipped' | { readonly draft: SheetDraft | null; readonly problems: readonly SheetProblem[] } {
	const { columns, labels } = reader;
	const raw = (field: SheetField): string => {
		const column = columns[field];
		return column === undefined ? '' : (cells[column] ?? '').slice(0, longest);
	};
	const problems: SheetProblem[] = [];
	const say = (
		field: SheetField | null,
		rule: SheetRule,
		weight: SheetProblem['weight'],
		detail?: Problem['detail']
	) => {
		const column = field === null ? '' : (labels[columns[field] ?? -1] ?? '');
		problems.push({ row, column, rule, weight, ...(detail ? { detail } : {}) });
	};
	if (brokenQuote) {
		say(null, 'row.broken', 'refuse');
		return { draft: null, problems };
	}
	if (cells.every((cell) => cleanCell(cell) === '') || specialRow(cells, raw('name'))) return 'skipped';
	// A header repeated on each page.
	if (compact(raw('name')) !== '' && compact(raw('name')) === compact(labels[columns.name ?? -1] ?? ''))
		return 'skipped';

	const numbers = readNumbers(raw, say);
	const named = nameCell(raw('name'));
	const name = 'value' in named ? named.value : '';
	if (!('value' in named) && numbers.staffNo === null && numbers.mobile === null) {
		if (numbers.faulty) return { draft: null, problems };
		if (named.refused === 'name.empty') say('name', 'name.empty', 'refuse');
		else say('name', 'name.notName', 'refuse', { text: cleanCell(raw('name')) });
		return { draft: null, problems };
	}
	const place = readUnit(reader, raw('unit'), say);
	const stated = readStatus(reader, raw, name, say);
	if (problems.some(({ weight }) => weight === 'refuse') || !stated) return { draft: null, problems };
	const { staffNo, mobile } = numbers;
	return { draft: { row, name, staffNo, mobile, ...place, ...stated }, problems };
}

type Say = (field: SheetField, rule: SheetRule, weight: SheetProblem['weight'], detail?: Problem['detail']) => void;
type Raw = (field: SheetField) => string;

function readNumbers(raw: Raw, say: Say) {
	const read = (field: 'staffNo' | 'mobile') => {
		const cell = field === 'staffNo' ? staffNoCell(raw(field)) : mobileCell(raw(field));
		if ('value' in cell) return cell.value;
		say(field, cell.refused === 'digits.lost' ? 'number.lost' : 'number.form', 'refuse', {
			text: cleanCell(raw(field))
		});
		return undefined;
	};
	const [staffNo, mobile] = [read('staffNo'), read('mobile')];
	return { staffNo: staffNo ?? null, mobile: mobile ?? null, faulty: staffNo === undefined || mobile === undefined };
}

function readUnit(reader: Reader, raw: string, say: Say): Pick<SheetDraft, 'unitText' | 'unitId'> {
	const own = cleanCell(raw).replace(/\s*[\r\n]+\s*/gu, '');
	if (own !== '') reader.above = own;
	const unitText = own || (reader.choices.fillUnits ? reader.above : '');
	if (unitText === '') return { unitText, unitId: reader.choices.unitId };
	const match = reader.units.match(unitText);
	if (match.kind === 'found') return { unitText, unitId: match.unitId };
	const nearest = match.nearest.map(({ name }) => name).join('、');
	say('unit', 'unit.unknown', 'warn', nearest === '' ? { text: unitText } : { text: unitText, nearest });
	return { unitText, unitId: null };
}

function readStatus(
	{ columns }: Reader,
	raw: Raw,
	name: string,
	say: Say
): Pick<SheetDraft, 'status' | 'leaveKind' | 'documentNo'> | undefined {
	const documentNo = cleanCell(raw('documentNo')).slice(0, 100);
	const why = leaveKindOf(raw('reason'));
	const cell = columns.status === undefined ? null : statusCell(raw('status'), name);
	if (cell?.kind === 'unknown') {
		say('status', 'status.unknown', 'refuse', { text: cleanCell(raw('status')) });
		return undefined;
	}
	// Without a signature, a column of reasons that says 请假 or 缺席 is what there is to go by.
	const said = cell?.kind === 'status' ? cell : null;
	const fromReason = said ? null : reasonStatus(raw('reason'));
	const status = said?.status ?? fromReason ?? (columns.status === undefined ? 'present' : null);
	if (status === null) {
		say('status', 'status.blank', 'warn');
		return { status, leaveKind: null, documentNo: '' };
	}
	if (status !== 'leave') return { status, leaveKind: null, documentNo: '' };
	const leaveKind = (said?.leave ?? null) || why;
	if (leaveKind === null) say('reason', 'leave.kind', 'warn');
	return { status, leaveKind: leaveKind ?? 'other', documentNo };
}

function reasonStatus(raw: string): MarkStatus | null {
	const cell = statusCell(raw, '');
	return cell.kind === 'status' && cell.status !== 'present' ? cell.status : null;
}

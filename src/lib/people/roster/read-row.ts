import type { UnitId } from '#lib/base/core/ids.ts';
import { characters, cleanCell, compact } from '#lib/base/core/text.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { freeText, lostDigits, mobileCell, nameCell, staffNoCell } from './cells.ts';
import type { RosterField } from './columns.ts';
import { readDate } from './dates.ts';
import type { RosterChoices, RosterDraft, RosterProblem, RosterRule, SkipRule } from './draft.ts';
import { readSeal, type SealedId, shownCell } from './sealed.ts';
import { specialRow } from './special-rows.ts';
import type { UnitIndex } from './unit-match.ts';
import { placeUnit, type UnitMemory } from './unit-cell.ts';

/** How the columns of this file are understood. */
export interface Mapping {
	readonly labels: readonly string[];
	readonly columns: Readonly<Partial<Record<RosterField, number>>>;
	/** Columns that only number the rows; they never make a row different. */
	readonly serial: readonly number[];
	/** Cells of the header; what a row holds beyond them has slipped out of its column. Null: not to be told (.xlsx). */
	readonly width: number | null;
}

export interface RowReader {
	readonly mapping: Mapping;
	readonly units: UnitIndex;
	readonly choices: RosterChoices;
	/** Units the importer may write to; 'all' for the bureau. */
	readonly allowed: 'all' | ReadonlySet<UnitId>;
	/** Whether unknown units may be created at all (the bureau only). */
	readonly mayCreate: boolean;
}

export type ReadRow =
	| { readonly kind: 'skipped'; readonly rule: SkipRule; readonly detail?: RosterProblem['detail'] }
	| {
			readonly kind: 'person';
			readonly draft: RosterDraft;
			readonly problems: readonly RosterProblem[];
			/** The unit was filled down from above. */
			readonly filled: boolean;
			/** The identity number's check digit is off: kept, and shown once for the whole file. */
			readonly idOff: boolean;
	  };

const textLimit = 500;

/** Reads one row into what it says about a person, with everything that is to be said about the row. Pure but for `memory`. */
export function readRow(reader: RowReader, { row, cells, brokenQuote }: SheetRow, memory: UnitMemory): ReadRow {
	const { columns, labels } = reader.mapping;
	const problems: RosterProblem[] = [];
	const raw = (field: RosterField): string => {
		const column = columns[field];
		return column === undefined ? '' : (cells[column] ?? '');
	};
	const say = (
		field: RosterField | null,
		rule: RosterRule,
		weight: RosterProblem['weight'],
		detail?: RosterProblem['detail']
	): void => {
		const column = field === null ? '' : (labels[columns[field] ?? -1] ?? '');
		problems.push({ row, column, rule, weight, ...(detail ? { detail } : {}) });
	};
	if (brokenQuote) say(null, 'row.quote', 'refuse');
	else {
		const special = skipRule(reader, cells, raw);
		if (special) {
			if (special.rule === 'row.unitHeading') memory.above = special.unitText ?? '';
			return { kind: 'skipped', rule: special.rule };
		}
	}
	const { width } = reader.mapping;
	if (width !== null && cells.slice(width).some((cell) => cleanCell(cell) !== '')) say(null, 'row.wide', 'refuse');
	const name = nameCell(raw('name'));
	if ('refused' in name) say('name', name.refused, 'refuse', { value: shownCell(raw('name')).slice(0, 60) });
	else if (name.warning) say('name', name.warning, 'warn', { value: name.value });
	const place = placeUnit(reader, raw('unit'), memory, (rule, weight, detail) => say('unit', rule, weight, detail));
	if (place.skip) return { kind: 'skipped', rule: 'row.decidedSkip', detail: { unit: place.text } };

	const staffSeal = readSeal(raw('staffNo'));
	const staffNo = staffSeal ? { value: null } : staffNoCell(raw('staffNo'));
	if (staffSeal) say('staffNo', 'staffNo.isIdNumber', 'warn', { tail: staffSeal.tail });
	if ('refused' in staffNo) say('staffNo', staffNo.refused, 'refuse', { value: raw('staffNo').trim().slice(0, 40) });
	const mobile = mobileCell(shownCell(raw('mobile')));
	if ('refused' in mobile)
		say('mobile', mobile.refused, 'refuse', { value: shownCell(raw('mobile')).trim().slice(0, 40) });
	else if (mobile.warning) say('mobile', mobile.warning, 'warn', { value: raw('mobile').trim().slice(0, 40) });
	const seal = sealedId(raw('idNumber'), staffSeal, say, reader.choices.rows[row] === 'accept');
	const joined = readDate(raw('joinedOn'));
	if (joined.warning)
		say('joinedOn', joined.warning, 'warn', { value: raw('joinedOn').trim().slice(0, 40), read: joined.value ?? '' });
	const text = (field: 'section' | 'post' | 'rank' | 'staffing' | 'note'): string => {
		const value = shownCell(freeText(raw(field)));
		if (characters(value) > textLimit) say(field, 'text.long', 'refuse', { most: textLimit });
		return value;
	};
	const draft: RosterDraft = {
		name: 'value' in name ? name.value : cleanCell(raw('name')).slice(0, 60),
		unitText: place.text,
		unitId: place.unitId,
		section: text('section'),
		staffNo: 'value' in staffNo ? staffNo.value : null,
		mobile: 'value' in mobile ? mobile.value : null,
		idHash: seal?.hash ?? null,
		idTail: seal?.tail ?? null,
		post: text('post'),
		rank: text('rank'),
		staffing: text('staffing'),
		joinedOn: joined.value,
		note: text('note'),
		secondedUnitId: secondedTo(reader, freeText(raw('secondedTo')), place.unitId, (rule, weight, detail) =>
			say('secondedTo', rule, weight, detail)
		)
	};
	return { kind: 'person', draft, problems, filled: place.filled, idOff: seal?.state === 'check' };
}

type Say = (
	field: RosterField,
	rule: RosterRule,
	weight: RosterProblem['weight'],
	detail?: RosterProblem['detail']
) => void;

/** The identity number of the row; asked about when Excel has cut it to 15 digits. */
function sealedId(cell: string, inStaffNo: SealedId | undefined, say: Say, accepted: boolean): SealedId | undefined {
	const seal = readSeal(cell);
	if (!seal) {
		if (lostDigits(cell)) say('idNumber', 'digits.lost', 'refuse', { value: cell.trim().slice(0, 40) });
		else if (freeText(cell) !== '') say('idNumber', 'id.form', 'warn');
		return inStaffNo?.state === 'zeros' ? undefined : inStaffNo;
	}
	if (seal.state === 'zerosFit') say('idNumber', 'id.zerosFit', 'warn', { tail: seal.tail });
	if (seal.state !== 'zeros') return seal;
	say('idNumber', 'id.zeros', accepted ? 'warn' : 'ask', { tail: seal.tail });
	return undefined;
}

type SayUnit = (rule: RosterRule, weight: RosterProblem['weight'], detail?: RosterProblem['detail']) => void;

function secondedTo(reader: RowReader, text: string, own: UnitId | null, say: SayUnit): UnitId | null {
	if (text === '' || /^(否|不是|未借调|no|n)$/iu.test(text)) return null;
	const match = reader.units.match(text);
	if (match.kind === 'found') return match.unitId === own ? null : match.unitId;
	say('seconded.unknown', 'warn', { value: text.slice(0, 60) });
	return null;
}

/** Why the row holds no person, if it does not; a lone known unit name heads the people of that unit. */
function skipRule(
	{ mapping, units }: RowReader,
	cells: readonly string[],
	raw: (field: RosterField) => string
): { readonly rule: SkipRule; readonly unitText?: string } | undefined {
	const rule = specialRow(cells, raw('name'));
	if (rule) return { rule };
	const named = Object.values(mapping.columns);
	const repeats = named.filter((column) => compact(cells[column] ?? '') === compact(mapping.labels[column] ?? ''));
	if (named.length >= 2 && repeats.length === named.length) return { rule: 'row.header' };
	const content = named.filter((column) => !mapping.serial.includes(column) && cleanCell(cells[column] ?? '') !== '');
	const filled = cells.map((cell) => cleanCell(cell)).filter((cell) => cell !== '');
	const only = filled.length === 1 ? (filled[0] ?? '') : '';
	const heading = only
		.replace(/^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．\s]*/u, '')
		.replace(/[（(]\s*\d+\s*人\s*[）)]$|[:：]$/gu, '');
	for (const text of [only, heading])
		if (text !== '' && units.match(text).kind === 'found') return { rule: 'row.unitHeading', unitText: text };
	return content.length === 0 ? { rule: 'row.serialOnly' } : undefined;
}

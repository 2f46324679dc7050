import { textKey } from '../item.ts';
import { noteAt, type ItemProblem } from '../item-problem.ts';
import type { KindCodes } from './kind.ts';
import { kindCodesOf } from './kind.ts';
import { readKindWord } from './notation.ts';
import { evidenceOf, headerOf, readPart, type PartDraft } from './part.ts';
import type { RowTexts } from './rows.ts';

/** One item of a file: a single row, or the rows of one case. */
export interface ItemDraft {
	/** '' where the file numbers nothing: a number is allotted later. */
	readonly code: string;
	readonly sheet: string | null;
	/** Rows of the file, the first one first. */
	readonly rows: readonly number[];
	/** null for an ordinary item. */
	readonly material: string | null;
	/** Parts in the order of their rows; fewer than rows when some could not be read at all. */
	readonly parts: readonly PartDraft[];
	readonly problems: readonly ItemProblem[];
	/** The headers of the first row, for problems found later. */
	readonly first: RowTexts;
}

/** Rows that belong together, in the order of the file. */
interface Group {
	readonly caseCode: string;
	readonly isCase: boolean;
	readonly rows: RowTexts[];
	scattered: boolean;
}

/** Groups rows by 案例编号; where there is none, by the material they share. */
function groupsOf(rows: readonly RowTexts[]): Group[] {
	const groups: Group[] = [];
	const byCode = new Map<string, Group>();
	for (const row of rows) {
		const { caseCode = '', material = '', kind = '' } = row.texts;
		const last = groups.at(-1);
		if (caseCode !== '') {
			const group = byCode.get(caseCode);
			if (group) {
				group.scattered ||= group !== last;
				group.rows.push(row);
				continue;
			}
			const opened = { caseCode, isCase: true, rows: [row], scattered: false };
			byCode.set(caseCode, opened);
			groups.push(opened);
			continue;
		}
		const word = readKindWord(kind);
		const inCase = word !== undefined && (word.says === 'case' || ('inCase' in word && word.inCase === true));
		const open = last?.isCase && last.caseCode === '' ? last : undefined;
		const same = open && (material === '' ? inCase : textKey(open.rows[0]?.texts.material ?? '') === textKey(material));
		if (open && same) open.rows.push(row);
		else groups.push({ caseCode: '', isCase: material !== '' || inCase, rows: [row], scattered: false });
	}
	return groups;
}

function caseDraft(group: Group, codes: KindCodes): ItemDraft {
	const problems: ItemProblem[] = [];
	const parts: PartDraft[] = [];
	const first = group.rows[0] as RowTexts;
	const material = group.rows.map((row) => row.texts.material ?? '').find((text) => text !== '') ?? '';
	for (const row of group.rows) {
		const note = noteAt(problems, row.row, row.sheet);
		const own = row.texts.material ?? '';
		if (own !== '' && textKey(own) !== textKey(material))
			note(headerOf(row, 'material'), 'caseMaterialDiffers', 'refuse');
		const part = readPart(row, codes, note);
		if (part) parts.push(part);
	}
	const note = noteAt(problems, first.row, first.sheet);
	if (textKey(material) === '') note(headerOf(first, 'material'), 'caseWithoutMaterial', 'refuse');
	if (group.scattered) note(headerOf(first, 'caseCode'), 'caseScattered', 'warn', { code: group.caseCode });
	const wrong = new Set(problems.filter((problem) => problem.weight !== 'warn').map((problem) => problem.row));
	if (wrong.size > 0)
		for (const row of group.rows)
			if (!wrong.has(row.row))
				noteAt(problems, row.row, row.sheet)('', 'casePartRefused', 'refuse', { row: Math.min(...wrong) });
	return {
		code: group.caseCode.replace(/^(\d+)\.0+$/, '$1'),
		sheet: first.sheet,
		rows: group.rows.map((row) => row.row),
		material,
		parts,
		problems,
		first
	};
}

function ordinaryDraft(row: RowTexts, codes: KindCodes): ItemDraft {
	const problems: ItemProblem[] = [];
	const part = readPart(row, codes, noteAt(problems, row.row, row.sheet));
	return {
		code: part?.code ?? row.texts.code ?? '',
		sheet: row.sheet,
		rows: [row.row],
		material: null,
		parts: part ? [part] : [],
		problems,
		first: row
	};
}

/** The codes 0, 1, 2 that the column 题型 uses, each with its rows. */
export function codedRows(rows: readonly RowTexts[]): { code: string; row: RowTexts }[] {
	return rows.flatMap((row) => {
		const word = readKindWord(row.texts.kind ?? '');
		return word?.says === 'code' ? [{ code: word.code, row }] : [];
	});
}

/** Turns rows into items, every problem noted. `chosen` says what codes mean where the file leaves it open. */
export function assemble(
	rows: readonly RowTexts[],
	chosen: KindCodes = {}
): { drafts: readonly ItemDraft[]; readCodes: KindCodes; openCodes: readonly string[] } {
	const coded = codedRows(rows);
	const readCodes = kindCodesOf(coded.map(({ code, row }) => ({ code, evidence: evidenceOf(row) })));
	const codes = { ...readCodes, ...chosen };
	const openCodes = [...new Set(coded.map(({ code }) => code))].filter((code) => !Object.hasOwn(codes, code)).sort();
	const drafts = groupsOf(rows).map((group) =>
		group.isCase ? caseDraft(group, codes) : ordinaryDraft(group.rows[0] as RowTexts, codes)
	);
	return { drafts, readCodes, openCodes };
}

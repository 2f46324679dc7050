import { cleanCell, compact } from '#lib/base/core/text.ts';
import type { Problem } from '#lib/base/core/problem.ts';
import { parseDay, parseLawKind, titleKey, type EditionDraft } from './law.ts';

export type LawRule = 'noHeader' | 'noTitle' | 'noLabel' | 'unknownKind' | 'badDay' | 'doubleEdition';
export type LawProblem = Problem<LawRule>;

/** Header of question-banks/laws.csv. 施行日期 may be empty where an amendment names none. */
export const lawsHeader = ['法律', '简称', '类别', '版本', '通过日期', '施行日期', '废止日期', '核对日期'] as const;

/** Reads the list of law editions: drafts and problems together. */
export function readLaws(rows: readonly { readonly row: number; readonly cells: readonly string[] }[]): {
	drafts: readonly EditionDraft[];
	problems: readonly LawProblem[];
} {
	const problems: LawProblem[] = [];
	const header = rows.find(
		({ cells }) => compact(cells[0] ?? '') === '法律' && cells.some((cell) => compact(cell) === '版本')
	);
	if (!header) return { drafts: [], problems: [{ row: 0, column: '', rule: 'noHeader', weight: 'refuse' }] };
	const place = new Map(header.cells.map((cell, index) => [compact(cell), index]));
	const seen = new Set<string>();
	const drafts: EditionDraft[] = [];
	for (const { row, cells } of rows) {
		if (row <= header.row) continue;
		const at = (name: (typeof lawsHeader)[number]) => cleanCell(cells[place.get(name) ?? -1] ?? '');
		const refuse = (column: string, rule: LawRule, text: string) =>
			problems.push({ row, column, rule, weight: 'refuse', detail: { text } });
		const day = (column: '通过日期' | '施行日期' | '废止日期' | '核对日期') => {
			const text = at(column);
			const read = parseDay(text);
			if (text !== '' && read === undefined) refuse(column, 'badDay', text);
			return read ?? null;
		};
		const before = problems.length;
		const kind = parseLawKind(at('类别'));
		if (titleKey(at('法律')) === '') refuse('法律', 'noTitle', '');
		if (at('版本') === '') refuse('版本', 'noLabel', '');
		if (!kind) refuse('类别', 'unknownKind', at('类别'));
		const key = `${titleKey(at('法律'))}|${at('版本')}`;
		if (seen.has(key)) refuse('版本', 'doubleEdition', at('版本'));
		seen.add(key);
		const days = {
			adoptedOn: day('通过日期'),
			inForceOn: day('施行日期'),
			repealedOn: day('废止日期'),
			checkedOn: day('核对日期')
		};
		if (problems.length === before && kind)
			drafts.push({
				title: at('法律'),
				shortTitle: at('简称') || titleKey(at('法律')),
				kind,
				label: at('版本'),
				...days
			});
	}
	return { drafts, problems };
}

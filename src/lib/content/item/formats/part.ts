import { characters, compact } from '#lib/base/core/text.ts';
import { formatCitation, parseCitations } from '#lib/content/law/citation.ts';
import { optionIds, textKey, type Part, type PartKey } from '../item.ts';
import type { Note } from '../item-problem.ts';
import { itemLine, textLimits } from '../text.ts';
import { answerByText, readAnswer } from './answer.ts';
import { columnNames, type ColumnRole } from './columns.ts';
import { judgeOptions, resolveAnswer, resolveKind, type KindCodes, type KindEvidence } from './kind.ts';
import { namesLetters, pointsAtOptions, readDifficulty, readLock, readTags } from './notation.ts';
import { optionsInStem, splitOptions, stripLetters } from './options.ts';
import type { RowTexts } from './rows.ts';

/** One question of a file, its law still in the file's words. */
export interface PartDraft {
	readonly code: string;
	readonly caseCode: string;
	readonly material: string;
	/** null where the kind is open; null keys where the answer could not be read. The problems say so. */
	readonly part: Part | null;
	readonly key: PartKey | null;
	readonly law: string;
	readonly edition: string;
	readonly article: string;
	readonly difficulty: number;
	readonly tags: readonly string[];
	readonly lockOptionOrder: boolean;
}

export const headerOf = (row: RowTexts, role: ColumnRole): string => row.headers[role] ?? columnNames[role][0] ?? role;

const unmark = (stem: string): string =>
	stem.replace(
		/^(?:第\s*\d{1,4}\s*题\s*[、.．:：]?|\d{1,4}\s*[、．]|\d{1,4}\s*\.(?!\d)|[(（]\d{1,4}[)）]\s*[、.．]?)\s*/u,
		''
	);

/** Stem and options as the question shows them, and how they were found. */
export function stemAndOptions(row: RowTexts): {
	stem: string;
	options: readonly string[];
	numbered: boolean;
	inStem: boolean;
	unread: boolean;
	lettered: boolean;
} {
	const written = row.texts.stem ?? '';
	const plain = { stem: written, numbered: false, inStem: false, unread: false, lettered: false };
	if (row.own) return { ...plain, options: row.options, lettered: stripLetters(row.options).stripped };
	const unnumbered = unmark(written);
	const stem = unnumbered === '' ? written : unnumbered;
	const numbered = stem !== written;
	if (row.options.length > 0) return { ...plain, stem, numbered, options: stripLetters(row.options).options };
	const split = splitOptions(row.texts.options ?? '');
	if (!split) return { ...plain, stem, numbered, options: [], unread: true };
	if (split.length > 0) return { ...plain, stem, numbered, options: split };
	const inside = optionsInStem(stem);
	return inside ? { ...plain, ...inside, numbered, inStem: true } : { ...plain, stem, numbered, options: [] };
}

export const evidenceOf = (row: RowTexts): KindEvidence => ({
	...stemAndOptions(row),
	answer: readAnswer(row.texts.answer ?? '')
});

function checkLengths(row: RowTexts, options: readonly string[], note: Note): void {
	for (const role of ['code', 'caseCode', 'material', 'stem', 'explanation', 'article'] as const) {
		const limit = role === 'caseCode' ? textLimits.code : textLimits[role];
		const length = characters(row.texts[role] ?? '');
		if (length > limit) note(headerOf(row, role), 'tooLong', 'refuse', { length, limit });
	}
	for (const [place, option] of options.entries())
		if (characters(option) > textLimits.option)
			note(`选项${optionIds[place] ?? ''}`, 'tooLong', 'refuse', {
				length: characters(option),
				limit: textLimits.option
			});
}

function tagsOf(row: RowTexts, note: Note): string[] {
	const tags = readTags(row.texts.tags ?? '', !row.own);
	const long = tags.find((tag) => characters(tag) > textLimits.tag);
	if (long) note(headerOf(row, 'tags'), 'tooLong', 'refuse', { length: characters(long), limit: textLimits.tag });
	return tags;
}

function checkOptions(row: RowTexts, options: readonly string[], note: Note): void {
	const column = headerOf(row, 'options');
	if (options.length < 2) note(column, 'fewOptions', 'refuse', { count: options.length });
	if (options.length > optionIds.length) note(column, 'manyOptions', 'refuse', { count: options.length });
	const seen = new Map<string, string>();
	for (const [place, option] of options.entries()) {
		const letter = String.fromCharCode(65 + place);
		if (option === '') note(`选项${letter}`, 'optionGap', 'refuse', { letter });
		const twin = option === '' ? undefined : seen.get(compact(option));
		if (twin) note(`选项${letter}`, 'equalOptions', 'refuse', { letter, twin });
		else seen.set(compact(option), letter);
	}
}

/** Law and article; an article written "《行政复议法》第十一条" names the law itself where the column is empty. */
function citationOf(row: RowTexts, note: Note): { law: string; article: string } {
	const law = itemLine(row.texts.law ?? '');
	const written = itemLine(row.texts.article ?? '');
	const named = /^《([^》]+)》\s*((?:[（(][^）)]*[）)])?)\s*(.*)$/u.exec(written);
	const place = named ? (named[3] ?? '') : written;
	const citations = parseCitations(place);
	if (row.texts.article === '') note(headerOf(row, 'article'), 'articleMissing', 'warn');
	if (!citations) note(headerOf(row, 'article'), 'badArticle', 'warn', { text: written });
	return {
		law: law || (named ? `${named[1] ?? ''}${named[2] ?? ''}` : ''),
		article: citations ? citations.map(formatCitation).join('、') : place
	};
}

function difficultyOf(row: RowTexts, note: Note): number {
	const text = row.texts.difficulty;
	const read = text ? readDifficulty(text) : undefined;
	if (text === '') note(headerOf(row, 'difficulty'), 'difficultyMissing', 'warn');
	else if (text !== undefined && read === undefined)
		note(headerOf(row, 'difficulty'), 'badDifficulty', 'refuse', { text });
	return read ?? 3;
}

function lockOf(row: RowTexts, part: Part, explanation: string, note: Note): boolean {
	const text = row.texts.lock ?? '';
	const read = readLock(text);
	if (read === undefined) note(headerOf(row, 'lock'), 'badLock', 'refuse', { text });
	if (read !== false || part.kind === 'judge') return read === true;
	const pointing = part.options.find((option) => pointsAtOptions(option.text));
	if (pointing) note(`选项${pointing.id}`, 'lockSet', 'warn', { text: pointing.text });
	else if (namesLetters(explanation)) note(headerOf(row, 'explanation'), 'lockForLetters', 'warn');
	else return false;
	return true;
}

/**
 * Reads one row whole, noting everything that is wrong with it; undefined when its cells cannot be
 * trusted at all. A column that the file does not have is told once for the file, not in every row.
 */
export function readPart(row: RowTexts, codes: KindCodes, note: Note): PartDraft | undefined {
	if (row.brokenQuote) {
		note('', 'brokenQuote', 'refuse');
		return undefined;
	}
	const shape = stemAndOptions(row);
	const answer = readAnswer(row.texts.answer ?? '');
	if (textKey(shape.stem) === '') note(headerOf(row, 'stem'), 'missingStem', 'refuse');
	if (shape.numbered) note(headerOf(row, 'stem'), 'stemNumber', 'warn');
	if (shape.inStem) note(headerOf(row, 'stem'), 'optionsInStem', 'warn', { count: shape.options.length });
	if (shape.lettered) note(headerOf(row, 'options'), 'optionLetter', 'warn');
	const sources = { cell: row.texts.kind, header: headerOf(row, 'kind'), sheetKind: row.sheetKind, codes };
	const kind = resolveKind(sources, { ...shape, answer }, note);
	checkLengths(row, shape.options, note);
	if (kind === 'judge') {
		if (shape.options.length > 0 && !judgeOptions(shape.options))
			note(headerOf(row, 'options'), 'judgeOptions', 'refuse');
	} else if (shape.unread) note(headerOf(row, 'options'), 'optionsUnread', 'refuse');
	else if (kind) checkOptions(row, shape.options, note);
	const byText = answerByText(answer, shape.options);
	const correct = kind && resolveAnswer(kind, shape.options, answer, byText, headerOf(row, 'answer'), note);
	const explanation = row.texts.explanation ?? '';
	if (row.texts.explanation === '') note(headerOf(row, 'explanation'), 'explanationMissing', 'warn');
	const cited = citationOf(row, note);
	const difficulty = difficultyOf(row, note);
	const tags = tagsOf(row, note);
	const options = kind === 'judge' ? [] : shape.options.map((text, place) => ({ id: optionIds[place] ?? '', text }));
	const part: Part = { kind: kind ?? 'judge', stem: shape.stem, options };
	const lockOptionOrder = lockOf(row, part, explanation, note);
	return {
		code: itemLine(row.texts.code ?? '').replace(/^(\d+)\.0+$/, '$1'),
		caseCode: itemLine(row.texts.caseCode ?? '').replace(/^(\d+)\.0+$/, '$1'),
		material: row.texts.material ?? '',
		part: kind ? part : null,
		key: correct ? { correct, explanation } : null,
		...cited,
		edition: itemLine(row.texts.edition ?? ''),
		difficulty,
		tags,
		lockOptionOrder
	};
}

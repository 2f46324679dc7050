import { optionIds, type AnswerKind } from '../item.ts';
import type { Note } from '../item-problem.ts';
import type { AnswerWords } from './answer.ts';
import { readJudgeWord, readKindWord, type KindWord } from './notation.ts';

/** What a row shows of its kind, whatever it says. */
export interface KindEvidence {
	readonly options: readonly string[];
	readonly answer: AnswerWords;
	readonly stem: string;
}

/** Two options, one of them 对 and the other 错: a judgement written as a choice. */
export function judgeOptions(options: readonly string[]): readonly ('T' | 'F')[] | undefined {
	if (options.length !== 2) return undefined;
	const [first, second] = options.map((option) => readJudgeWord(option));
	return first && second && first !== second ? [first, second] : undefined;
}

/** What options and answer alone tell; undefined when they do not decide. */
export function shownKind({ options, answer }: KindEvidence): AnswerKind | undefined {
	if (judgeOptions(options)) return 'judge';
	if (options.length === 0) return answer.judged ? 'judge' : undefined;
	if (answer.letters.length > 1) return 'multiple';
	return answer.letters.length === 1 ? 'single' : undefined;
}

/** "(多选)", "【判断题】" at either end of the stem. */
function stemKind(stem: string): AnswerKind | undefined {
	const hint = /^[([（【［]([^)\]）】］]{2,6})[)\]）】］]|[([（【［]([^)\]）】］]{2,6})[)\]）】］]\s*[。.]?$/u.exec(
		stem
	);
	const word = readKindWord(hint?.[1] ?? hint?.[2] ?? '');
	return word?.says === 'judge' || word?.says === 'single' || word?.says === 'multiple' ? word.says : undefined;
}

export type KindCodes = Readonly<Record<string, AnswerKind>>;

/**
 * What the file means by 0, 1, 2: read from the rows that bear each code, and only when every code shows one kind and
 * no two codes the same. Codes that stay open are asked for.
 */
export function kindCodesOf(rows: readonly { readonly code: string; readonly evidence: KindEvidence }[]): KindCodes {
	const shown = new Map<string, Set<AnswerKind>>();
	for (const { code, evidence } of rows) {
		const kinds = shown.get(code) ?? new Set();
		const kind = shownKind(evidence);
		if (kind) kinds.add(kind);
		shown.set(code, kinds);
	}
	const read = [...shown].flatMap(([code, kinds]) => {
		// A multiple-select item may have one right answer, so 多选 rows may look like 单选 here and there.
		const kind = kinds.has('judge')
			? 'judge'
			: kinds.has('multiple')
				? 'multiple'
				: kinds.has('single')
					? 'single'
					: undefined;
		return kind && !(kind === 'judge' && kinds.size > 1) ? [[code, kind] as const] : [];
	});
	const unique = new Set(read.map(([, kind]) => kind)).size === read.length && read.length === shown.size;
	return unique ? Object.fromEntries(read) : {};
}

export interface KindSources {
	/** The cell 题型; undefined when the file has no such column. */
	readonly cell: string | undefined;
	readonly header: string;
	readonly sheetKind: KindWord | undefined;
	readonly codes: KindCodes;
}

/** Decides a row's kind: its own word, the sheet's name, a code, or what options and answer show (told as a warning). */
export function resolveKind(sources: KindSources, evidence: KindEvidence, note: Note): AnswerKind | undefined {
	const { cell = '', header, sheetKind, codes } = sources;
	const word = cell === '' ? sheetKind : readKindWord(cell);
	if (cell !== '' && !word) {
		note(header, 'unknownKind', 'refuse', { text: cell });
		return undefined;
	}
	if (word?.says === 'unsupported') {
		note(header, 'unsupportedKind', 'refuse', { text: cell });
		return undefined;
	}
	if (word?.says === 'judge' || word?.says === 'single' || word?.says === 'multiple') return word.says;
	if (word?.says === 'code') {
		const kind = Object.hasOwn(codes, word.code) ? codes[word.code] : undefined;
		if (!kind) note(header, 'kindCode', 'ask', { code: word.code });
		return kind;
	}
	const shown = shownKind(evidence);
	const kind = judgeOptions(evidence.options) ? 'judge' : (stemKind(evidence.stem) ?? shown);
	if (!kind) note(header, 'kindUnclear', 'refuse');
	// A file without the column is told so once, not in every row.
	else if (word?.says !== 'case' && sources.cell !== undefined) note(header, 'kindInferred', 'warn', { kind });
	return kind;
}

/** The ids that are right, or undefined with the reason noted. */
export function resolveAnswer(
	kind: AnswerKind,
	options: readonly string[],
	answer: AnswerWords,
	byText: number | undefined,
	header: string,
	note: Note
): readonly string[] | undefined {
	if (answer.plain === '') {
		note(header, 'missingAnswer', 'refuse');
		return undefined;
	}
	if (kind === 'judge') {
		const meaning = judgeOptions(options) ?? (['T', 'F'] as const);
		const chosen = answer.letters.length === 1 ? meaning[['A', 'B'].indexOf(answer.letters[0] ?? '')] : undefined;
		const judged = chosen ?? answer.judged;
		if (!judged) note(header, 'answerUnread', 'refuse', { text: answer.plain });
		return judged && [judged];
	}
	const allowed: readonly string[] = optionIds.slice(0, options.length);
	const missing = answer.letters.filter((letter) => !allowed.includes(letter));
	if (byText !== undefined && (answer.letters.length === 0 || missing.length > 0)) {
		const letter = optionIds[byText] ?? '';
		note(header, 'answerByText', 'warn', { letter });
		return [letter];
	}
	if (answer.letters.length === 0) note(header, 'answerUnread', 'refuse', { text: answer.plain });
	for (const letter of missing) note(header, 'answerWithoutOption', 'refuse', { letter });
	if (answer.repeated) note(header, 'answerRepeated', 'warn', { text: answer.plain });
	if (kind === 'single' && answer.letters.length > 1)
		note(header, 'singleWithSeveral', 'refuse', { text: answer.letters.join('') });
	if (kind === 'multiple' && answer.letters.length === 1)
		note(header, 'multipleWithOne', 'warn', { letter: answer.letters[0] ?? '' });
	const fits =
		answer.letters.length > 0 && missing.length === 0 && (kind === 'multiple' || answer.letters.length === 1);
	return fits ? answer.letters : undefined;
}

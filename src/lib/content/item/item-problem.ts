import type { Problem } from '#lib/base/core/problem.ts';

/** All that can be wrong with a question bank file. Words for each: src/i18n/item-problems.ts. */
export const itemRules = [
	// The file as a whole
	'noHeader',
	'noRows',
	'unknownColumn',
	'unusedColumn',
	'doubleColumn',
	'noKindColumn',
	'noDifficultyColumn',
	'noExplanationColumn',
	'noArticleColumn',
	// A row's form
	'brokenQuote',
	'missingStem',
	'tooLong',
	'stemNumber',
	'optionsInStem',
	// Kind
	'unknownKind',
	'unsupportedKind',
	'kindCode',
	'kindCodeRead',
	'kindInferred',
	'kindUnclear',
	// Options
	'fewOptions',
	'manyOptions',
	'optionGap',
	'equalOptions',
	'optionsUnread',
	'optionLetter',
	'judgeOptions',
	'lockSet',
	'lockForLetters',
	// Answer
	'missingAnswer',
	'answerUnread',
	'answerWithoutOption',
	'singleWithSeveral',
	'multipleWithOne',
	'answerRepeated',
	'answerByText',
	'explanationMissing',
	// Labels
	'badDifficulty',
	'difficultyMissing',
	'badLock',
	'missingLaw',
	'unknownLaw',
	'unknownEdition',
	'severalEditions',
	'repealedEdition',
	'articleMissing',
	'badArticle',
	// Cases
	'caseWithoutMaterial',
	'caseMaterialDiffers',
	'caseScattered',
	'casePartRefused',
	// Against other rows and the bank
	'doubleCode',
	'codeRetired',
	'codeOtherItem',
	'duplicateInFile',
	'duplicateInBank',
	'sameStem',
	'nearDuplicate'
] as const;

export type ItemRule = (typeof itemRules)[number];
export type ItemProblem = Problem<ItemRule>;

/** Where a problem is noted: collects them all, never stops at the first. */
export type Note = (
	column: string,
	rule: ItemRule,
	weight: ItemProblem['weight'],
	detail?: ItemProblem['detail']
) => void;

/** Notes problems of one row; `sheet` is told only for workbooks with several. */
export function noteAt(problems: ItemProblem[], row: number, sheet: string | null): Note {
	return (column, rule, weight, detail) => {
		const place = sheet === null ? detail : { ...detail, sheet };
		problems.push({ row, column, rule, weight, ...(place ? { detail: place } : {}) });
	};
}

/** Whether an item with these problems may be imported: what refuses or asks holds it back. */
export const isClean = (problems: readonly ItemProblem[]): boolean =>
	problems.every((problem) => problem.weight === 'warn');

import { compact } from '#lib/base/core/text.ts';
import type { LawEditionId } from '#lib/base/core/ids.ts';

/** How one question is answered: 判断, 单选, 多选. */
export const answerKinds = ['judge', 'single', 'multiple'] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** What an item is as a whole; a case (案例) holds parts of the three kinds under one material. */
export const itemKinds = [...answerKinds, 'case'] as const;
export type ItemKind = (typeof itemKinds)[number];

/** Ids of options by the authored order; a judgement has none and is answered by `T` or `F`. */
export const optionIds = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
export const judgeIds = ['T', 'F'] as const;

export interface Option {
	readonly id: string;
	readonly text: string;
}

export interface Part {
	readonly kind: AnswerKind;
	readonly stem: string;
	/** Empty for a judgement. */
	readonly options: readonly Option[];
}

/**
 * All that a candidate's page may get of an item. It has no key and no explanation by construction: those are read by
 * another function, from another table. Texts are plain text; line breaks are kept.
 */
export interface ItemContent {
	/** The shared text of a case; null for an ordinary item, which has exactly one part. */
	readonly material: string | null;
	/** Part numbers count from 1. */
	readonly parts: readonly Part[];
}

/** The answer of one part: canonical option ids, sorted, and why. */
export interface PartKey {
	readonly correct: readonly string[];
	readonly explanation: string;
}

/** What editors note on each part; the item's own law, article, difficulty and lock are drawn from these. */
export interface PartLabel {
	/** The number in the file (编号). An ordinary item's number is the item's code; a case has its own. */
	readonly code: string;
	readonly lawEditionId: LawEditionId | null;
	readonly article: string;
	/** 1 (easy) to 5 (hard). */
	readonly difficulty: number;
	readonly tags: readonly string[];
	/** Options keep their order: "以上都对", or explanations that name letters. */
	readonly lockOptionOrder: boolean;
}

/** An item as its editors see it. */
export interface WholeItem {
	readonly kind: ItemKind;
	readonly content: ItemContent;
	readonly keys: readonly PartKey[];
	readonly labels: readonly PartLabel[];
}

/** Everything an editor can change, as one text: two versions with one text are the same item. */
export const canonicalText = ({ content, keys, labels }: WholeItem): string =>
	JSON.stringify([
		content.material,
		content.parts.map((part) => [part.kind, part.stem, part.options.map((option) => [option.id, option.text])]),
		keys.map((key) => [key.correct, key.explanation]),
		labels.map((label) => [
			label.code,
			label.lawEditionId,
			label.article,
			label.difficulty,
			label.tags,
			label.lockOptionOrder
		])
	]);

export const kindOf = (content: ItemContent): ItemKind =>
	content.material === null ? (content.parts[0]?.kind ?? 'judge') : 'case';

/** Every id that may be chosen in a part, in the authored order. */
export const choicesOf = (part: Part): readonly string[] =>
	part.kind === 'judge' ? judgeIds : part.options.map(({ id }) => id);

/**
 * Text reduced to what makes two questions the same one: full-width forms folded, white space, punctuation, brackets
 * and blanks （） and ____ dropped, letters in lower case. Figures, signs of arithmetic and Han are kept.
 */
export const textKey = (text: string): string =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/-{2,}|(?<!\d)\.|\.(?!\d)|[^\p{L}\p{N}\p{M}\p{Co}\p{Sm}\p{Sc}\-%./]/gu, '');

/** The key under which an item's twin is found: its stem, or for a case the material and all stems. */
export const stemKeyOf = (content: ItemContent): string =>
	[content.material ?? '', ...content.parts.map((part) => part.stem)].map(textKey).join('|').replace(/^\|/, '');

/** Two questions with one key are the same question: kind, stem and options in any order. */
export const identityOf = (content: ItemContent): string =>
	[
		content.material === null ? '' : 'case',
		stemKeyOf(content),
		...content.parts.map(
			({ kind, options }) =>
				`${kind}:${options
					.map(({ text }) => compact(text))
					.sort()
					.join('|')}`
		)
	].join('\n');

/** Distinct values in the order in which they first come. */
const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** The item's own labels: the first part's law, every article once, the mean difficulty half up, all tags, any lock. */
export function wholeLabel(labels: readonly PartLabel[]): Omit<PartLabel, 'code'> {
	const sum = labels.reduce((total, label) => total + label.difficulty, 0);
	return {
		lawEditionId: labels[0]?.lawEditionId ?? null,
		article: distinct(labels.map((label) => label.article).filter(Boolean)).join('、'),
		difficulty: labels.length > 0 ? Math.floor((2 * sum + labels.length) / (2 * labels.length)) : 3,
		tags: distinct(labels.flatMap((label) => label.tags)),
		lockOptionOrder: labels.some((label) => label.lockOptionOrder)
	};
}

import type { AnswerKind, ItemContent, ItemKind, PartKey } from '#lib/content/item/item.ts';
import { letterAt } from '#lib/content/paper/paper.ts';
import { type AskedChoices, fieldOf, partsRight } from './asking.ts';

/** One choice as the page shows it; a judgement has letter `T` or `F` and no text, the page has its words. */
export interface QuestionChoice {
	readonly value: string;
	readonly letter: string;
	readonly text: string | null;
}

export interface QuestionPart {
	readonly field: string;
	readonly kind: AnswerKind;
	readonly stem: string;
	readonly choices: readonly QuestionChoice[];
}

/** A question as it is asked. It has no key by construction. */
export interface Question {
	readonly kind: ItemKind;
	readonly material: string | null;
	readonly parts: readonly QuestionPart[];
}

const textOf = (content: ItemContent, part: number, id: string): string | null =>
	content.parts[part]?.options.find((option) => option.id === id)?.text ?? null;

/** The canonical ids stay behind: only the values of this asking go to the page. */
export function questionOf(kind: ItemKind, content: ItemContent, choices: AskedChoices): Question {
	return {
		kind,
		material: content.material,
		parts: content.parts.map((part, index) => ({
			field: fieldOf(index),
			kind: part.kind,
			stem: part.stem,
			choices: (choices[index] ?? []).map(({ id, value }, place) => ({
				value,
				letter: part.kind === 'judge' ? id : letterAt(place),
				text: textOf(content, index, id)
			}))
		}))
	};
}

export interface SolvedPart {
	readonly kind: AnswerKind;
	readonly stem: string;
	readonly choices: readonly {
		readonly letter: string;
		readonly text: string | null;
		readonly isChosen: boolean;
		readonly isKey: boolean;
	}[];
	readonly isRight: boolean;
	readonly explanation: string;
}

/** A question that has been answered: what was chosen, what is right and why. */
export interface Solved {
	readonly kind: ItemKind;
	readonly material: string | null;
	readonly parts: readonly SolvedPart[];
}

/** @param answer the chosen ids of each part, as the asking kept them */
export function solvedOf(
	kind: ItemKind,
	content: ItemContent,
	keys: readonly PartKey[],
	choices: AskedChoices,
	answer: readonly (readonly string[])[]
): Solved {
	const right = partsRight(keys, answer);
	return {
		kind,
		material: content.material,
		parts: content.parts.map((part, index) => ({
			kind: part.kind,
			stem: part.stem,
			choices: (choices[index] ?? []).map(({ id }, place) => ({
				letter: part.kind === 'judge' ? id : letterAt(place),
				text: textOf(content, index, id),
				isChosen: answer[index]?.includes(id) ?? false,
				isKey: keys[index]?.correct.includes(id) ?? false
			})),
			isRight: right[index] ?? false,
			explanation: keys[index]?.explanation ?? ''
		}))
	};
}

import { choicesOf, type ItemContent, type PartKey } from '#lib/content/item/item.ts';

/** A choice as one asking shows it: the value that stands in its form means nothing anywhere else. */
export interface AskedChoice {
	/** Canonical id: `A` … `H`, `T`, `F`. */
	readonly id: string;
	readonly value: string;
}

/** The choices of each part, in the order shown. */
export type AskedChoices = readonly (readonly AskedChoice[])[];

/**
 * Lays out the choices of an item for one asking. Options are shuffled unless their order is locked; right and wrong
 * keep their order, as people expect. Every choice gets a value of its own, so that an answer recorded elsewhere fits no
 * other asking of the same question.
 * @param order puts options in another order
 * @param values as many different words as there are choices
 */
export function layOut(
	{ content, lockOptionOrder }: { readonly content: ItemContent; readonly lockOptionOrder: boolean },
	order: (ids: readonly string[]) => readonly string[],
	values: () => string
): AskedChoices {
	return content.parts.map((part) => {
		const ids = choicesOf(part);
		const shown = lockOptionOrder || part.kind === 'judge' ? ids : order(ids);
		return shown.map((id) => ({ id, value: values() }));
	});
}

/** The name of a part's field in the form. */
export const fieldOf = (part: number): string => `part${part + 1}`;

/** `unanswered`: a part has no choice · `unknown`: a value that this asking did not show. */
export type AnswerFault = 'unanswered' | 'unknown';

/** The chosen ids of each part, sorted; single answers keep the last value only if there is one. */
export function readChoices(
	content: ItemContent,
	choices: AskedChoices,
	fields: (name: string) => readonly string[]
): readonly (readonly string[])[] | AnswerFault {
	const chosen: string[][] = [];
	for (const [index, part] of content.parts.entries()) {
		const given = [...new Set(fields(fieldOf(index)))];
		if (given.length === 0) return 'unanswered';
		if (part.kind !== 'multiple' && given.length > 1) return 'unknown';
		const ids = given.map((value) => choices[index]?.find((choice) => choice.value === value)?.id);
		if (ids.some((id) => id === undefined)) return 'unknown';
		chosen.push(ids.map((id) => id ?? '').sort());
	}
	return chosen;
}

/** Which parts are right: in practice a multiple choice counts when it is whole. */
export const partsRight = (keys: readonly PartKey[], answer: readonly (readonly string[])[]): readonly boolean[] =>
	keys.map(({ correct }, index) => {
		const chosen = answer[index] ?? [];
		return chosen.length === correct.length && chosen.every((id) => correct.includes(id));
	});

/** What is known of one asking when the next one is chosen. */
export interface Asked<Item> {
	readonly itemId: Item;
	readonly reason: 'asked' | 'again' | 'between';
	/** null: not answered yet. */
	readonly isRight: boolean | null;
}

export type NextAsk<Item> =
	| { readonly kind: 'waiting'; readonly index: number }
	| { readonly kind: 'again'; readonly itemId: Item }
	| { readonly kind: 'between' }
	| { readonly kind: 'finished' };

/** So many other questions stand between a wrong answer and the same question, where it must be recalled and not repeated. */
export const questionsBetween = 2;

/**
 * What comes next in a set. First all its questions in order; then the missed ones, the longest ago first, until each has
 * been answered right. Where answers must be recalled (`spaced`), a missed question waits for two others; if there are
 * none left, questions from outside the set come between.
 */
export function nextAsk<Item>(asks: readonly Asked<Item>[], spaced: boolean): NextAsk<Item> {
	const waiting = asks.findIndex(({ isRight }) => isRight === null);
	if (waiting >= 0) return { kind: 'waiting', index: waiting };
	const missed = new Map<Item, number>();
	for (const [index, { itemId, reason, isRight }] of asks.entries()) {
		if (reason === 'between') continue;
		missed.delete(itemId);
		if (isRight === false) missed.set(itemId, index);
	}
	const [oldest] = missed;
	if (!oldest) return { kind: 'finished' };
	const [itemId, askedAt] = oldest;
	return !spaced || asks.length - 1 - askedAt >= questionsBetween ? { kind: 'again', itemId } : { kind: 'between' };
}

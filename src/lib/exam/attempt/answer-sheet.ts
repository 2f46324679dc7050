import { type Layout, letterAt, type Slot } from '#lib/content/paper/paper.ts';

/**
 * One question as one candidate knows it: `number` counts from 1 in the order shown, letters name positions. Candidates
 * see and send only these; slots and option ids never leave the server, so what two candidates see cannot be compared.
 */
export interface Question {
	readonly number: number;
	readonly slot: number;
	readonly kind: Slot['kind'];
	/** Canonical option ids in the order shown; [] for a judgement. */
	readonly options: readonly string[];
}

export interface AnswerSheet {
	readonly byNumber: ReadonlyMap<number, Question>;
	readonly bySlot: ReadonlyMap<number, Question>;
}

/** @throws when the layout names a slot that the paper has not */
export function answerSheet(slots: readonly Slot[], layout: Layout): AnswerSheet {
	const kinds = new Map(slots.map((slot) => [slot.no, slot.kind]));
	const questions = layout.map(({ slot, options }, index): Question => {
		const kind = kinds.get(slot);
		if (!kind) throw new Error(`the layout names slot ${slot}, which the paper has not`);
		return { number: index + 1, slot, kind, options };
	});
	return {
		byNumber: new Map(questions.map((question) => [question.number, question])),
		bySlot: new Map(questions.map((question) => [question.slot, question]))
	};
}

/** What a candidate may choose: shown letters, or T and F (正确, 错误). */
export const lettersOf = (question: Question): readonly string[] =>
	question.kind === 'judge' ? ['T', 'F'] : question.options.map((_, position) => letterAt(position));

/** Shown letters → canonical option ids, sorted; undefined when it can be no answer to this question. */
export function toCanonical(question: Question, shown: readonly string[]): readonly string[] | undefined {
	const letters = lettersOf(question);
	const distinct = new Set(shown);
	if (distinct.size !== shown.length || (question.kind !== 'multiple' && shown.length > 1)) return undefined;
	const ids: string[] = [];
	for (const letter of shown) {
		const position = letters.indexOf(letter);
		if (position < 0) return undefined;
		ids.push(question.kind === 'judge' ? letter : (question.options[position] ?? letter));
	}
	return ids.sort();
}

/** Canonical option ids → shown letters, in the order shown. */
export function toShown(question: Question, answer: readonly string[]): readonly string[] {
	if (question.kind === 'judge') return answer;
	return question.options.flatMap((id, position) => (answer.includes(id) ? [letterAt(position)] : []));
}

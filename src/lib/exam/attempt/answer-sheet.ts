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

/** The layout of one attempt with the kinds of its slots, packed: it is kept for everybody who sits. */
export interface AnswerSheet {
	/** Number of questions. */
	readonly total: number;
	question(number: number): Question | undefined;
	ofSlot(slot: number): Question | undefined;
	/** In the order shown. */
	questions(): readonly Question[];
	/** The layout that the sheet was made of. */
	layout(): Layout;
}

const kinds: readonly Slot['kind'][] = ['judge', 'single', 'multiple'];

/** Bytes of one question: slot (two), kind, and up to eight options as places in the paper's own list of ids. */
const width = 11;
const noOption = 255;

/** Option ids are few and the same on every paper: each is kept once for all sheets. */
const ids: string[] = [];
const places = new Map<string, number>();
function placeOf(id: string): number {
	let place = places.get(id);
	if (place === undefined) {
		place = ids.push(id) - 1;
		if (place >= noOption) throw new Error('more kinds of option ids than a sheet can name');
		places.set(id, place);
	}
	return place;
}

/** A paper's slots are one list for all its sheets. */
const knownKinds = new WeakMap<readonly Slot[], ReadonlyMap<number, Slot['kind']>>();
function kindsOf(slots: readonly Slot[]): ReadonlyMap<number, Slot['kind']> {
	let found = knownKinds.get(slots);
	if (!found) knownKinds.set(slots, (found = new Map(slots.map((slot) => [slot.no, slot.kind]))));
	return found;
}

/** @throws when the layout names a slot that the paper has not, or a question has more than eight options */
export function answerSheet(slots: readonly Slot[], layout: Layout): AnswerSheet {
	const kindOf = kindsOf(slots);
	const bytes = new Uint8Array(layout.length * width).fill(noOption);
	for (const [index, { slot, options }] of layout.entries()) {
		const kind = kindOf.get(slot);
		if (!kind) throw new Error(`the layout names slot ${slot}, which the paper has not`);
		if (options.length > width - 3) throw new Error(`slot ${slot} has ${options.length} options`);
		let byte = index * width;
		bytes[byte++] = slot & 255;
		bytes[byte++] = slot >> 8;
		bytes[byte++] = kinds.indexOf(kind);
		for (const id of options) bytes[byte++] = placeOf(id);
	}
	const total = layout.length;
	const slotAt = (index: number) => (bytes[index * width] ?? 0) + 256 * (bytes[index * width + 1] ?? 0);
	function optionsAt(index: number): string[] {
		const options: string[] = [];
		for (let byte = index * width + 3; byte < (index + 1) * width; byte++) {
			const place = bytes[byte] ?? noOption;
			if (place === noOption) break;
			options.push(ids[place] ?? '');
		}
		return options;
	}
	function question(number: number): Question | undefined {
		if (!Number.isInteger(number) || number < 1 || number > total) return undefined;
		const index = number - 1;
		const kind = kinds[bytes[index * width + 2] ?? 0] ?? 'judge';
		return { number, slot: slotAt(index), kind, options: optionsAt(index) };
	}
	const all = () => Array.from({ length: total }, (_, index) => question(index + 1) as Question);
	return {
		total,
		question,
		ofSlot(slot) {
			for (let index = 0; index < total; index++) if (slotAt(index) === slot) return question(index + 1);
			return undefined;
		},
		questions: all,
		layout: () => all().map(({ slot, options }) => ({ slot, options }))
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
	const chosen: string[] = [];
	for (const letter of shown) {
		const position = letters.indexOf(letter);
		if (position < 0) return undefined;
		chosen.push(question.kind === 'judge' ? letter : (question.options[position] ?? letter));
	}
	return chosen.sort();
}

/** Canonical option ids → shown letters, in the order shown. */
export function toShown(question: Question, answer: readonly string[]): readonly string[] {
	if (question.kind === 'judge') return answer;
	return question.options.flatMap((id, position) => (answer.includes(id) ? [letterAt(position)] : []));
}

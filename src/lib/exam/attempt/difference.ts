import { sameAnswer } from './attempt.ts';

/** What one question shows: shown letters in order, and the flag. */
export interface Mark {
	readonly answer: readonly string[];
	readonly marked: boolean;
}

export interface Difference {
	readonly number: number;
	readonly here: readonly string[];
	readonly server: readonly string[];
}

/**
 * P14 of the save protocol, asked before handing in: the questions where the page shows another answer than the server
 * holds. Flags are not compared: they count for nothing.
 */
export function differences(
	here: Readonly<Record<number, Mark>>,
	server: readonly (Mark & { readonly number: number })[]
): readonly Difference[] {
	const held = new Map(server.map(({ number, answer }) => [number, answer]));
	const numbers = new Set([...Object.keys(here).map(Number), ...held.keys()]);
	return [...numbers]
		.map((number) => ({ number, here: here[number]?.answer ?? [], server: held.get(number) ?? [] }))
		.filter((one) => !sameAnswer(one.here, one.server))
		.sort((a, b) => a.number - b.number);
}

import fc from 'fast-check';

/**
 * What may happen, and how often compared with the rest. A step that makes no sense where it stands (delivering when
 * nothing flies) does nothing: so histories shrink freely.
 */
const weights = {
	/** The candidate answers a question on a page. */
	edit: 9,
	/** A page sends a bad edit of a question: a letter, number, epoch or rev that cannot be. */
	poison: 2,
	send: 8,
	/** The browser's call or the server's answer arrives. */
	deliver: 12,
	/** All goes well for a moment: what is under way arrives, is committed and answered. */
	flow: 5,
	/** A call with edits arrives at the door, but its body is slow: the moment of arrival counts, the queue comes later. */
	knock: 4,
	enter: 2,
	drop: 2,
	/** Arrives, and will arrive once more. */
	repeat: 2,
	/** A proxy answers in the server's place. */
	proxy: 2,
	/** The server commits what has queued up. */
	commit: 7,
	/** The server dies before COMMIT: the batch never was. */
	dieBefore: 2,
	/** The server dies after COMMIT: the batch stands, its answers never leave. */
	dieAfter: 1,
	restart: 9,
	/** A page is opened, opened again, or taken over on another device; what its machine held is read back. */
	load: 4,
	sync: 2,
	/** The page posts its plain form and comes back from the browser's memory as it was. */
	form: 3,
	submit: 2,
	wait: 7,
	sweep: 3,
	/** An officer moves the deadline; backwards counts as nothing. */
	extend: 3,
	/** The page writes its unsent edits into a file. */
	rescue: 3,
	/** An officer uploads such a file. */
	upload: 4,
	/** Officers adopt what came late. */
	adopt: 4,
	/** An officer opens again what was handed in. */
	reopen: 2
} as const;

export type Act = keyof typeof weights;

export interface Step {
	readonly do: Act;
	/** Which page of those that can. */
	readonly tab: number;
	/** Which question, message or file: taken modulo how many there are. */
	readonly pick: number;
	/** Which letters, how long, by how much. */
	readonly value: number;
}

export interface History {
	/** `tight`: time runs out within the history. */
	readonly limit: 'roomy' | 'tight';
	readonly tabs: number;
	readonly steps: readonly Step[];
}

const acts = (Object.keys(weights) as Act[]).flatMap((act) => Array.from({ length: weights[act] }, () => act));

const step: fc.Arbitrary<Step> = fc.record({
	do: fc.constantFrom(...acts),
	tab: fc.nat(2),
	pick: fc.nat(11),
	value: fc.nat(31)
});

export const history: fc.Arbitrary<History> = fc.record({
	limit: fc.constantFrom('roomy' as const, 'tight' as const),
	tabs: fc.integer({ min: 2, max: 3 }),
	steps: fc.array(step, { maxLength: 100, size: 'max' })
});

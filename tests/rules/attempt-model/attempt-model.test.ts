import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type History, history } from './history.ts';
import { mutants } from './mutants.ts';
import { type Broken, properties, type Property } from './properties.ts';
import { play } from './world.ts';

/**
 * The save protocol as a model: random histories of pages, a bad network, a server that dies, clocks and officers, over
 * the product's pure code. `XUEFA_HISTORIES=100000 npm test -- tests/rules/attempt-model` plays that many;
 * `XUEFA_SEED=n` plays those of a failure again, which prints its seed.
 */
const numRuns = Number(process.env.XUEFA_HISTORIES ?? 3000);
const seed = process.env.XUEFA_SEED === undefined ? {} : { seed: Number(process.env.XUEFA_SEED) };
const limitMs = Math.max(60_000, numRuns * 20);

let played: fc.RunDetails<[History]> | undefined;
/** All histories are played once; each property then says what it has seen. */
const outcome = () =>
	(played ??= fc.check(
		fc.property(history, (one) => void play(one)),
		{ numRuns, ...seed, unbiased: true }
	));
const propertyOf = (error: unknown): Property | undefined => (error as Partial<Broken> | null)?.property;

describe(`over ${numRuns} histories`, () => {
	test.each(Object.entries(properties))(
		'%s: %s',
		(name) => {
			const run = outcome();
			if (run.failed && propertyOf(run.errorInstance) === name) throw new Error(fc.defaultReportMessage(run));
		},
		limitMs
	);

	test('every history comes to its end', () => {
		const run = outcome();
		if (run.failed && !propertyOf(run.errorInstance)) throw new Error(fc.defaultReportMessage(run));
		if (!run.failed) expect(run.numRuns).toBe(numRuns);
	});
});

test('the histories come to everything that the properties are about', () => {
	const times = new Map<string, number>();
	for (const one of fc.sample(history, { numRuns: 2000, seed: 5, unbiased: true }))
		for (const what of play(one)) times.set(what, (times.get(what) ?? 0) + 1);
	const sources = ['browser', 'rescue'].flatMap((source) =>
		['applied', 'dup', 'stale', 'late', 'closed', 'rejected'].map((ack) => `${source}: ${ack}`)
	);
	const rest = [
		...['two edits of one name', 'late edit counted after all', 'late edit adopted', 'lease lost', 'outage'],
		...['reopened', 'late edit counted when reopened'],
		...['closed by candidate', 'closed by clock', 'dieBefore', 'dieAfter', 'healed in time', 'healed too late']
	];
	const seldom = [...sources, ...rest].filter((what) => (times.get(what) ?? 0) < 10);
	expect(seldom).toEqual([]);
});

describe('mutants: a bug put in on purpose is caught', () => {
	test.each(Object.entries(mutants))('%s', (_, { seams, caughtBy }) => {
		const run = fc.check(
			fc.property(history, (one) => void play(one, seams)),
			{ numRuns: 20_000, seed: 4, unbiased: true, endOnFailure: true }
		);
		expect(run.failed, 'the mutant survived').toBe(true);
		expect(caughtBy).toContain(propertyOf(run.errorInstance));
	});
});

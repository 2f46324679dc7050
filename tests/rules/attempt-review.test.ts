import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { type Flag, flagKinds } from '#lib/exam/attempt/integrity.ts';
import {
	casesPerPage,
	decisions,
	isWaiting,
	readReviewQuery,
	type ReviewCase,
	reviewPage,
	shows
} from '#lib/exam/attempt/review.ts';

const flag: fc.Arbitrary<Flag> = fc.oneof(
	fc.constant({ kind: 'impossibleSpeed' as const, answers: 10, tookMs: 1000, readingMs: 9000 }),
	fc.constant({ kind: 'longAbsences' as const, count: 5, totalMs: 200_000 }),
	fc.constantFrom(0, 1).map((atOnce) => ({ kind: 'sharedDevice' as const, others: 1, atOnce })),
	fc.constant({ kind: 'deviceChange' as const, devices: 2 })
);
const reviewCase: fc.Arbitrary<Omit<ReviewCase, 'attemptId'>> = fc.record({
	enrolmentId: fc.constant(asId<'enrolment'>(1)),
	personId: fc.constant(asId<'person'>(1)),
	no: fc.constant(1),
	status: fc.constantFrom('open' as const, 'submitted' as const, 'voided' as const),
	flags: fc.uniqueArray(flag, { selector: ({ kind }) => kind }),
	notedAt: fc.option(fc.integer({ min: 1, max: 100 })),
	decided: fc.option(
		fc.record({
			decision: fc.constantFrom(...decisions),
			reason: fc.string(),
			actor: fc.string(),
			at: fc.integer({ min: 1, max: 100 }),
			flags: fc.subarray([...flagKinds])
		})
	)
});
const cases = fc
	.array(reviewCase, { maxLength: 180 })
	.map((all) => all.map((one, index): ReviewCase => ({ ...one, attemptId: asId(index + 1) })));
const query = (text: string) => readReviewQuery(new URLSearchParams(text));

test('the pages together hold every case that fits, once, those that ask for a look first', () => {
	fc.assert(
		fc.property(cases, fc.constantFrom(...shows), fc.option(fc.constantFrom(...flagKinds)), (all, show, kind) => {
			const asked = { show, kind: kind ?? undefined, page: 1 };
			const first = reviewPage(all, asked);
			const pages = Array.from({ length: first.pages }, (_, n) => reviewPage(all, { ...asked, page: n + 1 }).cases);
			for (const page of pages) expect(page.length).toBeLessThanOrEqual(casesPerPage);
			const listed = pages.flat();
			expect(new Set(listed.map(({ attemptId }) => attemptId)).size).toBe(listed.length);
			const fitting = all.filter(
				(one) =>
					(kind === null || one.flags.some((has) => has.kind === kind)) &&
					(show === 'all' || (show === 'waiting' ? isWaiting(one) : one.decided !== null))
			);
			expect(listed).toHaveLength(fitting.length);
			expect(first.found).toBe(fitting.length);
			// A page beyond the last one is the last one, not an error.
			expect(reviewPage(all, { ...asked, page: 10_000 }).cases).toEqual(pages.at(-1));
		}),
		{ numRuns: 60 }
	);
});

const plain: ReviewCase = {
	attemptId: asId(1),
	enrolmentId: asId(1),
	personId: asId(1),
	no: 1,
	status: 'submitted',
	flags: [],
	notedAt: null,
	decided: null
};
const speed: Flag = { kind: 'impossibleSpeed', answers: 10, tookMs: 1, readingMs: 2 };
const decided = { decision: 'nothing' as const, reason: 'x', actor: 'y', at: 10, flags: ['impossibleSpeed' as const] };

test('waits: a flag that asks, or a note, until a decision has seen it; again when something new comes', () => {
	expect(isWaiting(plain)).toBe(false);
	expect(isWaiting({ ...plain, flags: [{ kind: 'deviceChange', devices: 3 }] })).toBe(false);
	expect(isWaiting({ ...plain, flags: [{ kind: 'sharedDevice', others: 9, atOnce: 0 }] })).toBe(false);
	expect(isWaiting({ ...plain, flags: [speed] })).toBe(true);
	expect(isWaiting({ ...plain, notedAt: 5 })).toBe(true);
	expect(isWaiting({ ...plain, flags: [speed], notedAt: 5, decided })).toBe(false);
	expect(isWaiting({ ...plain, flags: [speed], notedAt: 15, decided })).toBe(true);
	const away: Flag = { kind: 'longAbsences', count: 9, totalMs: 1 };
	expect(isWaiting({ ...plain, flags: [speed, away], decided })).toBe(true);
	expect(isWaiting({ ...plain, status: 'voided', flags: [speed] })).toBe(false);
});

test('an address that makes no sense asks for the first page of what waits', () => {
	for (const text of ['', 'show=x&kind=y&page=-1', 'page=1e99', 'page=NaN&show=', 'page=2.5'])
		expect(query(text)).toEqual({ show: 'waiting', kind: undefined, page: 1 });
	expect(query('show=all&kind=deviceChange&page=3')).toEqual({ show: 'all', kind: 'deviceChange', page: 3 });
});

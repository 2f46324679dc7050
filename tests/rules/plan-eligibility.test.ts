import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	creditsOf,
	creditTable,
	type Eligibility,
	eligibilityProblems,
	monthParts
} from '#lib/exam/plan/eligibility.ts';
import { schemeOf } from '#lib/exam/plan/file-scheme.ts';
import { passes } from '#lib/exam/plan/plan-problem.ts';
import { recommended } from '#lib/exam/plan/presets.ts';
import { schemeProblems } from '#lib/exam/plan/scheme-check.ts';
import { parseMonthKey } from '#lib/study/month/plan.ts';
import { readScheme } from '../../src/routes/bureau/exams/exam-form.ts';

const said = (eligibility: Eligibility | undefined) =>
	eligibilityProblems(eligibility).map(({ path, rule, weight }) => `${weight} ${path} ${rule}`);
const at = 'scheme.eligibility';

describe('what is wrong with a condition for starting', () => {
	test.each<[string, Eligibility | undefined, readonly string[]]>([
		['none', undefined, []],
		['months', { kind: 'months', months: ['2027-03', '2027-12'] }, []],
		['no month', { kind: 'months', months: [] }, [`refuse ${at}.months noMonth`]],
		[
			'all faults of months at once',
			{ kind: 'months', months: ['2027-13', '2027-03', 'März', '2027-03', '2027-3'] },
			[0, 2, 3, 4].map((n) => `refuse ${at}.months[${n}] ${n === 3 ? 'monthTwice' : 'notAMonth'}`)
		],
		['credits come with the warning', { kind: 'credits', least: 60 }, [`warn ${at} creditsAgainstRule`]],
		...[0, 1001, 1.5, Number.NaN, -10].map(
			(least) =>
				[
					`credits ${least}`,
					{ kind: 'credits', least },
					[`refuse ${at}.least outOfRange`, `warn ${at} creditsAgainstRule`]
				] as [string, Eligibility, readonly string[]]
		)
	])('%s', (_name, eligibility, problems) => {
		expect(said(eligibility)).toEqual(problems);
	});

	test('more months than two years have', () => {
		const months = Array.from(
			{ length: 25 },
			(_, n) => `${2027 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
		);
		expect(said({ kind: 'months', months })).toEqual([`refuse ${at}.months outOfRange`]);
		expect(said({ kind: 'months', months: months.slice(1) })).toEqual([]);
	});

	test('stands among the problems of the scheme, and the warning does not refuse', () => {
		const problems = schemeProblems({ ...recommended, eligibility: { kind: 'credits', least: 60 } });
		expect(problems.map(({ rule }) => rule)).toEqual(['creditsAgainstRule']);
		expect(passes(problems)).toBe(true);
		expect(schemeProblems(recommended)).toEqual([]);
	});

	test('months are named as the year plan names them', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d{1,2}$/)), (text) => {
				expect(monthParts(text)).toEqual(parseMonthKey(text));
			})
		);
	});
});

test('credits: ten for each month quiz and each session, nothing else', () => {
	expect(creditTable).toEqual({ monthQuiz: 10, session: 10 });
	expect(creditsOf({ monthQuizzes: 0, sessions: 0 })).toBe(0);
	expect(creditsOf({ monthQuizzes: 12, sessions: 10 })).toBe(220);
});

test('a file changes it alone; without it the scheme holds no such field', () => {
	const eligibility = { kind: 'months' as const, months: ['2027-03'] };
	expect(schemeOf('recommended', { eligibility })).toEqual({ ...recommended, eligibility });
	expect(Object.keys(schemeOf('recommended', {}))).not.toContain('eligibility');
});

describe('the form', () => {
	const read = (fields: readonly (readonly [string, string])[]) => {
		const form = new FormData();
		for (const [name, value] of fields) form.append(name, value);
		return readScheme(form).eligibility;
	};
	const both = [
		['eligibleMonth', '2027-03'],
		['eligibleMonth', '2027-04'],
		['leastCredits', '60']
	] as const;

	test('reads what belongs to the kind that is chosen', () => {
		expect(read(both)).toBeUndefined();
		expect(read([...both, ['eligibility', 'none']])).toBeUndefined();
		expect(read([...both, ['eligibility', 'months']])).toEqual({ kind: 'months', months: ['2027-03', '2027-04'] });
		expect(read([...both, ['eligibility', 'credits']])).toEqual({ kind: 'credits', least: 60 });
	});

	test('keeps a kind without its values, so that the fault is named', () => {
		expect(said(read([['eligibility', 'months']]))).toEqual([`refuse ${at}.months noMonth`]);
		expect(said(read([['eligibility', 'credits']]))[0]).toBe(`refuse ${at}.least outOfRange`);
	});
});

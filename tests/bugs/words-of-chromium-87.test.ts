import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const client = join(root, 'build', 'client');
const scripts = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));

const found = (words: RegExp): string[] =>
	scripts.flatMap((name) => readFileSync(join(client, name), 'utf8').match(words) ?? []);

/** Learned by Chromium 88 (lists within :not, :is, :where) and 105 (:has): before, the whole query throws. */
const selectors = /:(?:is|where|has)\(|:not\([^()]*,/g;
/** Learned later than 87 and not brought along by older-browsers.ts; names that our own objects have as well are left out. */
const calls =
	/\bstructuredClone\(|\.findLast(?:Index)?\(|\.to(?:Sorted|Reversed|Spliced)\(|\bgroupBy\(|\bfromAsync\(|\bcanParse\(|\bPromise\.(?:try|withResolvers)\(|\bAbortSignal\.(?:any|timeout)\(|\brandomUUID\(|\.(?:to|is)WellFormed\(|\bRegExp\.escape\(|\.isSubsetOf\(/g;

/**
 * The root layout looked for `input:not([type=hidden], [type=file])` before it took a page over: on Chromium 86 and 87 no
 * page's script came to life, not even the sitting's. On some pages of study and of the desks it then broke at
 * Object.hasOwn or .at().
 */
describe('what Chromium 87 cannot read', () => {
	test('no script asks for elements by newer selectors', () => {
		expect(scripts.length).toBeGreaterThan(100);
		expect(found(selectors)).toEqual([]);
	});
	test('no script calls newer functions', () => {
		expect(found(calls)).toEqual([]);
	});
	test('no form is sent by its script with the value of a button, which FormData learned in Chromium 112', () => {
		const pages = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
		const forms = pages
			.filter((name) => name.endsWith('.svelte'))
			.flatMap((name) => readFileSync(join(root, 'src', name), 'utf8').match(/<form method="get"[^]*?<\/form>/g) ?? []);
		expect(forms.length).toBeGreaterThan(5);
		expect(forms.filter((form) => /<button[^>]* name=/.test(form) && !form.includes('data-sveltekit-reload'))).toEqual(
			[]
		);
	});
	test('control: both are found where they stand', () => {
		expect('input:not([type=hidden], [type=file]), p:has(b)'.match(selectors)).toHaveLength(2);
		expect('input:not([type=hidden]):not([type=file]), textarea'.match(selectors)).toBeNull();
		expect('Map.groupBy(rows,of).get(1).toSorted()'.match(calls)).toEqual(['groupBy(', '.toSorted(']);
	});
});

/** What the expression is in a process without Object.hasOwn and at, as Chromium 87 is. */
const there = (expression: string, helped: boolean): string =>
	execFileSync(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			'--input-type=module',
			'--eval',
			`const typed = Object.getPrototypeOf(Uint8Array);
			delete Object.hasOwn; for (const kind of [Array, String, typed]) delete kind.prototype.at;
			${helped ? `await import('./src/lib/base/core/older-browsers.ts');` : ''}
			process.stdout.write(JSON.stringify(${expression}));`
		],
		{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
	);

describe('what is brought along', () => {
	test.each([
		['[1, 2, 3].at(-1)', '3'],
		['[[1].at(0), [1].at(1) ?? null, [1].at(-2) ?? null, [1, 2].at(1.9), [7].at()]', '[1,null,null,2,7]'],
		['"讲稿.pdf".split(".").at(-1).at(0)', '"p"'],
		['Uint8Array.of(4, 5).at(-2)', '4'],
		[
			'[Object.hasOwn({ a: undefined }, "a"), Object.hasOwn({}, "toString"), (() => { const seen = []; for (const key in []) seen.push(key); return seen; })()]',
			'[true,false,[]]'
		]
	])('%s', (expression, value) => {
		expect(there(expression, true)).toBe(value);
		expect(() => there(expression, false)).toThrow();
	});
});

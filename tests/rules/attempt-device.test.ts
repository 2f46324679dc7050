import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	browserFitness,
	browserName,
	connectionFitness,
	type Fitness,
	middle,
	screenFitness,
	verdict
} from '#lib/exam/attempt/device-check.ts';

const windows = 'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the browser by its own word', () => {
	test.each([
		[`${windows} Chrome/78.0.3904.108 Safari/537.36 QIHU 360SE`, 'chromium', 78, 'limited'],
		[`${windows} Chrome/86.0.4240.198 Safari/537.36`, 'chromium', 86, 'limited'],
		[`${windows} Chrome/87.0.4280.88 Safari/537.36`, 'chromium', 87, 'good'],
		[`${windows} HeadlessChrome/78.0.3882.0 Safari/537.36`, 'chromium', 78, 'limited'],
		[`${windows} Chrome/69.0.3497.100 Safari/537.36`, 'chromium', 69, 'unfit'],
		[`${windows} Chrome/153.0.0.0 Safari/537.36 Edg/153.0.0.0`, 'chromium', 153, 'good'],
		['Mozilla/5.0 (Linux; Android 10; XWEB) Chrome/116.0.0.0 Mobile MicroMessenger/8.0', 'chromium', 116, 'good'],
		['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)', 'internetExplorer', 8, 'unfit'],
		['Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko', 'internetExplorer', 11, 'unfit'],
		['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0', 'firefox', 115, 'good'],
		['Mozilla/5.0 (Macintosh; Intel) AppleWebKit/605 Version/13.1 Safari/605', 'safari', 13, 'limited'],
		['Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) MicroMessenger/8.0', 'safari', 16, 'good'],
		['curl/8', 'other', 0, 'limited']
	] as const)('%s', (userAgent, name, version, fitness) => {
		expect(browserName(userAgent)).toEqual({ name, version });
		expect(browserFitness(browserName(userAgent), false)).toBe(fitness);
		// A script that runs proves more than a version number.
		expect(browserFitness(browserName(userAgent), true)).toBe('good');
	});

	test('no line of text breaks it', () => {
		fc.assert(fc.property(fc.string(), (text) => void expect(browserName(text).version).not.toBeNaN()));
	});
});

test('a connection is good when every small request is answered, half of them within a second', () => {
	expect(connectionFitness([20, 30, 5000], 3)).toBe('good');
	expect(connectionFitness([20, 30], 3)).toBe('limited');
	expect(connectionFitness([1200, 1300, 1100], 3)).toBe('limited');
	expect(connectionFitness([], 0)).toBe('unknown');
	expect(middle([])).toBe(0);
});

test('screens', () => {
	expect([280, 300, 359, 360].map(screenFitness)).toEqual(['unfit', 'limited', 'limited', 'good']);
});

test('the verdict is the worst that is known, whatever the order', () => {
	const fitness = fc.constantFrom<Fitness>('good', 'limited', 'unfit', 'unknown');
	fc.assert(
		fc.property(fc.array(fitness), (found) => {
			const said = verdict(found);
			expect(said === 'unfit').toBe(found.includes('unfit'));
			expect(said === 'fit').toBe(found.every((one) => one === 'good' || one === 'unknown'));
			expect(verdict([...found].reverse())).toBe(said);
		})
	);
});

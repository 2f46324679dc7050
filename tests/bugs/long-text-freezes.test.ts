import { expect, test } from 'vitest';
import { readStatute } from '#lib/content/law/statute.ts';

// For each line of a text without articles all lines before it were joined anew, and for each jump in the numbers all lines
// behind it were searched: a file of some megabytes held the server for minutes, and with it everybody who sat an exam.
test('a long text is read in the time of its length, whatever it holds', { timeout: 20_000 }, () => {
	const plain = Array.from({ length: 60_000 }, (_, index) => `第${index}次会议以后的一行，没有条文。`);
	expect(readStatute(['（2021年3月1日通过', ...plain]).articles).toEqual([]);
	const jumps = Array.from({ length: 40_000 }, (_, n) => `第${1 + Math.floor(n / 4000)}条之${1 + 2 * (n % 4000)} 甲。`);
	const { articles, doubts } = readStatute(['第1条 甲。', ...jumps, ...plain]);
	expect(articles).toHaveLength(40_001);
	expect(doubts.filter(({ about }) => about === 'gap').length).toBeGreaterThan(39_000);
});

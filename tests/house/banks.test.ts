import { describe, expect, test } from 'vitest';
import { noChoices } from '#lib/content/item/choices.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { planItems, type PlannedItem } from '#lib/content/item/plan.ts';
import { articleIn, articlesOf, editions, laws, statutes, tablesOf } from './shipped.ts';

test('laws.csv: sound, with the editions and days the banks rest on', () => {
	expect(laws.problems).toEqual([]);
	expect(laws.drafts.map(({ title, label, adoptedOn, inForceOn }) => [title, label, adoptedOn, inForceOn])).toEqual([
		['中华人民共和国宪法', '2018年修正', '1982-12-04', '2018-03-11'],
		['中华人民共和国行政复议法', '2023年修订', '2023-09-01', '2024-01-01'],
		['中华人民共和国监察法', '2024年修正', '2018-03-20', '2025-06-01'],
		['中华人民共和国公务员法', '2018年修订', '2018-12-29', '2019-06-01'],
		['中华人民共和国妇女权益保障法', '2022年修订', '2022-10-30', '2023-01-01'],
		['中华人民共和国国家安全法', '2015年公布', '2015-07-01', '2015-07-01'],
		['中华人民共和国民法典', '2020年公布', '2020-05-28', '2021-01-01'],
		['中华人民共和国安全生产法', '2021年修正', '2002-06-29', '2021-09-01'],
		['中华人民共和国公职人员政务处分法', '2020年公布', '2020-06-20', '2020-07-01'],
		['中华人民共和国行政处罚法', '2021年修订', '2021-01-22', '2021-07-15'],
		['中华人民共和国网络安全法', '2025年修正', '2016-11-07', '2026-01-01'],
		['中华人民共和国法治宣传教育法', '2025年公布', '2025-09-12', '2025-11-01']
	]);
});

describe.each([
	['constitution-2018.csv', '中华人民共和国宪法'],
	['administrative-reconsideration-2023.csv', '中华人民共和国行政复议法']
])('%s', async (name, title) => {
	const grids = await tablesOf(name);
	const plan = planItems(grids, { items: [], editions }, noChoices);
	const parts = plan.items.flatMap((item: PlannedItem) =>
		(item.whole?.content.parts ?? []).map((part, index) => ({
			code: item.whole?.labels[index]?.code ?? '',
			part,
			key: item.whole?.keys[index],
			label: item.whole?.labels[index]
		}))
	);

	test('60 items without a single problem, in the shipped format', () => {
		expect(grids[0]?.rows[0]?.cells).toEqual([...shippedHeader]);
		expect(plan.problems).toEqual([]);
		expect(plan.items.flatMap((item) => item.problems)).toEqual([]);
		expect(plan.counts).toEqual({ added: 60, changed: 0, unchanged: 0, asked: 0, refused: 0 });
		const count = (kind: string) => plan.items.filter((item) => item.whole?.kind === kind).length;
		expect(['judge', 'single', 'multiple', 'case'].map(count)).toEqual([20, 22, 14, 4]);
	});

	test('every part cites one article of the law, and its explanation names edition and article', () => {
		const lawTitle = (id: number | null | undefined) => editions.find((edition) => edition.lawEditionId === id)?.title;
		const wrong = parts.filter(({ key, label }) => {
			const article = articleIn(label?.article ?? '');
			const words = key?.explanation ?? '';
			if (lawTitle(label?.lawEditionId) !== title || !/《.+》（\d{4}年/.test(words)) return true;
			return !article || !words.includes(article);
		});
		expect(wrong.map(({ code }) => code)).toEqual([]);
	});

	test('answers are spread evenly', () => {
		const judged = parts.filter(({ part }) => part.kind === 'judge');
		const right = judged.filter(({ key }) => key?.correct[0] === 'T').length;
		expect(Math.abs(2 * right - judged.length), '正确 and 错误 about as often').toBeLessThanOrEqual(judged.length / 3);
		const singles = parts.filter(({ part }) => part.kind === 'single');
		for (const letter of ['A', 'B', 'C', 'D']) {
			const share = singles.filter(({ key }) => key?.correct[0] === letter).length / singles.length;
			expect(share, `single choice, ${letter}`).toBeGreaterThan(0.1);
			expect(share, `single choice, ${letter}`).toBeLessThan(0.4);
		}
		const multiple = parts.filter(({ part }) => part.kind === 'multiple');
		const all = multiple.filter(({ part, key }) => key?.correct.length === part.options.length).length;
		expect(all / multiple.length, '全选 is the exception').toBeLessThan(0.35);
		expect(multiple.every(({ key }) => (key?.correct.length ?? 0) >= 2)).toBe(true);
	});

	test('the right option is not given away by being the longest', () => {
		const singles = parts.filter(({ part }) => part.kind === 'single');
		const longest = singles.filter(({ part, key }) => {
			const lengths = part.options.map(({ text }) => [...text].length);
			const own = lengths[part.options.findIndex(({ id }) => id === key?.correct[0])] ?? 0;
			return lengths.filter((length) => length >= own).length === 1;
		});
		expect(longest.length / singles.length).toBeLessThan(0.45);
	});

	const articles = articlesOf(title);
	if (!articles) {
		process.stdout.write(`SKIPPED: ${name}: no text of ${title} under ${statutes}, cited articles not looked up\n`);
		test.skip('every cited article exists in the statute (no text on this machine)');
	} else
		test('every cited article exists in the statute', () => {
			const missing = parts.filter(({ label }) => !articles.has(articleIn(label?.article ?? '') ?? ''));
			expect(missing.map(({ code }) => code)).toEqual([]);
		});
});

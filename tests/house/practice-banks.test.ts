import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noChoices } from '#lib/content/item/choices.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { planItems, type PlannedItem } from '#lib/content/item/plan.ts';
import { nearestTwins } from '#lib/content/item/similarity.ts';
import { articleIn, articlesOf, editions, folder, laws, statutes, tablesOf } from './shipped.ts';

const plain = (text: string) => text.replace(/\s/g, '');
const quotes = (text: string) => [...text.matchAll(/“([^”]+)”/g)].map((match) => match[1] ?? '');

const names = readdirSync(folder).filter((name) => name.startsWith('practice-'));

test('there is a practice bank for each of the twelve laws', () => {
	expect(names).toHaveLength(12);
	expect(laws.drafts).toHaveLength(12);
});

describe.each(names)('%s', async (name) => {
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
	const titles = new Set(
		parts.map(({ label }) => editions.find((edition) => edition.lawEditionId === label?.lawEditionId)?.title ?? '')
	);
	const [title = ''] = titles;

	test('26 items of one law in the shipped format, without a problem', () => {
		expect(grids[0]?.rows[0]?.cells).toEqual([...shippedHeader]);
		expect(plan.problems).toEqual([]);
		expect(plan.items.flatMap((item) => item.problems)).toEqual([]);
		const count = (kind: string) => plan.items.filter((item) => item.whole?.kind === kind).length;
		expect(['judge', 'single', 'multiple', 'case'].map(count)).toEqual([8, 9, 6, 3]);
		expect(titles.size).toBe(1);
	});

	test('every part cites one article; its explanation names law, edition and article and quotes what it turns on', () => {
		const wrong = parts.filter(({ key, label }) => {
			const article = articleIn(label?.article ?? '');
			const words = key?.explanation ?? '';
			return !article || !words.includes(article) || !/《.+》（\d{4}年/.test(words) || quotes(words).length === 0;
		});
		expect(wrong.map(({ code }) => code)).toEqual([]);
	});

	// A set may mix laws: "this law" then refers to nothing.
	test('no question says 本法', () => {
		const wrong = parts.filter(({ part }) => JSON.stringify(part).includes('本法'));
		expect(wrong.map(({ code }) => code)).toEqual([]);
	});

	test('keys are spread, and the right option is not given away by its length', () => {
		const judged = parts.filter(({ part }) => part.kind === 'judge');
		const right = judged.filter(({ key }) => key?.correct[0] === 'T').length;
		expect(Math.abs(2 * right - judged.length)).toBeLessThanOrEqual(judged.length / 2);
		const singles = parts.filter(({ part }) => part.kind === 'single');
		const letters = ['A', 'B', 'C', 'D'].map(
			(letter) => singles.filter(({ key }) => key?.correct[0] === letter).length
		);
		expect(Math.max(...letters) / singles.length, letters.join()).toBeLessThanOrEqual(0.5);
		const longest = singles.filter(({ part, key }) => {
			const lengths = part.options.map(({ text }) => [...text].length);
			const own = lengths[part.options.findIndex(({ id }) => id === key?.correct[0])] ?? 0;
			return lengths.filter((length) => length >= own).length === 1;
		});
		expect(longest.length / singles.length).toBeLessThan(0.5);
	});

	const articles = articlesOf(title);
	if (!articles) {
		process.stdout.write(`SKIPPED: ${name}: no text of ${title} under ${statutes}\n`);
		test.skip('every cited article exists and holds what is quoted (no text on this machine)');
	} else
		test('every cited article exists and holds, letter by letter, what is quoted', () => {
			const wrong = parts.flatMap(({ code, key, label }) => {
				const text = plain(articles.get(articleIn(label?.article ?? '') ?? '') ?? '');
				const missing = quotes(key?.explanation ?? '').filter((quote) => !text.includes(plain(quote)));
				return text === '' ? [`${code} ${label?.article}`] : missing.map((quote) => `${code} “${quote}”`);
			});
			expect(wrong).toEqual([]);
		});
});

test('no two shipped items are near-duplicates, within a bank or between practice and exam', async () => {
	const all: { code: string; stem: string }[] = [];
	for (const name of readdirSync(folder).filter(
		(file) => /\.csv$/.test(file) && !/^(laws|guides|plan-|list-)/.test(file)
	)) {
		const plan = planItems(await tablesOf(name), { items: [], editions }, noChoices);
		for (const item of plan.items)
			for (const part of item.whole?.content.parts ?? []) all.push({ code: item.code, stem: part.stem });
	}
	expect(all.length).toBeGreaterThan(400);
	const twins = nearestTwins(
		all.map(({ stem }) => stem),
		0.8
	);
	expect(twins.flatMap((twin, index) => (twin ? [`${all[index]?.code} ${all[twin.index]?.code}`] : []))).toEqual([]);
});

describe('guides.csv', async () => {
	const [grid] = await tablesOf('guides.csv');
	const [header, ...rows] = (grid?.rows ?? []).map(({ cells }) => cells);
	const guide = rows.map(([title = '', label = '', part = '', heading = '', text = '', answer = '', article = '']) => ({
		title,
		label,
		part,
		heading,
		text,
		answer,
		article
	}));

	test('a guide for each of the twelve laws: why, ten articles, three short cases', () => {
		expect(header).toEqual(['法律', '版本', '栏目', '标题', '正文', '解答', '条文']);
		for (const { title, label } of laws.drafts) {
			const own = guide.filter((row) => row.title === title && row.label === label);
			const count = (part: string) => own.filter((row) => row.part === part).length;
			expect([title, count('导语'), count('要点'), count('短案例'), own.length]).toEqual([title, 1, 10, 3, 14]);
		}
		expect(guide).toHaveLength(12 * 14);
	});

	test('every row has its parts in a length that a phone shows at once', () => {
		const within = (text: string, least: number, most: number) => [...text].length >= least && [...text].length <= most;
		const wrong = guide.filter(({ part, heading, text, answer, article }) => {
			if (!within(heading, 3, 22)) return true;
			if (part === '导语') return !within(text, 100, 220) || answer !== '' || article !== '';
			if (!articleIn(article)) return true;
			return part === '要点'
				? !within(text, 50, 140) || answer !== ''
				: !within(text, 60, 180) || !within(answer, 60, 180);
		});
		expect(wrong.map(({ title, heading }) => `${title} ${heading}`)).toEqual([]);
	});

	test('every cited article exists', () => {
		const wrong = guide.filter(({ title, article }) => {
			const articles = articlesOf(title);
			return articles && article !== '' && !articles.has(articleIn(article) ?? '');
		});
		expect(wrong.map(({ title, article }) => `${title} ${article}`)).toEqual([]);
	});
});

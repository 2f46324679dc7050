import { expect, test } from 'vitest';
import { guidesHeader, readGuides } from '#lib/study/month/guide.ts';

const rows = (...cells: readonly (readonly string[])[]) =>
	[[...guidesHeader], ...cells].map((row, index) => ({ row: index + 1, cells: row }));

const lead = ['河灯法', '2021年修订', '导语', '夜里的灯', '为什么要学。', '', ''];
const point = ['河灯法', '2021年修订', '要点', '先报告', '放灯以前先报告。', '', '第四条'];
const story = ['《河灯法》', '2021 修订版', '短案例', '雨夜', '下雨能放吗？', '不能。', '第三条之一第二款'];

test('a guide is gathered from its rows, whatever way its law is written', () => {
	expect(readGuides(rows(lead, point, story))).toEqual([
		{
			title: '河灯法',
			label: '2021年修订',
			content: {
				heading: '夜里的灯',
				reason: '为什么要学。',
				points: [{ heading: '先报告', text: '放灯以前先报告。', article: { article: 4, inserted: 0 } }],
				cases: [
					{
						heading: '雨夜',
						text: '下雨能放吗？',
						answer: '不能。',
						article: { article: 3, inserted: 1, paragraph: 2 }
					}
				]
			}
		}
	]);
});

test.each([
	['the header', [{ row: 1, cells: ['法律', '版本'] }], /header/],
	[
		'an unknown part',
		rows(lead, ['河灯法', '2021年修订', '附言', 'x', 'y', '', '第一条']),
		/row 3: there is no part 附言/
	],
	[
		'an article that is none',
		rows(['河灯法', '2021年修订', '要点', 'x', 'y', '', '第四款']),
		/row 2: no article 第四款/
	]
])('%s that is off is named with its row', (_, given, message) => {
	expect(() => readGuides(given)).toThrow(message);
});

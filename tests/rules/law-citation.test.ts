import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	chineseNumber,
	formatCitation,
	parseChineseNumber,
	parseCitation,
	parseCitations
} from '#lib/content/law/citation.ts';
import { matchEdition, parseDay, parseLawKind, type LawEdition } from '#lib/content/law/law.ts';
import { readLaws } from '#lib/content/law/laws-file.ts';
import { asId } from '#lib/base/core/ids.ts';

test.each([
	['一', 1],
	['十', 10],
	['十一', 11],
	['二十', 20],
	['一百', 100],
	['一百零五', 105],
	['一百〇五', 105],
	['一百一十六', 116],
	['一百一十', 110],
	['两百', 200],
	['一千二百六十', 1260],
	['一一六', 116],
	['１１６', 116]
])('%s is %d', (text, value) => expect(parseChineseNumber(text)).toBe(value));

test('numbers that are none', () => {
	for (const text of ['', '条', 'abc', '一条', '12345']) expect(parseChineseNumber(text)).toBeUndefined();
});

test('every number up to 9999 is written and read back the same', () => {
	for (let value = 1; value <= 9999; value++) expect(parseChineseNumber(chineseNumber(value))).toBe(value);
	expect(chineseNumber(10)).toBe('十');
	expect(chineseNumber(110)).toBe('一百一十');
	expect(chineseNumber(1001)).toBe('一千零一');
});

test.each([
	['第十一条之一第二款', { article: 11, inserted: 1, paragraph: 2 }],
	['第十一条', { article: 11, inserted: 0 }],
	['第 11 条 第 2 款', { article: 11, inserted: 0, paragraph: 2 }],
	['第三条第（二）项', { article: 3, inserted: 0, item: 2 }],
	['第三条第一款第(十二)项第1目', { article: 3, inserted: 0, paragraph: 1, item: 12, subitem: 1 }],
	['第一千二百五十九条', { article: 1259, inserted: 0 }],
	['序言', { article: 0, inserted: 0 }],
	['11', { article: 11, inserted: 0 }]
])('%s is read', (text, citation) => expect(parseCitation(text)).toEqual(citation));

test.each(['', '第条', '第十一', '总纲', '第十一条之', '第零条', '第十一条第二款左右', '《宪法》第十一条'])(
	'%s is no citation',
	(text) => expect(parseCitation(text)).toBeUndefined()
);

test('several places in one cell; one that cannot be read spoils the cell', () => {
	expect(parseCitations('第七十四条、第七十七条第二款；第3条')?.map(formatCitation)).toEqual([
		'第七十四条',
		'第七十七条第二款',
		'第三条'
	]);
	expect(parseCitations('第七十四条、附则')).toBeUndefined();
	expect(parseCitations('')).toEqual([]);
});

test('a citation written and read again is the same', () => {
	const place = fc.record(
		{
			article: fc.integer({ min: 1, max: 1300 }),
			inserted: fc.integer({ min: 0, max: 30 }),
			paragraph: fc.integer({ min: 1, max: 20 }),
			item: fc.integer({ min: 1, max: 40 }),
			subitem: fc.integer({ min: 1, max: 9 })
		},
		{ requiredKeys: ['article', 'inserted'] }
	);
	fc.assert(
		fc.property(place, (citation) => {
			expect(parseCitation(formatCitation(citation))).toEqual(citation);
		})
	);
});

const edition = (
	id: number,
	title: string,
	shortTitle: string,
	label: string,
	repealedOn: string | null = null
): LawEdition => ({
	lawEditionId: asId(id),
	lawId: id,
	title,
	shortTitle,
	kind: 'statute',
	label,
	adoptedOn: null,
	inForceOn: null,
	repealedOn,
	checkedOn: null
});
const known = [
	edition(1, '中华人民共和国行政复议法', '行政复议法', '2017年修正', '2024-01-01'),
	edition(2, '中华人民共和国行政复议法', '行政复议法', '2023年修订'),
	edition(3, '中华人民共和国宪法', '宪法', '2018年修正'),
	edition(4, '信访工作条例', '信访工作条例', '2022年'),
	edition(5, '信访工作条例', '信访工作条例', '2030年')
];

test.each([
	['中华人民共和国行政复议法', '2023年修订', 2],
	['《行政复议法》', '2023 修订', 2],
	['行政复议法（2023年修订）', '', 2],
	['行政复议法', '', 2],
	['行政复议法', '2017年修正', 1],
	['宪法', '', 3],
	['《中华人民共和国宪法》', '2018年修正案', 3]
])('%s %s finds its edition', (title, label, id) => {
	const match = matchEdition(title, label, known);
	expect(match.found === 'one' && match.edition.lawEditionId).toBe(id);
});

test('unknown laws, unknown editions and open choices are told apart', () => {
	expect(matchEdition('民法典', '', known).found).toBe('noLaw');
	expect(matchEdition('宪法', '1999年修正', known).found).toBe('noEdition');
	expect(matchEdition('信访工作条例', '', known).found).toBe('several');
});

test('days and kinds', () => {
	expect(parseDay('2023年9月1日')).toBe('2023-09-01');
	expect(parseDay('2023/9/1')).toBe('2023-09-01');
	expect(parseDay('2023-02-30')).toBeUndefined();
	expect(parseLawKind('党内法规')).toBe('partyRegulation');
	expect(parseLawKind('习惯')).toBeUndefined();
});

test('the list of laws: rows and problems together', () => {
	const rows = [
		['法律', '简称', '类别', '版本', '通过日期', '施行日期', '核对日期'],
		['中华人民共和国宪法', '', '宪法', '2018年修正', '1982-12-04', '2018-03-11', '2026-11-23'],
		['', '', '法律', '2020年', '', '', ''],
		['某法', '', '歌曲', '', '2020-13-01', '', ''],
		['中华人民共和国宪法', '', '宪法', '2018年修正', '', '', '']
	].map((cells, index) => ({ row: index + 1, cells }));
	const { drafts, problems } = readLaws(rows);
	expect(drafts).toEqual([
		{
			title: '中华人民共和国宪法',
			shortTitle: '宪法',
			kind: 'constitution',
			label: '2018年修正',
			adoptedOn: '1982-12-04',
			inForceOn: '2018-03-11',
			repealedOn: null,
			checkedOn: '2026-11-23'
		}
	]);
	expect(problems.map(({ row, rule }) => `${row} ${rule}`)).toEqual([
		'3 noTitle',
		'4 noLabel',
		'4 unknownKind',
		'4 badDay',
		'5 doubleEdition'
	]);
	expect(readLaws([{ row: 1, cells: ['随便'] }]).problems[0]?.rule).toBe('noHeader');
});

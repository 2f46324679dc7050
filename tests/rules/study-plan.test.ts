import { planCalendar } from '#lib/study/month/calendar.server.ts';
import { fileTypeOf, keptFileName, materialLimits } from '#lib/study/month/material.ts';
import {
	findPlanHeader,
	monthKey,
	parseMonth,
	parseMonthKey,
	type PlanMonth,
	readPlan,
	splitLaws
} from '#lib/study/month/plan.ts';
import { asId } from '#lib/base/core/ids.ts';
import { describe, expect, test } from 'vitest';

const laws = ['宪法', '行政处罚法', '民法典', '监察法'].map((shortTitle, index) => ({
	lawId: index + 1,
	title: shortTitle === '民法典' ? '中华人民共和国民法典' : `中华人民共和国${shortTitle}`,
	shortTitle
}));

describe('reading a plan', () => {
	test.each([
		['3', 3],
		['3月', 3],
		['03', 3],
		['三月', 3],
		['十二月', 12],
		['十月份', 10],
		['二月', 2],
		['１１月', 11],
		['2027-03', 3],
		['2027年12月', 12]
	])('the month %s', (text, month) => expect(parseMonth(text)?.month).toBe(month));
	test.each(['', '13', '0', '二十月', '一季度', '2027'])('%j is no month', (text) =>
		expect(parseMonth(text)).toBeUndefined()
	);

	test('laws with and without their marks, with any separator', () => {
		expect(splitLaws('《宪法》《监察法》')).toEqual(['宪法', '监察法']);
		expect(splitLaws('宪法、监察法；《民法典》')).toEqual(['宪法', '监察法', '民法典']);
	});

	const rows = (...lines: string[]) => lines.map((line, index) => ({ row: index + 1, cells: line.split('|') }));
	const read = (...lines: string[]) => {
		const all = rows('2027年度“一月一法”学习计划', '序号|月 份|学习内容|学习重点|主讲单位|方式|备注', ...lines);
		const header = findPlanHeader(all)!;
		return readPlan(all, header, 2027, laws);
	};

	test('a plan as bureaus write it: title above, months in words, a line of signature below', () => {
		const { drafts, problems } = read(
			'2|三月|《宪法》、《监察法》|国家机构|区人大办|集中学法|',
			'1|1月|民法典|婚姻家庭|区法院|自学|春节',
			'||||制表：司法局||'
		);
		expect(problems).toEqual([]);
		expect(drafts).toEqual([
			{ month: 1, theme: '婚姻家庭', presenter: '区法院', mode: 'self', note: '春节', laws: ['民法典'] },
			{ month: 3, theme: '国家机构', presenter: '区人大办', mode: 'collective', note: '', laws: ['宪法', '监察法'] }
		]);
	});

	test('all problems at once, each with row, column and rule', () => {
		const { drafts, problems } = read(
			'1|13月|宪法||||',
			'2|2月|宪发||||',
			'3|3月|||||',
			'4|4月|宪法||||',
			'5|4月|民法典|||面授|',
			'6|2026年5月|宪法||||',
			`7|6月|宪法、宪法|${'长'.repeat(81)}|||`
		);
		expect(drafts.map(({ month }) => month)).toEqual([4]);
		expect(problems.map(({ row, column, rule }) => [row, column, rule])).toEqual([
			[3, '月 份', 'month.form'],
			[4, '学习内容', 'law.unknown'],
			[5, '学习内容', 'laws.empty'],
			[7, '月 份', 'month.twice'],
			[7, '方式', 'mode.form'],
			[8, '月 份', 'month.otherYear'],
			[9, '学习内容', 'law.twice'],
			[9, '学习重点', 'text.tooLong']
		]);
	});

	test('addresses of months', () => {
		expect(monthKey({ year: 2027, month: 3 })).toBe('2027-03');
		expect(parseMonthKey('2027-03')).toEqual({ year: 2027, month: 3 });
		for (const wrong of ['2027-3', '2027-13', '2027-00', '27-03', '2027-03-01'])
			expect(parseMonthKey(wrong)).toBeUndefined();
	});
});

test('the calendar: one all-day event a month, the same UID whatever changes, lines of 75 octets', () => {
	const month = (number: number): PlanMonth => ({
		id: asId<'planMonth'>(number),
		year: 2027,
		month: number,
		theme: '逗号, 分号; 与反斜线\\',
		presenter: '区司法局',
		mode: 'collective',
		note: '请把本单位的学习安排在月底以前完成，并在单位页面上登记到场人员，缺席人员自学补课。',
		laws: laws.slice(0, 2)
	});
	const plan = { year: 2027, title: '', publishedAt: 1, months: [month(2), month(12)] };
	const words = { name: '一月一法', event: (a: string, b: string) => `${a}：${b}`, presenter: (a: string) => a };
	const text = planCalendar([plan], words, 'http://10.1.2.3', Date.parse('2026-11-27T00:00:00Z'));
	expect(text).toContain('DTSTART;VALUE=DATE:20270201\r\nDTEND;VALUE=DATE:20270301\r\n');
	expect(text).toContain('DTEND;VALUE=DATE:20280101\r\n');
	expect(text).toContain('UID:xuefa-plan-2027-12\r\n');
	expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
	for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
	const unfolded = text.replace(/\r\n[ \t]/g, '');
	expect(unfolded).toContain('SUMMARY:宪法、行政处罚法：逗号\\, 分号\\; 与反斜线\\\\');
	expect(unfolded).toContain('URL;VALUE=URI:http://10.1.2.3/study/2027-02');
	expect(text).not.toMatch(/[^\r]\n/);
});

describe('files to attach', () => {
	const bytes = (...head: number[]) => Uint8Array.from([...head, 1, 2, 3]);
	test('are known by name and first bytes', () => {
		expect(fileTypeOf('讲稿.PDF', bytes(0x25, 0x50, 0x44, 0x46))).toEqual({ type: 'application/pdf' });
		expect(fileTypeOf('a.docx', bytes(0x50, 0x4b, 3, 4))).toMatchObject({ type: expect.stringContaining('word') });
		expect(fileTypeOf('a.txt', new TextEncoder().encode('学习'))).toEqual({ type: 'text/plain; charset=utf-8' });
		expect(fileTypeOf('a.pdf', bytes(0x50, 0x4b, 3, 4))).toBe('content');
		expect(fileTypeOf('a.html', bytes(0x3c))).toBe('type');
		expect(fileTypeOf('a.svg', bytes(0x3c))).toBe('type');
		expect(fileTypeOf('a.exe', bytes(0x4d, 0x5a))).toBe('type');
		expect(fileTypeOf('a.txt', bytes(0))).toBe('content');
		expect(fileTypeOf('a.pdf', new Uint8Array(0))).toBe('empty');
		expect(fileTypeOf('a.pdf', new Uint8Array(materialLimits.fileBytes + 1))).toBe('tooLarge');
	});
	test('keep a name without folders and signs that break headers', () => {
		expect(keptFileName('C:\\a\\..\\讲稿"1".pdf')).toBe('讲稿1.pdf');
		expect(keptFileName('../../x.pdf')).toBe('x.pdf');
		expect(keptFileName('')).toBe('file');
	});
});

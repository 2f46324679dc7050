import { openSheet } from '#lib/base/sheet/open.server.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { describe, expect, test } from 'vitest';
import { cells, readAll } from './sheet-read.ts';
import { workbook, zip } from './zip.ts';

const row = (n: number, inner: string) => `<row r="${n}">${inner}</row>`;
const inline = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
const number = (ref: string, value: string, style = 0) => `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
const people = row(1, inline('A1', '姓名') + inline('B1', '单位')) + row(3, inline('A3', '张三') + inline('B3', '甲'));

describe('cells as Excel shows them', () => {
	test('shared, inline, rich and phonetic strings; escapes; formulas by their value; booleans and errors', async () => {
		const strings = [
			'<t>姓名</t>',
			'<r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh>',
			'<t>一_x000D_二</t>'
		];
		const data =
			row(2, '<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c>') +
			row(3, '<c r="A3" t="str"><f>A1</f><v>李四</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c>');
		expect(await readAll(workbook([{ name: '一', data }], { strings }))).toEqual([
			{ row: 2, cells: ['姓名', '张三', '', '一\r二'] },
			{ row: 3, cells: ['李四', 'TRUE', '#N/A'] }
		]);
	});

	test('cells without references follow one another, empty ones too', async () => {
		const bare = (text: string) => (text === '' ? '<c/>' : `<c t="inlineStr"><is><t>${text}</t></is></c>`);
		const data = ['姓名,科室,单位', '张三,,甲']
			.map((line) => `<row>${line.split(',').map(bare).join('')}</row>`)
			.join('');
		expect(cells(await readAll(workbook([{ name: '一', data }])))).toEqual([
			['姓名', '科室', '单位'],
			['张三', '', '甲']
		]);
	});

	test('whole numbers without ".0", leading zeros by format, lost digits as exponent, dates in ISO form', async () => {
		const formats = ['00000', 'yyyy/m/d', 'yyyy"年"m"月"', '@', 'h:mm', 'yyyy-mm-dd hh:mm'];
		const data = row(
			1,
			number('A1', '13800138000.0') +
				number('B1', '123', 1) +
				number('C1', '420101199001011230') +
				number('D1', '45352', 2) +
				number('E1', '45352', 3) +
				number('F1', '1.10', 4) +
				number('G1', '0.5', 5) +
				number('H1', '45352.25', 6) +
				number('I1', '0.1')
		);
		expect(cells(await readAll(workbook([{ name: '一', data }], { formats })))).toEqual([
			[
				'13800138000',
				'00123',
				'4.20101199001011E+17',
				'2024-03-01',
				'2024-03',
				'1.1',
				'12:00',
				'2024-03-01 06:00',
				'0.1'
			]
		]);
	});

	test('the calendar from 1904', async () => {
		const data = row(1, number('A1', '43890', 1));
		expect(cells(await readAll(workbook([{ name: '一', data }], { formats: ['yyyy-mm-dd'], from1904: true })))).toEqual(
			[['2024-03-01']]
		);
	});

	test('rows and cells without references are counted', async () => {
		const data = '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c></row><row><c><v>2</v></c></row>';
		expect(await readAll(workbook([{ name: '一', data }]))).toEqual([
			{ row: 1, cells: ['甲', '1'] },
			{ row: 2, cells: ['2'] }
		]);
	});

	test('what is written is read again; text that looks like a formula stays text', async () => {
		const bytes = await xlsxBytes(
			'名册',
			['姓名', '工号', '分'],
			[
				['张三', '00123', 90.5],
				['=1+1', '-2', 0]
			],
			{ title: '标题' }
		);
		expect(cells(await readAll(bytes))).toEqual([
			['标题'],
			['姓名', '工号', '分'],
			['张三', '00123', '90.5'],
			['=1+1', '-2', '0']
		]);
		expect(Buffer.from(bytes).includes('<f>')).toBe(false);
	});
});

describe('sheets', () => {
	const empty = { name: 'Sheet2', data: '' };
	const other = { name: '说明', data: row(1, inline('A1', '填表说明')) };
	const knows = (cell: string) => cell === '姓名' || cell === '单位';
	test('empty and hidden sheets do not ask for a choice', async () => {
		const bytes = workbook([empty, { name: '名册', data: people }, { ...other, state: 'hidden' }]);
		const opened = await openSheet({ bytes }, 'x.xlsx');
		expect(opened.ok && [opened.value.sheetName, opened.value.sheetNames]).toEqual(['名册', ['名册']]);
	});
	test('of several, the one with known columns; else the user chooses', async () => {
		const bytes = workbook([other, { name: '名册', data: people }]);
		expect(await readAll(bytes)).toBe('chooseSheet');
		expect(await readAll(bytes, { knows })).toHaveLength(2);
		expect(await readAll(bytes, { sheet: '说明' })).toHaveLength(1);
		expect(await readAll(bytes, { sheet: '没有' })).toBe('noSheet');
	});
	test('nothing anywhere', async () => {
		expect(await readAll(workbook([empty]))).toBe('empty');
	});
});

describe('hostile and damaged workbooks', () => {
	const part = (content: string) => [{ name: 'xl/extra.xml', content }];
	test('entities are never expanded', async () => {
		const data = `${people}</sheetData></worksheet>`;
		const bytes = workbook([{ name: '一', data: people }]);
		expect(await readAll(bytes)).toHaveLength(2);
		const evil = zip([
			{ name: '_rels/.rels', content: '<!DOCTYPE x [<!ENTITY a "aaaa">]><Relationships>&a;</Relationships>' },
			{ name: 'xl/workbook.xml', content: data }
		]);
		expect(await readAll(evil)).toBe('hostileWorkbook');
	});
	test('a bomb: small file, gigabytes declared', async () => {
		const bytes = workbook([{ name: '一', data: people }], {
			extra: [{ name: 'xl/bomb.xml', content: 'x', declared: 2_000_000_000 }]
		});
		expect(await readAll(bytes)).toBe('hostileWorkbook');
	});
	test('a bomb: forty megabytes of one letter', async () => {
		expect(await readAll(workbook([{ name: '一', data: people }], { extra: part('x'.repeat(40_000_000)) }))).toBe(
			'hostileWorkbook'
		);
	});
	test('a part that is larger than it declares', async () => {
		const bytes = zip([
			{ name: '_rels/.rels', content: `<Relationships>${' '.repeat(50_000)}</Relationships>`, declared: 20 }
		]);
		expect(await readAll(bytes)).toBe('damagedWorkbook');
	});
	test('too many parts', async () => {
		const many = Array.from({ length: 300 }, (_, n) => ({ name: `xl/p${n}.xml`, content: 'x' }));
		expect(await readAll(workbook([{ name: '一', data: people }], { extra: many }))).toBe('hostileWorkbook');
	});
	test('paths that lead out, encrypted parts, cut files, other documents', async () => {
		const whole = workbook([{ name: '一', data: people }]);
		expect(await readAll(whole.subarray(0, whole.length - 30))).toBe('damagedWorkbook');
		expect(
			await readAll(workbook([{ name: '一', data: people }], { extra: [{ name: '../../etc/x', content: 'x' }] }))
		).toBe('damagedWorkbook');
		expect(await readAll(zip([{ name: 'xl/workbook.xml', content: 'x', flags: 1 }]))).toBe('encrypted');
		expect(await readAll(zip([{ name: 'word/document.xml', content: 'x' }]))).toBe('document');
		expect(await readAll(zip([{ name: 'a.txt', content: 'x' }]))).toBe('archive');
	});
	test('XML that is not well formed', async () => {
		expect(await readAll(workbook([{ name: '一', data: '<row><c></row>' }]))).toBe('damagedWorkbook');
	});
});

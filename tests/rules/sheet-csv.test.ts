import { csvBytes, safeText } from '#lib/base/sheet/write.ts';
import { recordCutter } from '#lib/base/sheet/records.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cells, readAll, utf8 } from './sheet-read.ts';

describe('separators', () => {
	const knows = (cell: string) => ['姓名', '单位', '工号'].includes(cell.trim());
	test.each([',', '\t', ';', '，', '|'])('%j is found on the header row', async (separator) => {
		const text = [
			'名册,附；注|一，二',
			['姓名', '单位', '工号'].join(separator),
			['张三', '甲、乙', 'A1'].join(separator)
		].join('\n');
		const rows = await readAll(utf8(text), { knows });
		expect(cells(rows).at(-1)).toEqual(['张三', '甲、乙', 'A1']);
	});

	test('"sep=;" of Excel is obeyed and is no row, but counts as a line', async () => {
		expect(await readAll(utf8('sep=;\r\n姓名;单位\r\n张,三;甲\r\n'))).toEqual([
			{ row: 2, cells: ['姓名', '单位'] },
			{ row: 3, cells: ['张,三', '甲'] }
		]);
	});

	test('a file of one column has none', async () => {
		expect(cells(await readAll(utf8('姓名\n张三\n李四\n')))).toEqual([['姓名'], ['张三'], ['李四']]);
	});
});

describe('records', () => {
	test('mixed line ends, line breaks and doubled quotes inside cells; rows are records', async () => {
		const text = '姓名,备注\r\n张三,"一\n二""三"""\n李四,"甲,乙"\r王五,\r\n"赵六","a\r\nb"\n';
		expect(await readAll(utf8(text))).toEqual([
			{ row: 1, cells: ['姓名', '备注'] },
			{ row: 2, cells: ['张三', '一\n二"三"'] },
			{ row: 3, cells: ['李四', '甲,乙'] },
			{ row: 4, cells: ['王五', ''] },
			{ row: 5, cells: ['赵六', 'a\r\nb'] }
		]);
	});

	test('a quotation mark that is never closed spoils its own line only', async () => {
		const rows = await readAll(utf8('姓名,备注\n张三,"没有关\n李四,好\n王五,也好\n'));
		expect(rows).toMatchObject([
			{ row: 1 },
			{ row: 2, brokenQuote: true },
			{ row: 3, cells: ['李四', '好'] },
			{ row: 4, cells: ['王五', '也好'] }
		]);
	});

	test('blank rows are passed over, their numbers kept; the last row without line end is not lost', async () => {
		expect(await readAll(utf8('姓名,单位\n,,\n\n  , \n张三,甲'))).toEqual([
			{ row: 1, cells: ['姓名', '单位'] },
			{ row: 5, cells: ['张三', '甲'] }
		]);
	});

	test('however the text is cut into pieces, the records are the same', () => {
		const piece = fc.stringMatching(/^[a甲,"\n\r ]{0,12}$/);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
				const whole = recordCutter(',');
				const atOnce = [...whole.push(pieces.join('')), ...whole.end()];
				const parts = recordCutter(',');
				const byPieces = [...pieces.flatMap((text) => parts.push(text)), ...parts.end()];
				expect(byPieces).toEqual(atOnce);
			}),
			{ numRuns: 2000 }
		);
	});

	test('arbitrary bytes never crash: rows or a named refusal', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
				const rows = await readAll(bytes);
				expect(typeof rows === 'string' ? rows.length : rows.length).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 500 }
		);
	});
});

describe('writing', () => {
	test.each(['=1+1', '+86', '-2+3', '@SUM(A1)', '＝1', '＋1', '－1', '＠x', '\t=1', ' =1', '\u0000=1', '\r\n'])(
		'%j opens as text',
		(text) => {
			expect(safeText(text)).toBe(`'${text}`);
		}
	);
	test.each(['张三', '1', '2-3', 'a=b', "'x", ''])('%j stays', (text) => {
		expect(safeText(text)).toBe(text);
	});

	test('byte order mark, CRLF, numbers as numbers', () => {
		const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
			csvBytes(
				['姓名', '分'],
				[
					['张,三', -3.5],
					['"引"', null]
				]
			)
		);
		expect(text).toBe('\ufeff姓名,分\r\n"张,三",-3.5\r\n"""引""",\r\n');
	});

	test('what is written is read again, cell for cell (but for the guard before formulas)', async () => {
		const cell = fc.string({ unit: fc.constantFrom('甲', 'a', ',', '"', '\n', ' ', '=', '-', ';'), maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
				const filled = rows.map(([a, b]) => [`x${a}`, b]);
				const read = await readAll(csvBytes(['一', '二'], filled), { knows: (name) => name === '一' || name === '二' });
				expect(cells(read).slice(1)).toEqual(filled.map((row) => row.map(safeText)));
			}),
			{ numRuns: 300 }
		);
	});
});

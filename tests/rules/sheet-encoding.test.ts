import { openSheet } from '#lib/base/sheet/open.server.ts';
import { describe, expect, test } from 'vitest';
import { gb18030 } from './gb18030.ts';
import { cells, readAll, utf16, utf8 } from './sheet-read.ts';

const table = '姓名,单位\r\n张三,司法局\r\n欧阳·示范,公安局\r\n';
const expected = [
	['姓名', '单位'],
	['张三', '司法局'],
	['欧阳·示范', '公安局']
];

describe('encodings met in offices', () => {
	test.each([
		['utf-8', utf8(table)],
		['utf-8-bom', utf8(`\ufeff${table}`)],
		['gb18030', gb18030(table)],
		['utf-16le', utf16(table, true)],
		['utf-16be', utf16(table, false)]
	])('%s is found and read', async (encoding, bytes) => {
		const opened = await openSheet({ bytes }, 'roster.csv');
		expect(opened.ok && opened.value.encoding).toBe(encoding);
		expect(cells(await readAll(bytes))).toEqual(expected);
	});

	test.each([true, false])('UTF-16 without a mark shows by its zero bytes (little endian: %s)', async (little) => {
		expect(cells(await readAll(utf16(table, little, false)))).toEqual(expected);
	});

	test('four-byte GB18030 keeps characters outside the basic plane', async () => {
		expect(cells(await readAll(gb18030('姓名,单位\n王𣲘𬭚,司法局')))).toEqual([
			['姓名', '单位'],
			['王𣲘𬭚', '司法局']
		]);
	});

	test('a character cut in two by the edge of a piece stays whole', async () => {
		const long = `姓名,单位\n${'王𣲘,司法局\n'.repeat(40_000)}`;
		const rows = await readAll(gb18030(long));
		expect(rows).toHaveLength(40_001);
		expect(typeof rows !== 'string' && rows.every((row, index) => index === 0 || row.cells[0] === '王𣲘')).toBe(true);
	});
});

describe('what is no table is refused by its name', () => {
	const old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
	const encrypted = [...old, ...Buffer.from('EncryptedPackage', 'utf16le')];
	test.each([
		['empty', []],
		['empty', [0xef, 0xbb, 0xbf, 0x0a]],
		['picture', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]],
		['picture', [0xff, 0xd8, 0xff, 0xe0]],
		['pdf', [...Buffer.from('%PDF-1.7')]],
		['archive', [...Buffer.from('Rar!')]],
		['oldExcel', old],
		['encrypted', encrypted],
		['binary', [...Buffer.from('姓名,单位\n张\u0000三,司法局\n')]],
		['binary', [...Buffer.from('姓名,单位\n张\u0001三,司法局\n')]],
		['encoding', [0xd0, 0xd5, 0xff, 0xff, 0x2c, 0x0a]],
		['htmlTable', [...Buffer.from('<html><table><tr><td>姓名</td></tr></table></html>')]],
		['htmlTable', [...gb18030('  <table border=1><tr><td>姓名</td></tr></table>')]],
		['damagedText', [0xef, 0xbb, 0xbf, ...Buffer.from('姓名\n'), 0xe5, 0xbc, 0x0a]]
	] as [string, number[]][])('%s', async (reason, bytes) => {
		expect(await readAll(Uint8Array.from(bytes))).toBe(reason);
	});

	test('UTF-8 with one broken byte is never taken for GB18030: every name would turn into another', async () => {
		const bytes = utf8('姓名,单位\n张三丰,司法局\n李四光,公安局\n王五岳,市场监管局\n');
		bytes[20] = 0xff;
		expect(await readAll(bytes)).toBe('damagedText');
	});

	test('a file over the limit', async () => {
		expect(await readAll(utf8(table), { maxBytes: 10 })).toBe('tooLarge');
	});
});

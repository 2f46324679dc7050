import { openSheet } from '#lib/base/sheet/open.server.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { itemText } from '#lib/content/item/text.ts';
import { expect, test } from 'vitest';

/** U+FFFD vanished from .xlsx exports, so that an item that held one came back as another version of itself. */
test('a replacement character survives .xlsx; noncharacters are never kept in an item', async () => {
	const text = '张\ufffd，题';
	const sheet = await openSheet({ bytes: await xlsxBytes('a', ['题干', '答案'], [[text, 'A']]) }, 'a.xlsx');
	if (!sheet.ok) throw new Error(sheet.reason);
	const cells: string[] = [];
	for await (const row of sheet.value.rows()) cells.push(row.cells[0] ?? '');
	expect(cells).toEqual(['题干', text]);
	expect(itemText('甲\u{1fffe}\uffff乙\u{10ffff}')).toBe('甲乙');
});

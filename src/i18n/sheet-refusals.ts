import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';
import type { Locale } from './area.ts';

type Detail = Readonly<Record<string, string | number>>;
type Words = Readonly<Record<SheetRefusal | 'tooManyRows', (detail: Detail) => string>>;

const megabytes = (bytes: string | number | undefined) => Math.round(Number(bytes ?? 0) / 1024 / 1024);

const zh: Words = {
	empty: () => '文件是空的。请确认选对了文件，并且已经保存。',
	tooLarge: ({ most }) => `文件太大，最多 ${megabytes(most)} MB。请拆成几个文件分别导入。`,
	picture: () => '这是一张图片，不是表格。请使用原来的 Excel 或 CSV 文件。',
	pdf: () => '这是 PDF，不是表格。请使用原来的 Excel 或 CSV 文件。',
	archive: () => '这是压缩包。请先解压，再选择里面的表格文件。',
	document: () => '这是 Word 文档，不是表格。请复制到 Excel 后另存为 .xlsx。',
	oldExcel: () => '这是旧版 Excel（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。',
	htmlTable: () => '这是网页另存的 .xls，不是真正的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。',
	encrypted: () => '文件设有密码或权限。请取消密码后再导入。',
	binary: ({ row }) => `文件里有不是文字的内容（第 ${row ?? 1} 行附近）。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。`,
	encoding: () => '认不出文件的文字编码。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。',
	damagedText: ({ row }) => `文件里有损坏的文字（第 ${row ?? 1} 行附近）。请从原文件重新导出。`,
	damagedWorkbook: () => 'Excel 文件已损坏。请用 Excel 或 WPS 打开，另存为新的 .xlsx 再导入。',
	hostileWorkbook: () => '这个文件解开后大得不正常，为安全起见不予读取。请把内容复制到新的 Excel 文件里再导入。',
	noSheet: ({ sheet, names }) => `没有名为“${sheet ?? ''}”的工作表，现有：${names ?? ''}。`,
	chooseSheet: ({ names }) => `有几个工作表都有内容：${names ?? ''}。请指定一个。`,
	tooManyRows: ({ most }) => `行数太多，最多 ${most} 行。请拆成几个文件分别导入。`
};

const en: Words = {
	empty: () => 'The file is empty. Check that it is the right one and has been saved.',
	tooLarge: ({ most }) => `The file is too large; ${megabytes(most)} MB at most. Divide it into several.`,
	picture: () => 'This is a picture, not a table. Use the original Excel or CSV file.',
	pdf: () => 'This is a PDF, not a table. Use the original Excel or CSV file.',
	archive: () => 'This is an archive. Unpack it and choose the table inside.',
	document: () => 'This is a Word document, not a table. Copy it into Excel and save as .xlsx.',
	oldExcel: () => 'This is an old Excel file (.xls). Open it in Excel or WPS and save as .xlsx.',
	htmlTable: () => 'This is a web page saved as .xls. Open it in Excel or WPS and save as .xlsx.',
	encrypted: () => 'The file has a password or restricted rights. Remove them first.',
	binary: ({ row }) => `The file holds something that is no text (near row ${row ?? 1}). Open it and save as .xlsx.`,
	encoding: () => 'The text encoding is not recognised. Open the file in Excel or WPS and save as .xlsx.',
	damagedText: ({ row }) => `The file holds damaged text (near row ${row ?? 1}). Export it again from its source.`,
	damagedWorkbook: () => 'The Excel file is damaged. Open it in Excel or WPS and save it as a new .xlsx.',
	hostileWorkbook: () => 'Unpacked, this file is abnormally large and is not read. Copy its content into a new file.',
	noSheet: ({ sheet, names }) => `There is no sheet “${sheet ?? ''}”; there are: ${names ?? ''}.`,
	chooseSheet: ({ names }) => `Several sheets hold rows: ${names ?? ''}. Choose one.`,
	tooManyRows: ({ most }) => `Too many rows; ${most} at most. Divide the file into several.`
};

/** Why a table file cannot be read, and what to do. */
export const describeSheetRefusal = (
	locale: Locale,
	reason: SheetRefusal | 'tooManyRows',
	detail: Detail = {}
): string => (locale === 'en' ? en : zh)[reason](detail);

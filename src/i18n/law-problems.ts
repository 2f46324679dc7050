import type { LawFileRefusal } from '#lib/content/law/law-file.server.ts';
import type { LawImportRefusal, LawUndoRefusal } from '#lib/content/law/law-import.server.ts';
import type { LawProblem } from '#lib/content/law/law-plan.ts';
import { area, type Locale } from './area.ts';

type Detail = Readonly<Record<string, string | number>>;

/** Why a file gives no text, and what to do. */
const files: Readonly<Record<LawFileRefusal, readonly [zh: string, en: string]>> = {
	empty: ['文件是空的。请确认选对了文件。', 'The file is empty. Check that it is the right one.'],
	tooLarge: ['文件超过 20 MB，不是一部法律的正文。请拆开分别导入。', 'The file is larger than 20 MB. Divide it.'],
	picture: [
		'这是图片。请使用国家法律法规数据库下载的 Word（.docx）文件，或复制文字另存为 .txt。',
		'This is a picture. Use the Word file (.docx) of the national law database, or save the text as .txt.'
	],
	pdf: [
		'这是 PDF。请使用国家法律法规数据库下载的 Word（.docx）文件，或复制文字另存为 .txt。',
		'This is a PDF. Use the Word file (.docx) of the national law database, or save the text as .txt.'
	],
	archive: [
		'这种压缩包读不了。请解压后重新打成 .zip，或直接选择里面的文件。',
		'This archive cannot be read. Pack it as .zip.'
	],
	document: [
		'这是 RTF 文档。请用 Word 或 WPS 打开，另存为 .docx。',
		'This is RTF. Open it in Word or WPS and save as .docx.'
	],
	oldExcel: [
		'这是旧版 Office 文件。请用 Word 或 WPS 打开，另存为 .docx。',
		'This is an old Office file. Save it as .docx.'
	],
	oldWord: [
		'这是旧版 Word 文件（.doc）。请用 Word 或 WPS 打开，另存为 .docx 再导入。',
		'This is an old binary Word file (.doc). Open it in Word or WPS and save as .docx.'
	],
	htmlTable: ['网页里没有文字。', 'The page holds no text.'],
	encrypted: ['文件设有密码。请取消密码后再导入。', 'The file has a password. Remove it first.'],
	binary: [
		'文件里有不是文字的内容。请另存为 .docx 或 .txt。',
		'The file holds something that is no text. Save it as .docx or .txt.'
	],
	encoding: [
		'认不出文件的文字编码。请另存为 .docx 或 UTF-8 文本。',
		'The encoding is not recognised. Save as .docx or UTF-8.'
	],
	damagedText: ['文件里有损坏的文字。请从原处重新下载。', 'The file holds damaged text. Download it again.'],
	damagedWorkbook: ['文件已损坏，打不开。请重新下载。', 'The file is damaged. Download it again.'],
	hostileWorkbook: [
		'这个文件解开后大得不正常，或文件太多，为安全起见不予读取。',
		'Unpacked, this file is abnormally large or holds too many files; it is not read.'
	],
	noSheet: ['这是表格，不是法律正文。', 'This is a table, not a statute.'],
	chooseSheet: ['这是表格，不是法律正文。', 'This is a table, not a statute.'],
	workbook: ['这是 Excel 表格，不是法律正文。', 'This is a workbook, not a statute.'],
	nested: ['压缩包里还有压缩包。请先解压里面的那一个。', 'An archive lies inside the archive. Unpack that one first.'],
	autoNumbered: [
		'条文的编号是 Word 自动生成的，正文里没有“第…条”。请在 Word 或 WPS 中全选复制，粘贴为纯文本，另存为 .txt。',
		'Word makes the numbers of the articles itself. Select all, paste as plain text, and save as .txt.'
	],
	noText: ['文件里没有文字。', 'The file holds no text.']
};

export const describeLawFile = (locale: Locale, refusal: LawFileRefusal): string =>
	files[refusal][locale === 'en' ? 1 : 0];

const problems = area(
	{
		noArticles: () => '没有找到“第…条”。请确认文件是法律正文，而不是目录、解读或公告。',
		noTitle: () => '没有找到法律名称。请填写名称。',
		noLabel: () => '看不出是哪一年的版本。请填写版本，如“2021年修订”。',
		badDay: (text: string) => `“${text}”不是日期。请写成 2021-07-15。`,
		sameTwice: (text: string) => `与 ${text} 是同一部法律的同一版本，内容却不同。请只留一个。`,
		inForceUnknown: (text: string) =>
			`正文没有说明本版本的施行日期${text === '' ? '' : `（可能是 ${text}，请核对）`}。请填写；也可以以后补填。`,
		titleFromName: (text: string) => `正文里没有名称，按文件名取为“${text}”。请核对。`,
		gap: (text: string) => `条文编号有跳跃：“${text}”。请核对前面是否缺条。`,
		outOfOrder: (text: string) => `“${text}”的编号比前面的小，没有当作条文。请核对。`,
		emptyArticle: (text: string) => `第 ${text} 条没有内容。请核对文件是否完整。`,
		leftOut: (text: string) => `没有收入正文：“${text}”。`
	},
	{
		noArticles: () => 'No 第…条 was found. Check that this is the text of a statute.',
		noTitle: () => 'No title was found. State it.',
		noLabel: () => 'The edition cannot be told. State it, e.g. 2021年修订.',
		badDay: (text: string) => `“${text}” is no day. Write 2021-07-15.`,
		sameTwice: (text: string) => `The same edition of the same law as ${text}, with another text. Keep one of them.`,
		inForceUnknown: (text: string) =>
			`The text does not say when this edition comes into force${text === '' ? '' : ` (perhaps ${text}; check)`}. State it now or later.`,
		titleFromName: (text: string) => `The text has no title; “${text}” was taken from the file name. Check it.`,
		gap: (text: string) => `The numbers jump: “${text}”. Check whether articles are missing before it.`,
		outOfOrder: (text: string) => `“${text}” has a smaller number than the one before and was not taken as an article.`,
		emptyArticle: (text: string) => `Article ${text} is empty. Check that the file is complete.`,
		leftOut: (text: string) => `Not taken into the text: “${text}”.`
	}
);

export const describeLawProblem = (locale: Locale, { rule, text }: LawProblem): string => problems(locale)[rule](text);

const refusals = area(
	{
		forbidden: () => '您没有导入法律的权限。',
		notAllClean: ({ refused }: Detail) => `有 ${refused ?? 0} 个文件不能导入。请先处理，或选择只导入其余文件。`,
		nothingToImport: () => '没有要导入的：这些文本已经在库里了。',
		noImport: () => '没有这次导入。',
		undone: () => '这次导入已经撤销过了。',
		changedSince: () => '其中有的版本后来又导入过新的文本。请先撤销后一次导入。',
		used: () => '其中有的法律已经被题目、学习计划、清单或集中学法用到，不能撤销。'
	},
	{
		forbidden: () => 'You may not import laws.',
		notAllClean: ({ refused }: Detail) => `${refused ?? 0} files are refused. Settle them, or take the others only.`,
		nothingToImport: () => 'Nothing to import: these texts are here already.',
		noImport: () => 'There is no such import.',
		undone: () => 'This import has been undone already.',
		changedSince: () => 'Some of its editions got another text since. Undo the later import first.',
		used: () => 'Some of its laws are used by items, a plan, a list or a session and cannot go.'
	}
);

export const describeLawRefusal = (locale: Locale, reason: LawImportRefusal | LawUndoRefusal, detail: Detail = {}) =>
	refusals(locale)[reason](detail);

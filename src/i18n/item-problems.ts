import type { ItemProblem, ItemRule } from '#lib/content/item/item-problem.ts';
import type { Locale } from './area.ts';

/** What is wrong, and what to do about it. */
export interface ProblemWords {
	readonly what: string;
	readonly remedy: string;
}

type Detail = Readonly<Record<string, string | number>>;
type Words = readonly [what: (detail: Detail) => string, remedy: string];

const kindsZh: Detail = { judge: '判断', single: '单选', multiple: '多选' };
const kindsEn: Detail = { judge: 'true–false', single: 'single choice', multiple: 'multiple choice' };

const zh: Readonly<Record<ItemRule, Words>> = {
	noHeader: [
		() => '找不到同时写有“题干”和“答案”的表头',
		'请在前 20 行内写一行表头，或下载模板对照；列名不同的，可在本页指定各列的含义'
	],
	noRows: [() => '文件里没有试题', '请确认试题写在表头下面，没有写在别的工作表里'],
	unknownColumn: [() => '不认识这一列', '这一列不会导入；如果有用，请在本页指定它的含义'],
	unusedColumn: [() => '这一列用不到', '不会导入，无需处理'],
	doubleColumn: [() => '有两列含义相同', '只读取靠左的一列；如果应读另一列，请在本页指定'],
	noKindColumn: [() => '没有“题型”列', '题型按选项和答案推断，请在预览中核对'],
	noDifficultyColumn: [() => '没有“难度”列', '难度一律记为 3，导入后可修改'],
	noExplanationColumn: [() => '没有“解析”列', '可以导入；考试结束后考生将看不到解析'],
	noArticleColumn: [() => '没有“条文”列', '可以导入；建议补上依据条文，法律修改时才能找出要复核的题'],
	brokenQuote: [() => '这一行的引号不成对，内容不可信', '请检查这一行的英文引号，或另存为 .xlsx 再导入'],
	missingStem: [() => '题干是空的', '请填写题干；空行请删去'],
	tooLong: [({ length, limit }) => `有 ${length} 个字，超过 ${limit} 个字`, '请精简文字'],
	stemNumber: [() => '题干开头带有题号', '题号已去掉，请核对'],
	optionsInStem: [({ count }) => `选项写在题干里，已分出 ${count} 个`, '请在预览中核对'],
	unknownKind: [({ text }) => `不认识的题型“${text}”`, '请写：判断、单选或多选'],
	unsupportedKind: [({ text }) => `“${text}”不能由系统判分`, '只支持判断、单选、多选和由它们组成的案例题'],
	kindCode: [({ code }) => `题型写的是代码 ${code}，无法确定含义`, '请在本页选择这个代码代表的题型'],
	kindCodeRead: [({ code, kind }) => `题型代码 ${code} 读作${kindsZh[String(kind)]}`, '请核对；不对的，请在本页改选'],
	kindInferred: [({ kind }) => `题型没有填写，按内容推断为${kindsZh[String(kind)]}`, '请核对'],
	kindUnclear: [() => '题型没有填写，也无法从选项和答案看出', '请填写题型'],
	fewOptions: [({ count }) => `只有 ${count} 个选项`, '单选、多选至少要有 2 个选项'],
	manyOptions: [({ count }) => `有 ${count} 个选项，超过 8 个`, '请减到 8 个（A 至 H）以内'],
	optionGap: [({ letter }) => `选项 ${letter} 是空的，后面却还有选项`, '请补上，或把后面的选项依次前移并同时改答案'],
	equalOptions: [({ letter, twin }) => `选项 ${letter} 与选项 ${twin} 相同`, '请改掉其中一个'],
	optionsUnread: [() => '一个单元格里的选项分不开', '请用“A.…B.…”、换行或 | 分开，或每个选项占一列'],
	optionLetter: [() => '选项文字前面带有字母（如“A、”）', '照原样导入，答题页会出现两次字母；不需要的请删去'],
	judgeOptions: [() => '判断题的选项不是“正确、错误”', '请把选项改为正确、错误，或留空，或改为单选题'],
	lockSet: [({ text }) => `选项“${text}”依赖选项顺序`, '已设为固定选项顺序'],
	lockForLetters: [() => '解析里提到了选项字母', '已设为固定选项顺序，以免解析与打乱后的选项对不上'],
	missingAnswer: [() => '没有答案', '请填写答案'],
	answerUnread: [({ text }) => `看不懂答案“${text}”`, '选择题请写选项字母，判断题请写正确或错误'],
	answerWithoutOption: [({ letter }) => `答案里有 ${letter}，但没有选项 ${letter}`, '请补上选项或改正答案'],
	singleWithSeveral: [({ text }) => `单选题有多个答案：${text}`, '请只留一个答案，或把题型改为多选'],
	multipleWithOne: [({ letter }) => `多选题只有一个答案：${letter}`, '可以导入；如果应为单选，请改题型'],
	answerRepeated: [({ text }) => `答案“${text}”里有重复的字母`, '重复的已去掉，请核对是否写错'],
	answerByText: [({ letter }) => `答案写的是选项内容，读作 ${letter}`, '请核对'],
	explanationMissing: [() => '没有解析', '可以导入，建议补上'],
	badDifficulty: [({ text }) => `看不懂难度“${text}”`, '请写 1（易）到 5（难）的整数，或简单、中等、困难'],
	difficultyMissing: [() => '难度没有填写', '记为 3'],
	badLock: [({ text }) => `看不懂固定选项顺序“${text}”`, '请写“是”或留空'],
	missingLaw: [() => '没有写明法律', '请填写，或在本页为这些题统一指定法律，或选择“不属于某部法律”'],
	unknownLaw: [
		({ law }) => `系统里没有《${String(law).replace(/[《》]/g, '')}》`,
		'请在本页新建这部法律，或选择它对应的法律'
	],
	unknownEdition: [
		({ law, label, known }) => `《${String(law).replace(/[《》]/g, '')}》没有“${label}”这个版本，已有：${known}`,
		'请在本页选择版本或新建'
	],
	severalEditions: [
		({ law, known }) => `《${String(law).replace(/[《》]/g, '')}》有多个版本：${known}`,
		'请在“版本”列写明，或在本页选择'
	],
	repealedEdition: [({ law, label, day }) => `《${law}》${label}已于 ${day} 失效`, '可以导入；请确认确实要考旧法'],
	articleMissing: [() => '没有写明条文', '可以导入，建议补上'],
	badArticle: [({ text }) => `看不懂条文“${text}”`, '照原样保存；建议写成“第十一条之一第二款”的形式'],
	caseWithoutMaterial: [() => '案例题没有案例材料', '请在该案例的第一行填写案例材料'],
	caseMaterialDiffers: [() => '同一案例的材料前后不一致', '请只在第一行填写材料，或改用不同的案例编号'],
	caseScattered: [({ code }) => `案例 ${code} 的各小题没有排在一起`, '已合并为一个案例，请核对'],
	casePartRefused: [
		({ row }) => `同一案例的第 ${row} 行有问题`,
		'请先改好那一行；一个案例要么整体导入，要么整体不导入'
	],
	doubleCode: [({ code, row }) => `编号 ${code} 与第 ${row} 行重复`, '请改用不同的编号'],
	codeRetired: [({ code }) => `编号 ${code} 的试题已停用`, '请先恢复那道题，或改用新的编号'],
	codeOtherItem: [
		({ code }) => `题库里编号 ${code} 是另一道内容完全不同的题`,
		'若要替换，请勾选“按编号替换”；否则请选择“不使用文件里的编号”'
	],
	duplicateInFile: [({ row }) => `与第 ${row} 行是同一道题`, '请删去一行'],
	duplicateInBank: [({ code }) => `与题库里的 ${code} 是同一道题`, '请删去这一行，或改用那个编号来更新那道题'],
	sameStem: [({ twin }) => `题干与 ${twin} 相同，选项不同`, '请核对是否为同一道题'],
	nearDuplicate: [({ twin, percent }) => `与 ${twin} 有 ${percent}% 相似`, '请核对是否重复']
};

const en: Readonly<Record<ItemRule, Words>> = {
	noHeader: [
		() => 'No header names both a stem and an answer',
		'Write a header within the first 20 rows, compare with the template, or say on this page what each column holds'
	],
	noRows: [() => 'The file holds no questions', 'Check that they stand below the header and not in another sheet'],
	unknownColumn: [() => 'Unknown column', 'It is not imported; if it matters, say on this page what it holds'],
	unusedColumn: [() => 'This column is not needed', 'It is not imported; nothing to do'],
	doubleColumn: [() => 'Two columns mean the same', 'The left one is read; say on this page if it should be the other'],
	noKindColumn: [
		() => 'There is no column for the kind',
		'Kinds are inferred from options and answers: check them in the preview'
	],
	noDifficultyColumn: [() => 'There is no column for difficulty', 'All items get 3; it can be changed later'],
	noExplanationColumn: [
		() => 'There is no column for explanations',
		'Can be imported; candidates will see none after the exam'
	],
	noArticleColumn: [
		() => 'There is no column for the article',
		'Can be imported; articles show which items to review when a law changes'
	],
	brokenQuote: [
		() => 'Quotation marks in this row are not closed; its cells cannot be trusted',
		'Check the quotes, or save as .xlsx and import that'
	],
	missingStem: [() => 'The stem is empty', 'Fill it in, or delete the row'],
	tooLong: [({ length, limit }) => `${length} characters; ${limit} are allowed`, 'Shorten the text'],
	stemNumber: [() => 'The stem began with a number', 'It was taken off: please check'],
	optionsInStem: [({ count }) => `Options stood in the stem; ${count} were taken out`, 'Check them in the preview'],
	unknownKind: [({ text }) => `Unknown kind “${text}”`, 'Write 判断 or 单选 or 多选'],
	unsupportedKind: [
		({ text }) => `“${text}” cannot be scored automatically`,
		'True–false, single and multiple choice, and cases made of them are supported'
	],
	kindCode: [
		({ code }) => `The kind is the code ${code}, whose meaning is not clear`,
		'Choose on this page what it stands for'
	],
	kindCodeRead: [
		({ code, kind }) => `Kind code ${code} was read as ${kindsEn[String(kind)]}`,
		'Check; change it on this page if it is wrong'
	],
	kindInferred: [({ kind }) => `No kind given; inferred as ${kindsEn[String(kind)]}`, 'Please check'],
	kindUnclear: [() => 'No kind given, and options and answer do not show it', 'Fill in the kind'],
	fewOptions: [({ count }) => `Only ${count} option(s)`, 'Choice items need at least 2'],
	manyOptions: [({ count }) => `${count} options, more than 8`, 'Keep to A–H'],
	optionGap: [
		({ letter }) => `Option ${letter} is empty but others follow`,
		'Fill it, or move the others up and change the answer with them'
	],
	equalOptions: [({ letter, twin }) => `Options ${letter} and ${twin} are the same`, 'Change one of them'],
	optionsUnread: [
		() => 'The options in one cell cannot be told apart',
		'Divide them by “A.…B.…”, line breaks or |, or give each a column'
	],
	optionLetter: [
		() => 'Option texts begin with their letters (“A、”)',
		'Imported as they are; the letter will show twice. Delete it if not wanted'
	],
	judgeOptions: [
		() => 'The options of a true–false item are not true and false',
		'Write 正确 and 错误 , leave them empty, or make it single choice'
	],
	lockSet: [({ text }) => `Option “${text}” depends on the order of options`, 'The order has been locked'],
	lockForLetters: [
		() => 'The explanation names option letters',
		'The order has been locked, so that they keep matching'
	],
	missingAnswer: [() => 'No answer', 'Fill it in'],
	answerUnread: [
		({ text }) => `The answer “${text}” cannot be read`,
		'Write option letters, or 正确/错误 for true–false'
	],
	answerWithoutOption: [
		({ letter }) => `The answer names ${letter}, but there is no option ${letter}`,
		'Add the option or correct the answer'
	],
	singleWithSeveral: [
		({ text }) => `Single choice with several answers: ${text}`,
		'Keep one, or make it multiple choice'
	],
	multipleWithOne: [
		({ letter }) => `Multiple choice with one answer only: ${letter}`,
		'Can be imported; change the kind if it should be single'
	],
	answerRepeated: [
		({ text }) => `The answer “${text}” repeats a letter`,
		'The repetition was dropped: check for a typing error'
	],
	answerByText: [({ letter }) => `The answer repeats an option; read as ${letter}`, 'Please check'],
	explanationMissing: [() => 'No explanation', 'Can be imported; better added'],
	badDifficulty: [({ text }) => `The difficulty “${text}” cannot be read`, 'Write 1 (easy) to 5 (hard)'],
	difficultyMissing: [() => 'No difficulty', 'Set to 3'],
	badLock: [({ text }) => `“${text}” is neither yes nor no`, 'Write 是 or leave it empty'],
	missingLaw: [() => 'No law named', 'Fill it in, choose one law for all such rows on this page, or choose “no law”'],
	unknownLaw: [({ law }) => `The law “${law}” is not known here`, 'Create it on this page, or choose the law it means'],
	unknownEdition: [
		({ law, label, known }) => `“${law}” has no edition “${label}”; known: ${known}`,
		'Choose or create the edition on this page'
	],
	severalEditions: [
		({ law, known }) => `“${law}” has several editions: ${known}`,
		'Name it in the column for the edition, or choose on this page'
	],
	repealedEdition: [
		({ law, label, day }) => `“${law}” ${label} is no longer in force since ${day}`,
		'Can be imported; make sure the old law is meant'
	],
	articleMissing: [() => 'No article named', 'Can be imported; better added'],
	badArticle: [
		({ text }) => `The article “${text}” cannot be read`,
		'Kept as it is; the usual form is 第十一条之一第二款'
	],
	caseWithoutMaterial: [() => 'The case has no material', 'Write it in the first row of the case'],
	caseMaterialDiffers: [
		() => 'The rows of the case give different materials',
		'Write it in the first row only, or use another case number'
	],
	caseScattered: [({ code }) => `The parts of case ${code} do not stand together`, 'They were joined: please check'],
	casePartRefused: [
		({ row }) => `Row ${row} of the same case has a problem`,
		'Mend that row first; a case is imported whole or not at all'
	],
	doubleCode: [({ code, row }) => `Number ${code} also stands in row ${row}`, 'Use another number'],
	codeRetired: [({ code }) => `Item ${code} is retired`, 'Restore it first, or use a new number'],
	codeOtherItem: [
		({ code }) => `Number ${code} is a quite different question in the bank`,
		'Tick “replace by number” if that is meant; otherwise do not use the file’s numbers'
	],
	duplicateInFile: [({ row }) => `The same question as row ${row}`, 'Delete one of them'],
	duplicateInBank: [
		({ code }) => `The same question as ${code} in the bank`,
		'Delete the row, or give it that number to update the item'
	],
	sameStem: [({ twin }) => `The same stem as ${twin}, with other options`, 'Check whether it is the same question'],
	nearDuplicate: [({ twin, percent }) => `${percent}% like ${twin}`, 'Check whether it is a duplicate']
};

/** A problem of a question file in words. */
export function describeItemProblem(locale: Locale, problem: Pick<ItemProblem, 'rule' | 'detail'>): ProblemWords {
	const [what, remedy] = (locale === 'en' ? en : zh)[problem.rule];
	return { what: what(problem.detail ?? {}), remedy };
}

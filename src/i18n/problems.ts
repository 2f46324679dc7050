import type { Problem } from '#lib/base/core/problem.ts';
import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';
import type { RosterRule } from '#lib/people/roster/draft.ts';
import type { UnitRule } from '#lib/people/roster/units-file.ts';
import { area, type Locale } from './area.ts';
import { personProblems } from './person-problems.ts';
import { rowProblems } from './row-problems.ts';
import type { Detail, RuleWords, Sentence } from './rule-words.ts';
import { describeSheetRefusal } from './sheet-refusals.ts';
import { unitProblems } from './unit-problems.ts';

/** What is wrong, and what to do about it. */
export interface Described {
	readonly what: string;
	readonly remedy: string;
}

const words: Readonly<Record<RosterRule | UnitRule, RuleWords>> = {
	...rowProblems,
	...unitProblems,
	...personProblems
};

/** The words for a problem of a unit list or roster. */
export function describeProblem(locale: Locale, problem: Problem<RosterRule | UnitRule>): Described {
	const [what, remedy] = words[problem.rule][locale];
	const text = (sentence: Sentence) => (typeof sentence === 'string' ? sentence : sentence(problem.detail ?? {}));
	return { what: text(what), remedy: text(remedy) };
}

/** Why nothing came of a whole file. */
const faults = area(
	{
		header: '找不到表头：名册至少要有“姓名”一列，单位表至少要有“单位名称”一列。请检查表头的写法，或指定哪一列是什么。',
		noRows: '表头下面没有数据。请检查是否选错了文件。',
		forbidden: '您没有导入的权限。',
		gone: '这次上传已经导入或已过期。请重新上传。',
		stale: '预览之后单位或人员有了变化，已重新核对。请再看一遍预览。',
		examRunning: '现在有人正在考试。超过 2,000 人的名册要在考试结束后导入，以免耽误考生保存答案；预览会保留 24 小时。',
		undecided: '还有要您决定或不能导入的行。请先处理，或勾选只导入没有疑问的行。',
		nothing: '文件与现有记录相同，没有要改的。'
	},
	{
		header: 'No header was found: a roster needs a name column, a unit list a unit name column.',
		noRows: 'There is nothing below the header. Check that it is the right file.',
		forbidden: 'You may not import.',
		gone: 'This upload has been imported or has expired. Upload the file again.',
		stale: 'Units or people have changed since the preview; it was made again. Please look at it once more.',
		examRunning:
			'Somebody is sitting an exam. A roster of more than 2,000 people waits until it is over, so that no answer has to wait; the preview is kept for 24 hours.',
		undecided: 'Some rows ask or are refused. Settle them, or choose to import only the clean rows.',
		nothing: 'The file says what is on record; there is nothing to change.'
	}
);

export type FileFault =
	| SheetRefusal
	| 'header'
	| 'noRows'
	| 'forbidden'
	| 'gone'
	| 'stale'
	| 'examRunning'
	| 'undecided'
	| 'nothing'
	| 'tooManyRows';

/** The words for a file or an import that was refused as a whole. */
export function describeFault(locale: Locale, reason: FileFault, detail: Detail = {}): string {
	const known = faults(locale);
	return reason in known
		? known[reason as keyof typeof known]
		: describeSheetRefusal(locale, reason as SheetRefusal, detail);
}

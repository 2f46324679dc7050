import type { LawKind } from '#lib/content/law/law.ts';
import type { ListProblem, ListRule } from '#lib/study/list/list-rows.ts';
import type { Locale } from './area.ts';
import { lawKindName } from './laws.ts';
import type { Detail, RuleWords, Sentence } from './rule-words.ts';

const kindOf = (locale: Locale, detail: Detail): string => lawKindName(locale, detail.kind as LawKind);

/** What may be wrong with a row of a list's file. */
const words: Readonly<Record<ListRule, RuleWords>> = {
	'tier.empty': {
		zh: ['没有写层级', '填“共性”或“个性”；与上一行相同的可以留空'],
		en: ['No tier', 'Write 共性 or 个性 – blank repeats the row above']
	},
	'tier.form': {
		zh: [(d) => `层级“${d.value}”不认识`, '填“共性”或“个性”'],
		en: [(d) => `The tier “${d.value}” is unknown`, 'Write 共性 or 个性']
	},
	'audience.empty': {
		zh: ['个性清单没有写明对象', '填单位类别，或“职务：局长、主任”'],
		en: ['A specific list must say whom it is for', 'Name unit categories, or posts as 职务：局长、主任']
	},
	'audience.onCommon': {
		zh: [(d) => `共性清单面向全体，却写了对象“${d.value}”`, '清空对象，或把层级改成“个性”'],
		en: [(d) => `A common list is for everybody, but “${d.value}” is named`, 'Empty the cell, or make it 个性']
	},
	'audience.unknown': {
		zh: [(d) => `没有“${d.value}”这个单位类别`, (d) => `现有类别：${d.known || '无'}；职务请写成“职务：局长”`],
		en: [
			(d) => `There is no unit category “${d.value}”`,
			(d) => `Known: ${d.known || 'none'}; write posts as 职务：局长`
		]
	},
	'law.empty': {
		zh: ['没有写法律名称', '填上名称，或删去这一行'],
		en: ['No law is named', 'Name one, or remove the row']
	},
	'law.tooLong': {
		zh: [(d) => `名称超过 ${d.most} 个字`, '核对是否把别的内容填进了这一格'],
		en: [(d) => `The title is longer than ${d.most} characters`, 'Check that it is a title']
	},
	'law.awaited': {
		zh: [(d) => `库里没有《${d.title}》`, '先按名称列入，不能计入已学；导入正文后自动对上'],
		en: [
			(d) => `There is no law called 《${d.title}》`,
			'It is listed by its title and cannot be covered until it is imported'
		]
	},
	'kind.form': {
		zh: [(d) => `类别“${d.value}”不认识`, '填宪法、法律、行政法规、地方性法规、规章、司法解释或党内法规'],
		en: [
			(d) => `The kind “${d.value}” is unknown`,
			'Write 宪法、法律、行政法规、地方性法规、规章、司法解释 or 党内法规'
		]
	},
	'kind.differs': {
		zh: [(d) => `库里《${d.title}》的类别是${kindOf('zh', d)}`, '按库里的类别列入'],
		en: [(d) => `《${d.title}》 is of another kind: ${kindOf('en', d)}`, 'The kind of the database is taken']
	},
	'kind.guessed': {
		zh: [(d) => `没有写《${d.title}》的类别`, (d) => `按名称列为${kindOf('zh', d)}；不对请在表里写明`],
		en: [
			(d) => `No kind of 《${d.title}》`,
			(d) => `Taken for ${kindOf('en', d)} by its title; write it if that is wrong`
		]
	},
	'articles.form': {
		zh: [(d) => `“${d.value}”不是条文范围`, '写成“第十条至第二十条”“10-20”，几段用顿号隔开；整部留空'],
		en: [(d) => `“${d.value}” is no range of articles`, 'Write 第十条至第二十条 or 10-20; empty for the whole law']
	},
	'articles.order': {
		zh: [(d) => `“${d.value}”的起止颠倒了`, '把小的条号写在前面'],
		en: [(d) => `“${d.value}” ends before it begins`, 'Write the lower number first']
	},
	'articles.unknown': {
		zh: [(d) => `《${d.title}》没有${d.value}`, '核对条号'],
		en: [(d) => `《${d.title}》 has no ${d.value}`, 'Check the number']
	},
	'articles.several': {
		zh: ['一格里有几部法律，条文不知道是哪一部的', '每部法律各写一行'],
		en: ['Several laws in one cell: whose articles are they?', 'Write one law per row']
	},
	'entry.twice': {
		zh: [(d) => `《${d.title}》在第 ${d.row} 行已经有了`, '删去一行'],
		en: [(d) => `《${d.title}》 stands in row ${d.row} already`, 'Remove one of the rows']
	},
	'list.mixed': {
		zh: [(d) => `清单“${d.title}”前后写了不同的层级或对象`, '一份清单只有一种层级和对象；不同的另起名称'],
		en: [(d) => `The list “${d.title}” has two tiers or audiences`, 'Give the second one another name']
	},
	'list.otherAudience': {
		zh: [
			(d) => `已有的清单“${d.title}”层级或对象不同（现为：${d.value || '全体'}）`,
			'先在清单里改对象，或换一个清单名称'
		],
		en: [
			(d) => `The list “${d.title}” is for others (${d.value || 'everybody'})`,
			'Change its audience first, or choose another name'
		]
	},
	'list.tooMany': {
		zh: [(d) => `一份清单最多 ${d.most} 条`, '分成几份清单'],
		en: [(d) => `At most ${d.most} entries in a list`, 'Make several lists']
	},
	'title.tooLong': {
		zh: [(d) => `清单名称超过 ${d.most} 个字`, '在“清单”一列写一个短的名称'],
		en: [(d) => `The name of the list is longer than ${d.most} characters`, 'Write a shorter one into the column 清单']
	},
	'note.tooLong': {
		zh: [(d) => `备注超过 ${d.most} 个字`, '缩短后重新导入'],
		en: [(d) => `The note is longer than ${d.most} characters`, 'Shorten it']
	}
};

export function describeListProblem(locale: Locale, problem: ListProblem) {
	const [what, remedy] = words[problem.rule][locale];
	const text = (sentence: Sentence) => (typeof sentence === 'string' ? sentence : sentence(problem.detail ?? {}));
	return { what: text(what), remedy: text(remedy) };
}

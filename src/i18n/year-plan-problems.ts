import type { PlanProblem, PlanRule } from '#lib/study/month/plan.ts';
import type { Locale } from './area.ts';
import type { RuleWords, Sentence } from './rule-words.ts';

/** What may be wrong with a row of a year plan's file. */
const words: Readonly<Record<PlanRule, RuleWords>> = {
	'month.form': {
		zh: [(d) => `“${d.value}”不是月份`, '写成 1 到 12，或“三月”“2027-03”'],
		en: [(d) => `“${d.value}” is no month`, 'Write 1 to 12, 三月 or 2027-03']
	},
	'month.twice': {
		zh: [(d) => `这个月在第 ${d.row} 行已经有了`, '把同月的法律写在同一格，用顿号隔开'],
		en: [(d) => `The month stands in row ${d.row} already`, 'Put all laws of a month into one cell']
	},
	'month.otherYear': {
		zh: [(d) => `“${d.value}”不在 ${d.year} 年`, '改正年份，或换成那一年的计划'],
		en: [(d) => `“${d.value}” is not in ${d.year}`, 'Correct the year, or import into that year’s plan']
	},
	'laws.empty': {
		zh: ['没有写法律', '填上法律名称，或删去这一行'],
		en: ['No law is named', 'Name one, or remove the row']
	},
	'laws.tooMany': {
		zh: [(d) => `写了 ${d.found} 部法律，最多 ${d.most} 部`, '分到别的月份'],
		en: [(d) => `${d.found} laws; at most ${d.most}`, 'Move some to another month']
	},
	'law.unknown': {
		zh: [(d) => `库里没有《${d.title}》`, '核对名称，或先用“法律法规”或 xuefa import law 导入'],
		en: [(d) => `There is no law called 《${d.title}》`, 'Check the name, or import it first (xuefa import law)']
	},
	'law.twice': {
		zh: [(d) => `《${d.title}》写了两次`, '删去一个'],
		en: [(d) => `《${d.title}》 stands there twice`, 'Remove one']
	},
	'mode.form': {
		zh: [(d) => `方式“${d.value}”不认识`, '写“集中学法”或“自学”'],
		en: [(d) => `The way “${d.value}” is unknown`, 'Write 集中学法 or 自学']
	},
	'text.tooLong': {
		zh: [(d) => `超过 ${d.most} 个字`, '缩短后重新导入'],
		en: [(d) => `Longer than ${d.most} characters`, 'Shorten it']
	}
};

export function describeYearPlanProblem(locale: Locale, problem: PlanProblem) {
	const [what, remedy] = words[problem.rule][locale];
	const text = (sentence: Sentence) => (typeof sentence === 'string' ? sentence : sentence(problem.detail ?? {}));
	return { what: text(what), remedy: text(remedy) };
}

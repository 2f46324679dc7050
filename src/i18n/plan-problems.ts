import type { PlanProblem, PlanRule } from '#lib/exam/plan/plan-problem.ts';
import type { Locale } from './area.ts';

type Detail = Readonly<Record<string, string | number>>;
interface Words {
	readonly what: string;
	readonly remedy: string;
}
type Say = (detail: Detail) => readonly [what: string, remedy: string];

const range = (detail: Detail, zh: boolean): string => {
	const { least, most } = detail;
	if (least !== undefined && most !== undefined) return `${least}–${most}`;
	if (least !== undefined) return zh ? `不小于 ${least}` : `${least} or more`;
	return zh ? `不大于 ${most ?? ''}` : `${most ?? ''} or less`;
};

const zh: Record<PlanRule, Say> = {
	missing: (d) => ['缺少必填内容', d.expected ? `请补上 ${d.expected}` : '请填写'],
	unknownField: (d) => [
		`没有名为“${d.found}”的字段`,
		d.near ? `是否应为“${d.near}”？` : '请删除，或对照 xuefa exam schema 改名'
	],
	wrongType: (d) => [`内容类型不对：${d.found ?? ''}`, `应为 ${d.expected}`],
	notOneOf: (d) => [`不认识的取值 ${d.found}`, `可选：${d.expected}`],
	outOfRange: (d) => ['数值超出范围', `请填 ${range(d, true)}`],
	notAMoment: (d) => [`看不懂的时间“${d.found}”`, '请写成 2026-12-04 08:30、now 或 +2h'],
	notPoints: () => ['小数位太多', '最多两位小数，如 1.5'],
	windowOrder: () => ['结束时间不晚于开始时间', '请调整考试时间'],
	windowPast: (d) => [`考试时间已过（${d.at} 结束）`, '请把结束时间改到以后'],
	bandOrder: () => ['等次分数线顺序不对', '应为：0 < 合格 ≤ 良好 ≤ 优秀'],
	bandAboveTotal: (d) => [`分数线高于试卷总分 ${Number(d.total) / 100} 分`, '请调低分数线，或增加题目分值'],
	perOptionMissing: () => ['按选项给分，但没有写每个选项的分值', '请填写每个选项的分值'],
	perOptionUseless: () => ['填了每个选项的分值，但多选计分规则用不到', '请删去分值，或改选“按选项给分”'],
	variantsNeedTwo: () => ['至少要两套试卷', '请把套数改为 2 以上'],
	notANetwork: (d) => [`不是网段“${d.found}”`, '请写成 10.20.0.0/16、192.168.1.8 或 2001:db8::/32'],
	notAConfigKey: () => ['不是 Safe Exam Browser 的 Config Key', '请从 SEB 配置工具复制 64 位十六进制字符'],
	noMonth: () => ['没有选择月份', '请至少选择一个月，或改为“不设条件”'],
	notAMonth: (d) => [`不是月份“${d.found}”`, '请写成 2027-03'],
	monthTwice: (d) => [`${d.month} 写了两次`, '请删去一处'],
	monthNotPlanned: (d) => [
		`已发布的年度学习计划里没有 ${d.month}，在发布以前谁都学不完这个月，也就不能开考`,
		'请先发布含有这个月的学习计划，或改选其他月份'
	],
	creditsAgainstRule: () => [
		'以学分作为开考条件。国办函〔2026〕12号规定，不得以积分排名、学习时长等作为考核依据',
		'是否采用由主办单位自行决定并负责；建议改为“学完指定月份的小测”，或不设条件'
	],
	noPaper: () => ['还没有选择组卷方案', '请先选择或新建一个组卷方案'],
	noBank: () => ['没有选择题库', '请至少选择一个题库'],
	unknownBank: (d) => [`没有题库“${d.found}”`, `现有：${d.known}`],
	practiceBank: (d) => [`题库“${d.found}”是练习题库，考生可能见过题目`, '正式考试建议使用考试题库'],
	noRows: () => ['组卷方案没有题目行', '请至少添加一行：题型、数量、分值'],
	noSection: () => ['缺少大题名称', '如：一、判断题'],
	partsOnlyForCase: () => ['小题数只用于案例题', '案例题每题 1–20 小题，其他题型请填 1'],
	unknownLaw: (d) => [`没有法律“${d.found}”`, `请用全称或简称，如：${d.known}；不限请写 any`],
	tooManySlots: () => ['题目太多', '一份试卷最多 300 题'],
	shortage: (d) => [
		`第 ${d.rows} 行共需 ${d.need} 题，题库里符合条件且不重复的只有 ${d.have} 题`,
		'请减少数量、放宽法律或难度，或往题库补题'
	],
	variantsOverlap: (d) => [
		`各套试卷完全不重复需要 ${d.need} 题，现有 ${d.have} 题，各套会有相同的题`,
		'可以发布；如不希望重复，请补题或减少套数'
	],
	itemsAmended: (d) => [
		`题库里有 ${d.items} 道题引用的条文在考试当日已修改或废止，可能被抽中（${d.codes}）`,
		'可以发布；请先在题库里点“待复核”逐题核对，改到新版本或停用'
	],
	nobody: () => ['参考名单是空的', '请选择全体人员、单位、类别或个人'],
	unknownUnit: (d) => [`没有单位“${d.found}”`, '请用单位代码或完整名称'],
	unknownCategory: (d) => [`没有单位类别“${d.found}”`, `现有：${d.known}`],
	unknownPerson: (d) => [`没有人员“${d.found}”`, '请用工号或手机号，并先导入名册'],
	severalPersons: (d) => [`“${d.found}”对应多人`, '请用工号'],
	noEstablishment: () => ['此人不在任何单位的编制名册里', '请先在名册中登记编制单位'],
	listedTwice: (d) => [`${d.found} 在名单里写了两次`, '每人只能有一种参考情况，请删去一处'],
	reasonMissing: () => ['缺少原因', '请写明原因'],
	rosterMoved: (d) => [
		`名册有变动：新增 ${d.joined} 人、离开 ${d.left} 人、调动 ${d.moved} 人（${d.who}）`,
		'如需按最新名册，请重新生成名单后再发布'
	],
	windowTooShort: (d) => [
		`${d.who || '考试'}的时间段（${d.from} 至 ${d.to}）不够答完：${d.start} 开考会少 ${d.missing} 分钟，涉及 ${d.people} 人`,
		'请延后结束时间、缩短答题时长，或改为“开考后给足时间”'
	],
	latestEntryCuts: (d) => [
		`${d.who || '考试'}最迟 ${d.start} 可以开考，但 ${d.to} 统一收卷，会少 ${d.missing} 分钟，涉及 ${d.people} 人`,
		'请提前最迟开考时间、延后结束时间，或改为“开考后给足时间”'
	],
	overrideNarrows: () => ['单独时间的结束早于考试结束', '如要另排场次，请同时写明开始和结束时间']
};

const en: Record<PlanRule, Say> = {
	missing: (d) => ['required, but missing', d.expected ? `add ${d.expected}` : 'fill it in'],
	unknownField: (d) => [
		`there is no field "${d.found}"`,
		d.near ? `did you mean "${d.near}"?` : 'remove it, or see xuefa exam schema'
	],
	wrongType: (d) => [`wrong kind of value: ${d.found ?? ''}`, `expected ${d.expected}`],
	notOneOf: (d) => [`unknown value ${d.found}`, `one of: ${d.expected}`],
	outOfRange: (d) => ['out of range', `use ${range(d, false)}`],
	notAMoment: (d) => [`"${d.found}" is no moment`, 'write 2026-12-04 08:30, now, or +2h'],
	notPoints: () => ['too many decimals', 'at most two, e.g. 1.5'],
	windowOrder: () => ['the window ends before it begins', 'change the times'],
	windowPast: (d) => [`the window is over (ended ${d.at})`, 'move its end to a later moment'],
	bandOrder: () => ['the cut scores are out of order', '0 < pass ≤ good ≤ excellent'],
	bandAboveTotal: (d) => [
		`cut score above the paper's total of ${Number(d.total) / 100}`,
		'lower it, or give the items more points'
	],
	perOptionMissing: () => ['points per option are missing', 'fill in pointsPerOption'],
	perOptionUseless: () => [
		'points per option are given but the rule does not use them',
		'remove them, or choose the rule perOption'
	],
	variantsNeedTwo: () => ['variants need at least two papers', 'use 2 or more'],
	notANetwork: (d) => [`“${d.found}” is no network`, 'Write 10.20.0.0/16, 192.168.1.8 or 2001:db8::/32'],
	notAConfigKey: () => [
		'This is no Config Key of Safe Exam Browser',
		'Copy the 64 hex digits from its configuration tool'
	],
	noMonth: () => ['no month is chosen', 'choose at least one, or no condition'],
	notAMonth: (d) => [`"${d.found}" is no month`, 'write 2027-03'],
	monthTwice: (d) => [`${d.month} is listed twice`, 'remove one'],
	monthNotPlanned: (d) => [
		`no published year plan holds ${d.month}: until one does, nobody can finish it, and nobody can start`,
		'publish a plan with this month first, or choose another month'
	],
	creditsAgainstRule: () => [
		'credits are a condition for starting; rule 国办函〔2026〕12号 of 2026 does not allow points rankings or study time as a basis of assessment',
		'whether to use them is the decision and the responsibility of the organiser; prefer the quizzes of named months, or no condition'
	],
	noPaper: () => ['no blueprint is chosen', 'choose or make one'],
	noBank: () => ['no item bank is chosen', 'choose at least one'],
	unknownBank: (d) => [`there is no bank "${d.found}"`, `known: ${d.known}`],
	practiceBank: (d) => [`"${d.found}" is a practice bank: candidates may know its items`, 'prefer an exam bank'],
	noRows: () => ['the blueprint has no rows', 'add at least one: kind, count, points'],
	noSection: () => ['the heading is missing', 'e.g. 一、判断题'],
	partsOnlyForCase: () => ['parts are for cases only', '1–20 for a case, 1 for other kinds'],
	unknownLaw: (d) => [`there is no law "${d.found}"`, `use its title or short title, e.g. ${d.known}; "any" for any`],
	tooManySlots: () => ['too many questions', 'a paper has at most 300'],
	shortage: (d) => [
		`rows ${d.rows} together need ${d.need} items; the banks hold only ${d.have} different ones that fit`,
		'ask for fewer, allow more laws or difficulties, or add items'
	],
	variantsOverlap: (d) => [
		`papers without a common item need ${d.need} items, there are ${d.have}`,
		'may be published; add items or use fewer variants to avoid it'
	],
	itemsAmended: (d) => [
		`${d.items} items that may be drawn cite articles that are amended or repealed on the day of the exam (${d.codes})`,
		'may be published; review them in their bank first: move them to the new edition, or retire them'
	],
	nobody: () => ['nobody is on the list', 'choose everyone, units, categories or persons'],
	unknownUnit: (d) => [`there is no unit "${d.found}"`, 'use its code or its exact name'],
	unknownCategory: (d) => [`there is no category "${d.found}"`, `known: ${d.known}`],
	unknownPerson: (d) => [
		`there is no person "${d.found}"`,
		'use the staff number or mobile, and import the roster first'
	],
	severalPersons: (d) => [`"${d.found}" is several people`, 'use the staff number'],
	noEstablishment: () => [
		"this person is on no unit's establishment",
		'enter the establishment unit in the roster first'
	],
	listedTwice: (d) => [`${d.found} is listed twice`, 'everyone has one standing: remove one entry'],
	reasonMissing: () => ['the reason is missing', 'say why'],
	rosterMoved: (d) => [
		`the roster has changed: ${d.joined} joined, ${d.left} left, ${d.moved} moved (${d.who})`,
		'take the list from the roster anew if it should follow'
	],
	windowTooShort: (d) => [
		`the window ${d.from} – ${d.to} ${d.who ? `of ${d.who} ` : ''}is too short: who starts at ${d.start} loses ${d.missing} minutes (${d.people} people)`,
		'end it later, shorten the working time, or grant the full time past the end'
	],
	latestEntryCuts: (d) => [
		`${d.who ? `${d.who}: ` : ''}entry is open until ${d.start}, but all papers close at ${d.to}: ${d.missing} minutes are lost (${d.people} people)`,
		'close entry earlier, end the window later, or grant the full time past the end'
	],
	overrideNarrows: () => [
		"ends before the exam's own window",
		'for a session of its own name both its opening and its end'
	]
};

/** What is wrong and what to do about it, in the reader's language. */
export function describePlanProblem(locale: Locale, { rule, detail }: PlanProblem): Words {
	const [what, remedy] = (locale === 'en' ? en : zh)[rule](detail ?? {});
	return { what, remedy };
}

const places: Readonly<Record<string, readonly [zh: string, en: string]>> = {
	title: ['考试名称', 'Title'],
	organiser: ['主办单位', 'Organiser'],
	'scheme.minutes': ['答题时长', 'Working time'],
	'scheme.attempts': ['答题次数', 'Attempts'],
	'scheme.variants': ['试卷套数', 'Number of papers'],
	'scheme.graceSeconds': ['收卷宽限', 'Grace'],
	'scheme.latestEntryMinutes': ['最迟开考', 'Latest entry'],
	'scheme.outageCreditMinutes': ['服务中断补时', 'Outage credit'],
	'scheme.ranking.minSat': ['参与排名的最少人数', 'Fewest who sat'],
	'scheme.ranking.minParticipationPercent': ['最低参考率', 'Participation'],
	'scheme.bands': ['等次分数线', 'Cut scores'],
	'scheme.bands.pass': ['合格线', 'Pass'],
	'scheme.bands.good': ['良好线', 'Good'],
	'scheme.bands.excellent': ['优秀线', 'Excellent'],
	'scheme.pointsPerOption': ['每个选项得分', 'Points per option'],
	'scheme.eligibility': ['开考条件', 'Condition for starting'],
	'scheme.eligibility.months': ['开考条件', 'Condition for starting'],
	'scheme.eligibility.least': ['最低学分', 'Credits needed'],
	window: ['考试时间', 'Window'],
	'window.closesAt': ['结束时间', 'End']
};

/** What a page calls the place that a path names, with its colon; '' for places that the words name themselves. */
export function placeOf(locale: Locale, path: string): string {
	const names = places[path];
	if (!names) return '';
	return locale === 'en' ? `${names[1]}: ` : `${names[0]}：`;
}

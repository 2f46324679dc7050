import type { PlanProblem } from '#lib/exam/plan/plan-problem.ts';
import type { SheetProblem, SheetRule } from '#lib/study/session/sheet-file.ts';
import type { Locale } from './area.ts';
import { describePlanProblem } from './plan-problems.ts';
import type { RuleWords, Sentence } from './rule-words.ts';

const words: Readonly<Record<SheetRule, RuleWords>> = {
	'row.broken': {
		zh: ['这一行的引号没有配对，内容不可靠', '请用 Excel 或 WPS 打开，另存为 .xlsx 再导入'],
		en: ['a quotation mark is never closed', 'save the file as .xlsx and import that']
	},
	'row.twice': {
		zh: [(d) => `${d.name} 在第 ${d.row} 行已经有了`, '内容相同，只登记一次'],
		en: [(d) => `${d.name} stands in row ${d.row} already`, 'the same entry; it is recorded once']
	},
	'row.contradicts': {
		zh: [(d) => `${d.name} 与第 ${d.row} 行不一致`, '请核对，只留一行'],
		en: [(d) => `${d.name} is entered otherwise in row ${d.row}`, 'check, and leave one of the rows']
	},
	'name.empty': {
		zh: ['没有姓名，也没有工号或手机', '请补上姓名、工号或手机'],
		en: ['neither a name nor a number', 'fill in the name, staff number or mobile']
	},
	'name.notName': {
		zh: [(d) => `“${d.text}”不像姓名`, '请核对姓名一列'],
		en: [(d) => `“${d.text}” is no name`, 'check the name column']
	},
	'number.form': {
		zh: [(d) => `“${d.text}”不是工号或手机号`, '请核对号码，或删去号码改用单位和姓名'],
		en: [(d) => `“${d.text}” is neither staff number nor mobile`, 'check it, or use unit and name instead']
	},
	'number.lost': {
		zh: [(d) => `“${d.text}”的数字已丢失`, '请把该列设为文本后从原表重新导出'],
		en: [(d) => `the digits of “${d.text}” are lost`, 'format the column as text and export again']
	},
	'number.unknown': {
		zh: [(d) => `名单和名册里没有号码 ${d.number}`, '请核对号码，或先把此人导入名册'],
		en: [(d) => `nobody has the number ${d.number}`, 'check it, or import the person into the roster first']
	},
	'number.two': {
		zh: ['工号和手机号是两个人的', '请核对，改正其中一个'],
		en: ['staff number and mobile belong to two people', 'check and correct one of them']
	},
	'number.otherName': {
		zh: [(d) => `这个号码是“${d.other}”的，表上写的是“${d.name}”`, '请核对号码和姓名'],
		en: [(d) => `the number is that of “${d.other}”, the sheet says “${d.name}”`, 'check number and name']
	},
	'person.several': {
		zh: [(d) => `单位里有 ${d.people} 个“${d.name}”`, '请加上工号或手机号'],
		en: [(d) => `${d.people} people of the unit are called “${d.name}”`, 'add the staff number or mobile']
	},
	'person.unknown': {
		zh: [(d) => `单位里没有“${d.name}”`, '请核对姓名和单位，或加上工号'],
		en: [(d) => `nobody of the unit is called “${d.name}”`, 'check name and unit, or add the staff number']
	},
	'unit.missing': {
		zh: [
			(d) => `“${d.name}”没有写单位，也没有号码`,
			'请补上单位或工号；合并单元格请勾选“与上一行相同”，或给整张表选一个单位'
		],
		en: [
			(d) => `neither unit nor number for “${d.name}”`,
			'add one; for merged cells say that blanks are the unit above, or choose a unit for the whole sheet'
		]
	},
	'unit.unknown': {
		zh: [
			(d) => `没有单位“${d.text}”`,
			(d) => (d.nearest ? `是否为 ${d.nearest}？请写全称或代码，或加上工号` : '请写单位全称或代码，或加上工号')
		],
		en: [
			(d) => `there is no unit “${d.text}”`,
			(d) =>
				d.nearest
					? `${d.nearest}? write the full name or code, or add the staff number`
					: 'write the full name or code, or add the staff number'
		]
	},
	'unit.outside': {
		zh: [(d) => `“${d.text}”不在您管理的单位内`, '请删去这一行，由该单位自己登记'],
		en: [(d) => `“${d.text}” is not one of your units`, 'leave the row out; that unit records its own people']
	},
	'status.unknown': {
		zh: [(d) => `看不懂“${d.text}”`, '请写 实到、请假 或 缺席'],
		en: [(d) => `“${d.text}” cannot be read`, 'write 实到 (present) or 请假 (leave) or 缺席 (absent)']
	},
	'status.blank': {
		zh: ['没有签到', '不登记；完成本场后算缺席，如已到会请补上'],
		en: ['not signed', 'nothing is recorded; absent once the session is closed']
	},
	'leave.kind': {
		zh: ['请假没有写类别', '记为“其他”；可写 公务、病假、事假'],
		en: ['no kind of leave', 'recorded as other; write 公务 (duty) or 病假 (sick) or 事假 (personal)']
	},
	'walkIn.added': {
		zh: [(d) => `${d.name} 不在应到名单上`, '记为“临时参加”'],
		en: [(d) => `${d.name} was not expected`, 'recorded as a walk-in']
	},
	'walkIn.notAllowed': {
		zh: [(d) => `${d.name} 不在应到名单上，本场不接收名单以外的人`, '请联系组织单位，或删去这一行'],
		en: [
			(d) => `${d.name} was not expected, and this session takes nobody else`,
			'ask the organiser, or leave the row out'
		]
	},
	'walkIn.notPresent': {
		zh: [(d) => `${d.name} 不在应到名单上，不能登记请假或缺席`, '请先加入应到名单，或删去这一行'],
		en: [
			(d) => `${d.name} was not expected and can be neither on leave nor absent`,
			'list the person first, or leave the row out'
		]
	}
};

/** What is wrong with a place of a sign-in sheet, and what to do about it. */
export function describeSheetProblem(
	locale: Locale,
	{ rule, detail = {} }: SheetProblem
): { readonly what: string; readonly remedy: string } {
	const [what, remedy] = words[rule][locale];
	const say = (sentence: Sentence) => (typeof sentence === 'string' ? sentence : sentence(detail));
	return { what: say(what), remedy: say(remedy) };
}

/** What reads otherwise of a session than of an exam. */
const ofFile: Readonly<Record<string, RuleWords>> = {
	unknownField: {
		zh: [
			(d) => `没有名为“${d.found}”的字段`,
			(d) => (d.near ? `是否应为“${d.near}”？` : '请删除，或对照 xuefa study sessions schema 改名')
		],
		en: [
			(d) => `there is no field "${d.found}"`,
			(d) => (d.near ? `did you mean "${d.near}"?` : 'remove it, or see xuefa study sessions schema')
		]
	},
	unknownLaw: {
		zh: [(d) => `没有法律“${d.found}”`, (d) => `请用全称或简称，如：${d.known}；或先导入`],
		en: [
			(d) => `there is no law "${d.found}"`,
			(d) => `use its title or short title, e.g. ${d.known}, or import it first`
		]
	},
	nobody: {
		zh: ['应到名单是空的', '请写 "all"，或写单位、类别、人员；并先导入名册'],
		en: ['nobody is expected', 'write "all", or units, categories or persons, and import the roster first']
	}
};

/** What is wrong with a place of a session's file, and what to do about it. */
export function describeSessionProblem(
	locale: Locale,
	problem: PlanProblem
): { readonly what: string; readonly remedy: string } {
	const own = Object.hasOwn(ofFile, problem.rule) ? ofFile[problem.rule] : undefined;
	if (!own) return describePlanProblem(locale, problem);
	const [what, remedy] = own[locale];
	const say = (sentence: Sentence) => (typeof sentence === 'string' ? sentence : sentence(problem.detail ?? {}));
	return { what: say(what), remedy: say(remedy) };
}

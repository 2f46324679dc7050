import type { RuleWords } from './rule-words.ts';

/** Rows and names of a roster: what is wrong, and the remedy. */
export const rowProblems = {
	'row.total': {
		zh: ['合计行，不是人员', '已跳过，无需处理'],
		en: ['A total, not a person', 'Passed over; nothing to do']
	},
	'row.signature': {
		zh: ['签字、填报人一类的行，不是人员', '已跳过，无需处理'],
		en: ['A line for signatures, not a person', 'Passed over; nothing to do']
	},
	'row.note': {
		zh: ['说明文字，不是人员', '已跳过，无需处理'],
		en: ['A note, not a person', 'Passed over; nothing to do']
	},
	'row.header': {
		zh: ['重复的表头', '已跳过，无需处理'],
		en: ['The header again', 'Passed over; nothing to do']
	},
	'row.serialOnly': {
		zh: ['没有填写内容的空行', '已跳过，无需处理'],
		en: ['Numbered but otherwise empty', 'Passed over; nothing to do']
	},
	'row.unitHeading': {
		zh: ['单位标题行，不是人员', '已跳过；下面空着的单位可选择按它填'],
		en: ['A unit as a heading, not a person', 'Passed over; blank units below may be filled from it']
	},
	'row.duplicate': {
		zh: [(d) => `与第 ${d.row} 行完全相同`, '已跳过，只导入一次'],
		en: [(d) => `The very same as row ${d.row}`, 'Passed over; imported once']
	},
	'row.decidedSkip': {
		zh: ['您已选择不导入这一行', '可以改选'],
		en: ['You chose not to import this row', 'Choose otherwise if needed']
	},
	'row.quote': {
		zh: ['引号没有闭合，这一行的内容读不准', '在文件中补上或删去这一行的英文双引号后重新上传'],
		en: [
			'A quotation mark is never closed; the row cannot be read safely',
			'Mend the quotation marks of this row and upload again'
		]
	},
	'row.wide': {
		zh: [
			'这一行比表头多出内容，可能错了列（例如某格里有英文逗号）',
			'给含逗号的格子加上英文双引号，或另存为 .xlsx 后重新上传'
		],
		en: [
			'The row has more cells than the header: its columns may have slipped',
			'Quote cells that hold commas, or save as .xlsx'
		]
	},
	'row.twice': {
		zh: [(d) => `与第 ${d.row} 行同单位同姓名，都没有工号和手机号`, '如是两个人，请选“是另一人”；如重复，请选“跳过”'],
		en: [(d) => `Same name and unit as row ${d.row}, neither has a number`, 'Choose “another person”, or skip the row']
	},
	'name.empty': { zh: ['没有姓名', '补上姓名后重新上传'], en: ['No name', 'Add the name and upload again'] },
	'name.lost': {
		zh: [
			(d) => `姓名“${d.value}”里有丢失的字（? 或 □）`,
			'导出文件时生僻字丢了：改存为 .xlsx 或“CSV UTF-8”，补正姓名后重新上传'
		],
		en: [
			(d) => `Characters of the name “${d.value}” were lost`,
			'Save the file as .xlsx or “CSV UTF-8”, correct the name, upload again'
		]
	},
	'name.notName': {
		zh: [(d) => `“${d.value}”不像姓名`, '姓名只能有汉字、字母和间隔号“·”；请改正后重新上传'],
		en: [(d) => `“${d.value}” is not a name`, 'A name has letters and “·” only; correct it and upload again']
	},
	'name.several': {
		zh: [(d) => `一格里有几个姓名：“${d.value}”`, '一人一行，分开后重新上传'],
		en: [(d) => `Several names in one cell: “${d.value}”`, 'One person per row; split them and upload again']
	},
	'name.bracket': {
		zh: [(d) => `姓名里带括号：“${d.value}”`, '把括号里的话移到“备注”或“借调单位”列'],
		en: [(d) => `A remark in brackets in the name: “${d.value}”`, 'Move it to the note or secondment column']
	},
	'name.long': {
		zh: ['姓名超过 40 个字', '检查是否填错了列'],
		en: ['The name is longer than 40 characters', 'Check the column']
	},
	'name.short': {
		zh: [(d) => `姓名只有一个字：“${d.value}”`, '照此导入；请核对'],
		en: [(d) => `The name is a single character: “${d.value}”`, 'Imported so; please check']
	},
	'name.privateUse': {
		zh: [(d) => `姓名“${d.value}”里有造字，别的电脑可能显示不出`, '照此导入；有标准字时请改用标准字'],
		en: [
			(d) => `The name “${d.value}” holds a private-use character`,
			'Imported so; use the standard character where there is one'
		]
	},
	'digits.lost': {
		zh: [
			(d) => `“${d.value}”是 Excel 的科学记数，原来的数字已经丢失`,
			'在 Excel 里把这一列设为“文本”，重新填写后再上传'
		],
		en: [
			(d) => `“${d.value}” is Excel’s exponent form: digits are lost`,
			'Set the column to Text in Excel, type the numbers again, upload again'
		]
	},
	'name.differs': {
		zh: [
			(d) => `号码相同而姓名不同：库里是“${d.before}”，文件里是“${d.after}”`,
			'改名选“按所示导入”；号码填错则改正或跳过'
		],
		en: [
			(d) => `Same number, other name: “${d.before}” on record, “${d.after}” in the file`,
			'Accept if renamed; else correct the number or skip'
		]
	}
} as const satisfies Readonly<Record<string, RuleWords>>;

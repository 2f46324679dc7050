import type { RuleWords } from './rule-words.ts';

/** Units: in a unit list, and as a roster names them. */
export const unitProblems = {
	'unitName.empty': { zh: ['没有单位名称', '补上后重新上传'], en: ['No unit name', 'Add it and upload again'] },
	'unitName.twice': {
		zh: [(d) => `单位“${d.name}”与第 ${d.row} 行重名`, '删去重复行，或改正名称'],
		en: [(d) => `“${d.name}” stands in row ${d.row} already`, 'Remove or rename one']
	},
	'unitName.taken': {
		zh: [(d) => `“${d.name}”已是代码 ${d.code} 的单位`, '用原来的代码，或改正名称'],
		en: [(d) => `“${d.name}” is the unit with code ${d.code}`, 'Use that code, or another name']
	},
	'unitCode.twice': {
		zh: [(d) => `单位代码 ${d.code} 与第 ${d.row} 行相同`, '一个单位一个代码，改正后重新上传'],
		en: [(d) => `Code ${d.code} stands in row ${d.row} already`, 'One code per unit']
	},
	'unitCode.made': {
		zh: [(d) => `“${d.name}”没有单位代码，将自动编一个`, '照此导入；有统一代码请补上'],
		en: [(d) => `“${d.name}” has no code; one will be made`, 'Imported so; give the official code if there is one']
	},
	'sortOrder.form': {
		zh: [(d) => `排序“${d.value}”不是整数，按行的先后排`, '需要时改正'],
		en: [(d) => `The order “${d.value}” is no whole number; the row’s place is used`, 'Correct it if needed']
	},
	'parent.unknown': {
		zh: [(d) => `找不到上级单位“${d.parent}”`, '上级单位须在文件里或已经建立；改正后重新上传'],
		en: [(d) => `The parent “${d.parent}” is unknown`, 'It must stand in the file or in the unit list']
	},
	'parent.circle': {
		zh: [(d) => `“${d.name}”的上级绕回了它自己`, '改正上级单位'],
		en: [(d) => `The parents of “${d.name}” lead back to itself`, 'Correct the parent']
	},
	'alias.taken': {
		zh: [(d) => `别名“${d.alias}”已属于“${d.name}”，没有加上`, '一个名称只能指一个单位'],
		en: [(d) => `The alias “${d.alias}” is ${d.name}’s; it was not added`, 'A name means one unit only']
	},
	'unit.restored': {
		zh: [(d) => `“${d.name}”已撤销，将恢复`, '不想恢复请从文件中删去'],
		en: [(d) => `“${d.name}” was abolished and will be restored`, 'Remove it from the file if it should not be']
	},
	'unit.column': {
		zh: ['文件里没有单位列', '选择这些人员属于哪个单位，或指定哪一列是单位'],
		en: ['The file has no unit column', 'Choose the unit of these people, or say which column it is']
	},
	'unit.blank': {
		zh: [
			(d) => (d.above ? `单位空着（上面是“${d.above}”，可能是合并单元格）` : '单位空着'),
			'确是合并单元格，就勾选“空白单位按上一行填”；否则在文件里补上单位'
		],
		en: [
			(d) => (d.above ? `The unit is blank (above: “${d.above}”, perhaps merged cells)` : 'The unit is blank'),
			'If cells were merged, tick “Fill blank units from the row above”; if not, fill the unit in'
		]
	},
	'unit.near': {
		zh: [(d) => `没有叫“${d.unit}”的单位，相近的有：${d.nearest}`, '选择是哪个单位'],
		en: [(d) => `No unit is called “${d.unit}”; near: ${d.nearest}`, 'Choose which one it is']
	},
	'unit.subunit': {
		zh: [(d) => `“${d.unit}”像是“${d.nearest}”的下属机构`, '选择归入哪个单位，或先把它建为单位'],
		en: [(d) => `“${d.unit}” looks like a part of ${d.nearest}`, 'Choose the unit, or add it to the unit list first']
	},
	'unit.several': {
		zh: [(d) => `一格里有两个单位：“${d.unit}”`, '一人只在一个编制单位计入：选择一个；另一个可填入“借调单位”'],
		en: [(d) => `Two units in one cell: “${d.unit}”`, 'A person counts in one establishment unit: choose it']
	},
	'unit.ambiguous': {
		zh: [(d) => `“${d.unit}”可指几个单位：${d.nearest}`, '选择是哪一个'],
		en: [(d) => `“${d.unit}” may be several units: ${d.nearest}`, 'Choose which one']
	},
	'unit.unknown': {
		zh: [(d) => `没有叫“${d.unit}”的单位`, '选择是哪个单位，或由司法局先建立这个单位；系统不会自动新建'],
		en: [(d) => `No unit is called “${d.unit}”`, 'Choose a unit, or have the bureau add it; none is created by itself']
	},
	'unit.outside': {
		zh: [(d) => `“${d.unit}”不在您管理的单位之内`, '这一行请交该单位或司法局导入'],
		en: [(d) => `“${d.unit}” is not a unit of yours`, 'Let that unit or the bureau import this row']
	},
	'seconded.unknown': {
		zh: [(d) => `借调单位“${d.value}”不在单位表里，没有记入`, '本区以外的单位不必记；写法不同请改成单位表里的名称'],
		en: [
			(d) => `“${d.value}” is not in the unit list; the secondment was not recorded`,
			'Outside units need no record; else write its listed name'
		]
	}
} as const satisfies Readonly<Record<string, RuleWords>>;

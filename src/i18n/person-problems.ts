import type { RuleWords } from './rule-words.ts';

/** Numbers, dates and people of a roster. */
export const personProblems = {
	'staffNo.form': {
		zh: [(d) => `工号“${d.value}”格式不对`, '工号只能有字母、数字、汉字和 - _ . /，不超过 32 个字'],
		en: [(d) => `“${d.value}” is no staff number`, 'Letters, digits and - _ . / only, at most 32 characters']
	},
	'staffNo.isIdNumber': {
		zh: [(d) => `工号一列填的是身份证号（尾号 ${d.tail}），不作为登录账号`, '按身份证号处理；请另填工号或手机号'],
		en: [
			(d) => `The staff number is an identity number (…${d.tail}); it is not used for signing in`,
			'Taken as identity number; give a staff or mobile number'
		]
	},
	'staffNo.twice': {
		zh: [
			(d) => `工号 ${d.value} 在第 ${d.row} 行（${d.unit}）已出现`,
			'同一人在两个单位：选“此处是借调”；填错：改正工号；重复：选“跳过”'
		],
		en: [
			(d) => `Staff number ${d.value} stands in row ${d.row} (${d.unit}) already`,
			'One person in two units: choose “seconded here”; else correct or skip'
		]
	},
	'staffNo.differs': {
		zh: [(d) => `库里此人的工号是 ${d.before}，文件里是 ${d.after}`, '确认是同一人则改为新工号；否则跳过'],
		en: [(d) => `On record: ${d.before}; in the file: ${d.after}`, 'Accept to change the number, or skip']
	},
	'mobile.form': {
		zh: [(d) => `“${d.value}”不是 11 位手机号`, '改正后重新上传；没有就留空'],
		en: [(d) => `“${d.value}” is no 11-digit mobile number`, 'Correct it or leave it blank']
	},
	'mobile.landline': {
		zh: [(d) => `“${d.value}”是座机号，不能用来登录，没有存入`, '有手机号请补上'],
		en: [(d) => `“${d.value}” is a landline; it was not stored`, 'Give a mobile number if there is one']
	},
	'mobile.twice': {
		zh: [
			(d) => `手机号 ${d.value} 在第 ${d.row} 行（${d.unit}）已出现`,
			'两人不能共用：改正，或选“按所示导入”（本行不存手机号），或跳过'
		],
		en: [
			(d) => `Mobile ${d.value} stands in row ${d.row} (${d.unit}) already`,
			'Correct it, or accept to import this row without it, or skip'
		]
	},
	'id.form': {
		zh: ['证件号不是 18 位身份证号，没有存入', '可以不填；要填请填全 18 位'],
		en: ['Not an 18-digit identity number; it was not stored', 'Leave it out, or give all 18 digits']
	},
	'id.zeros': {
		zh: [
			(d) => `身份证号以 000 结尾（尾号 ${d.tail}）且校验位不符，像是被 Excel 截成了 15 位`,
			'核对原件后改正；或选“按所示导入”（不存证件号），或跳过'
		],
		en: [
			(d) => `The identity number ends in 000 (…${d.tail}) and fails its check: Excel keeps 15 digits only`,
			'Correct it, or accept to import without it, or skip'
		]
	},
	'id.zerosFit': {
		zh: [(d) => `身份证号以 000 结尾（尾号 ${d.tail}），可能被 Excel 截断过`, '照此使用；请核对原件'],
		en: [(d) => `The identity number ends in 000 (…${d.tail}); Excel may have cut it`, 'Taken as it is; please check']
	},
	'id.twice': {
		zh: [
			(d) => `身份证号（尾号 ${d.value}）在第 ${d.row} 行（${d.unit}）已出现`,
			'同一人在两个单位：选“此处是借调”；填错：改正；重复：跳过'
		],
		en: [
			(d) => `Identity number …${d.value} stands in row ${d.row} (${d.unit}) already`,
			'Seconded here, or correct, or skip'
		]
	},
	'id.differs': {
		zh: [(d) => `库里此人的证件号尾号是 ${d.before}，文件里是 ${d.after}`, '确认是同一人则更改；否则跳过'],
		en: [(d) => `On record …${d.before}; in the file …${d.after}`, 'Accept to change it, or skip']
	},
	'date.form': {
		zh: [(d) => `“${d.value}”不是日期，没有存入`, '写成 2024-03-01 或 2024年3月'],
		en: [(d) => `“${d.value}” is no date; it was not stored`, 'Write 2024-03-01 or 2024-03']
	},
	'date.serial': {
		zh: [(d) => `“${d.value}”像是 Excel 的日期数字，按 ${d.read} 存入`, '请核对；不对就改成日期格式'],
		en: [(d) => `“${d.value}” may be an Excel day number; taken as ${d.read}`, 'Please check']
	},
	'date.shortYear': {
		zh: [(d) => `“${d.value}”的年份只有两位，没有存入`, '写成四位年份'],
		en: [(d) => `“${d.value}” has a two-digit year; it was not stored`, 'Write the year with four digits']
	},
	'text.long': {
		zh: [(d) => `内容超过 ${d.most} 个字`, '缩短后重新上传'],
		en: [(d) => `Longer than ${d.most} characters`, 'Shorten it and upload again']
	},
	'person.noLogin': {
		zh: ['没有工号也没有手机号，此人还不能登录', '照此导入；考试前请补上其中一个'],
		en: ['Neither staff number nor mobile: the person cannot sign in yet', 'Imported so; add one before the exam']
	},
	'person.possiblySame': {
		zh: [(d) => `本单位已有同名的人：${d.people}`, '是同一人选“按所示导入”；不是选“是另一人”'],
		en: [
			(d) => `The unit has someone of this name: ${d.people}`,
			'Accept if it is the same person, else “another person”'
		]
	},
	'person.elsewhere': {
		zh: ['此人员已在其他单位', '已调来的，选“申请调入”，由司法局办理；不是此人，请核对工号、手机号'],
		en: [
			'This person belongs to another unit',
			'If the person has come to you, choose “ask for transfer”: the bureau decides; if not, check the numbers'
		]
	},
	'person.proposed': {
		zh: ['将向司法局申请调入，同意后才计入本单位', '不需要的，改选“跳过”'],
		en: ['The bureau will be asked to move this person here', 'Choose “skip” if that is not meant']
	},
	'person.left': {
		zh: [(d) => `${d.value} 已标记为离开`, '重新到岗选“按所示导入”；否则跳过'],
		en: [(d) => `${d.value} is marked as left`, 'Accept if the person is back, else skip']
	},
	'person.secondedHere': {
		zh: [
			(d) => (d.unit ? `此人编制在“${d.unit}”，借调在此` : '此人借调在此，编制在其他单位'),
			'不变动编制单位，考试成绩计入编制单位'
		],
		en: [
			(d) => (d.unit ? `On the establishment of ${d.unit}, seconded here` : 'Seconded here from another unit'),
			'The establishment unit stays; results count there'
		]
	},
	'keys.differ': {
		zh: [
			(d) => (d.people ? `工号、手机号、身份证号指向不同的人：${d.people}` : '工号、手机号、身份证号指向不同的人'),
			'核对这几个号码，改正后重新上传'
		],
		en: [
			(d) =>
				d.people
					? `The numbers of this row are different people’s: ${d.people}`
					: 'The numbers of this row are different people’s',
			'Check the numbers and upload again'
		]
	}
} as const satisfies Readonly<Record<string, RuleWords>>;

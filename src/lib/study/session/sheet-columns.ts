import { compact } from '#lib/base/core/text.ts';
import type { ColumnNames } from '#lib/base/sheet/header.ts';
import { rosterColumns } from '#lib/people/roster/columns.ts';
import type { LeaveKind, MarkStatus } from './session.ts';

/** What a sign-in sheet may say about a person. */
export type SheetField = 'name' | 'unit' | 'staffNo' | 'mobile' | 'status' | 'reason' | 'documentNo';

/** People are named as in rosters. */
const ofRoster = (field: 'name' | 'unit' | 'staffNo' | 'mobile', more: readonly string[] = []) => ({
	field,
	names: [...(rosterColumns.find((column) => column.field === field)?.names ?? []), ...more]
});

export const sheetColumns: readonly ColumnNames<SheetField>[] = [
	ofRoster('name', ['参会人员', '参学人员', '应到人员', '人员', '学员姓名', '签到人']),
	ofRoster('unit', ['参会单位', '参学单位', '部门(单位)', '单位(部门)', '单位/部门']),
	ofRoster('staffNo'),
	ofRoster('mobile'),
	{
		field: 'status',
		names: [
			...['出勤状态', '出勤情况', '出勤', '到会情况', '到会状态', '参会情况', '参学情况', '参加情况', '到场情况'],
			...[
				'签到情况',
				'签到状态',
				'考勤',
				'考勤情况',
				'考勤状态',
				'状态',
				'是否到会',
				'是否参会',
				'是否参加',
				'是否出席'
			],
			...[
				'是否签到',
				'是否到场',
				'是否实到',
				'到会',
				'出席',
				'出席情况',
				'签到',
				'签名',
				'签字',
				'本人签名',
				'本人签字'
			],
			...['签名(签字)', '签到签名', '签到时间', '签到栏', 'status', 'attendance', 'present', 'signed', 'sign-in']
		]
	},
	{
		field: 'reason',
		names: [
			...['请假事由', '请假原因', '请假类型', '请假类别', '事由', '原因', '缺席原因', '未到原因', '未到会原因'],
			...['请假情况', '假别', '请假', '备注', '说明', 'reason', 'leave', 'leave type', 'leave kind', 'note']
		]
	},
	{
		field: 'documentNo',
		names: [
			'文号',
			'证明文号',
			'请假文号',
			'批准文号',
			'请假条编号',
			'假条编号',
			'证明编号',
			'document',
			'document no',
			'document no.'
		]
	}
];

/** What a cell of the status column says. `blank`: nothing, as where nobody signed. */
export type StatusCell =
	| { readonly kind: 'blank' }
	| { readonly kind: 'status'; readonly status: MarkStatus; readonly leave: LeaveKind | null }
	| { readonly kind: 'unknown' };

const presentWords =
	/^(实到|已到|到会|到场|出席|到|已签|已签到|签到|参会|参加|已参加|列席|正常|出勤|是|有|1|yes|y|true|present|signed|[√✓✔☑vV○〇●]+|迟到|早退|补签)$/iu;
const absentWords =
	/^(缺席|缺勤|缺|未到|未到会|未签|未签到|未参加|未出席|没到|旷会|旷工|旷|无故缺席|否|无|0|no|n|false|absent|[×✗✘xX❌]+)$/iu;
const leaveWords = /(请假|病假|事假|公假|产假|婚假|丧假|年假|年休|休假|探亲|护理假|^假$|leave)/iu;
/** A time, or a day with a time: somebody signed then. */
const signedAt = /^(\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?[T ]?)?\d{1,2}[:：时]\d{1,2}(分|[:：]\d{1,2})?$/u;

const official =
	/公务|公差|公假|出差|开会|会议|值班|值守|执勤|下乡|驻村|外派|培训|学习|党校|挂职|借调|调研|工作|official|business|duty/iu;
const sick = /病|医|住院|产假|孕|体检|手术|护理假|sick|medical/iu;
const personal = /事假|私事|婚|丧|探亲|年假|年休|休假|家|personal|annual/iu;

/** The category of a leave from what people write; the words themselves are never kept. */
export function leaveKindOf(text: string): LeaveKind | null {
	const word = compact(text);
	if (word === '') return null;
	if (sick.test(word)) return 'sick';
	if (official.test(word)) return 'official';
	if (personal.test(word)) return 'personal';
	return /^(其他|其它|other)$/iu.test(word) ? 'other' : null;
}

/**
 * Reads a cell of the status column. In a column for signatures the own name is one.
 * @param name the person of the row
 */
export function statusCell(raw: string, name: string): StatusCell {
	const text = compact(raw);
	if (text === '' || /^[-—–/\\]+$/u.test(text)) return { kind: 'blank' };
	if (leaveWords.test(text) && !/^(未|没)请假/u.test(text))
		return { kind: 'status', status: 'leave', leave: leaveKindOf(text) };
	if (absentWords.test(text)) return { kind: 'status', status: 'absent', leave: null };
	if (presentWords.test(text) || signedAt.test(text) || (name !== '' && text === compact(name)))
		return { kind: 'status', status: 'present', leave: null };
	const why = leaveKindOf(text);
	return why === null ? { kind: 'unknown' } : { kind: 'status', status: 'leave', leave: why };
}

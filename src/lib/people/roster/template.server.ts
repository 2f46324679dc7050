import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';

/** Empty tables with the columns that import reads, and one row that shows how. The example row must be replaced. */
const templates = {
	roster: {
		header: ['姓名', '单位', '科室', '职务', '职级', '工号', '手机号', '人员类别', '入职时间', '借调单位', '备注'],
		example: [
			'张示例',
			'某区司法局',
			'办公室',
			'科员',
			'',
			'A0001',
			'13000000000',
			'公务员',
			'2024-03',
			'',
			'示例，请删去'
		],
		sheet: '名册'
	},
	units: {
		header: ['单位代码', '单位名称', '简称', '类别', '排序', '上级单位代码', '别名'],
		example: ['A001', '某区司法局', '司法局', '区政府部门', 10, '', '区司法局；某某区司法局'],
		sheet: '单位'
	}
} as const;

export async function templateFile(kind: keyof typeof templates, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
	const { header, example, sheet } = templates[kind];
	return format === 'csv' ? csvBytes(header, [example]) : xlsxBytes(sheet, header, [example]);
}

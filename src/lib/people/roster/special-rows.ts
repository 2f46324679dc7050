import { compact } from '#lib/base/core/text.ts';
import type { SkipRule } from './draft.ts';

const total =
	/^(本页|本单位|全区|全县|总|以上)?(合计|总计|小计|共计|累计|总数|总人数|人数合计)(人数)?[:：]?(\d+[人名个]?)?$/u;
const countOnly = /^(合计|总计|小计|共计|共|总人数|人数)[:：]?\d+[人名个]/u;

const signers =
	/^(制表|填表|填报|审核|复核|审批|经办|联系|负责|主管|分管|校对|录入|统计|报送|编制|审签|签发|单位负责|单位领导|主要负责|部门负责|主要领导|分管领导|主管领导)(人|者|员|领导|单位|部门|时间|日期|意见)?(签字|签名|签章|盖章|电话|手机)?(\(.*\))?[:：]/u;
const signing =
	/^(签字|签名|盖章|公章|单位公章|日期|填报日期|填表日期|制表日期|制表时间|报送时间|联系电话|年月日)(\(.*\))?[:：]/u;
const stamped = /(\(盖章\)|\(签字\)|\(公章\)|\(签章\)|\(单位盖章\))/u;
const remark = /^(注|备注|说明|填表说明|填报说明|注意事项|注意|要求|提示|附注|附件\d*)[:：.、]/u;

/**
 * Rows that are about the table, not about a person. `cells` are the row's cells, `nameCell` the one in the name column:
 * only a row whose name column holds no plain name can be one.
 */
export function specialRow(cells: readonly string[], nameCell: string): SkipRule | undefined {
	const filled = cells.map((cell) => compact(cell)).filter((cell) => cell !== '');
	const first = filled.slice(0, 3);
	if (first.some((cell) => total.test(cell) || countOnly.test(cell))) return 'row.total';
	const name = compact(nameCell);
	const plainName = /^[\p{Script=Han}·]{2,}$/u.test(name) && !/[:：]/u.test(name);
	if (plainName) return undefined;
	if (
		filled.some((cell) => signers.test(cell) || signing.test(cell)) ||
		(filled.length <= 3 && filled.some((cell) => stamped.test(cell)))
	)
		return 'row.signature';
	if (remark.test(filled[0] ?? '')) return 'row.note';
	return filled.length === 1 && /^\d{1,6}[.、]?$/.test(filled[0] ?? '') ? 'row.serialOnly' : undefined;
}

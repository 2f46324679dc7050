import type { LawEditionId } from '#lib/base/core/ids.ts';
import { optionIds, type AnswerKind, type Part, type WholeItem } from '../item.ts';

/** Words of the shipped format for each kind; they are read back as the same kind. */
const kindCell: Readonly<Record<AnswerKind, string>> = { judge: '判断', single: '单选', multiple: '多选' };

/** A leading apostrophe is what spreadsheets use to mark text; doubled, it survives being taken off on reading. */
const guarded = (text: string): string => (text.startsWith("'") ? `'${text}` : text);

const answerCell = (part: Part, correct: readonly string[]): string =>
	part.kind === 'judge' ? (correct[0] === 'T' ? '正确' : '错误') : correct.join('');

/** Names of an edition in the two columns 法律 and 版本. */
export type EditionNames = ReadonlyMap<LawEditionId, { readonly title: string; readonly label: string }>;

/**
 * The rows of one item under `shippedHeader`: one for an ordinary item, one for each part of a case, the material in the
 * first of them. Reading them gives the same item, letter for letter.
 */
export function rowsOf(code: string, item: WholeItem, editions: EditionNames): readonly (readonly string[])[] {
	return item.content.parts.map((part, index) => {
		const label = item.labels[index];
		const key = item.keys[index];
		const edition = label?.lawEditionId == null ? undefined : editions.get(label.lawEditionId);
		const isCase = item.content.material !== null;
		const cells = [
			isCase ? (label?.code ?? '') : code,
			isCase ? code : '',
			isCase && index === 0 ? (item.content.material ?? '') : '',
			kindCell[part.kind],
			part.stem,
			...optionIds.map((_, place) => part.options[place]?.text ?? ''),
			answerCell(part, key?.correct ?? []),
			key?.explanation ?? '',
			String(label?.difficulty ?? ''),
			edition?.title ?? '',
			edition?.label ?? '',
			label?.article ?? '',
			(label?.tags ?? []).join('、'),
			label?.lockOptionOrder ? '是' : ''
		];
		return cells.map(guarded);
	});
}

/** Two worked examples and a case under the shipped header: what an editor downloads to fill in. */
export const templateRows: readonly (readonly string[])[] = [
	[
		'示例-1',
		'',
		'',
		'判断',
		'国家工作人员就职时应当依照法律规定公开进行宪法宣誓。',
		'',
		'',
		'',
		'',
		'',
		'',
		'',
		'',
		'正确',
		'《宪法》第二十七条规定了宪法宣誓。',
		'1',
		'中华人民共和国宪法',
		'2018年修正',
		'第二十七条',
		'宪法宣誓',
		''
	],
	[
		'示例-2',
		'',
		'',
		'多选',
		'根据《宪法》，下列属于公民义务的有（　）。',
		'依照法律纳税',
		'维护国家统一',
		'保守国家秘密',
		'每年参加体检',
		'',
		'',
		'',
		'',
		'ABC',
		'《宪法》第五十二条、第五十三条、第五十六条规定了这些义务，没有规定每年参加体检。',
		'2',
		'中华人民共和国宪法',
		'2018年修正',
		'第五十二条、第五十三条、第五十六条',
		'公民义务',
		''
	],
	[
		'示例-3-1',
		'示例-案例',
		'某县公安局对李某作出罚款决定，李某不服。',
		'单选',
		'李某申请行政复议的期限一般为自知道该决定之日起（　）日。',
		'三十',
		'六十',
		'九十',
		'',
		'',
		'',
		'',
		'',
		'B',
		'《行政复议法》（2023年修订）第二十条规定为六十日。',
		'2',
		'中华人民共和国行政复议法',
		'2023年修订',
		'第二十条',
		'申请期限',
		'是'
	],
	[
		'示例-3-2',
		'示例-案例',
		'',
		'判断',
		'李某书面申请有困难的，可以口头申请行政复议。',
		'',
		'',
		'',
		'',
		'',
		'',
		'',
		'',
		'正确',
		'《行政复议法》（2023年修订）第二十二条规定，书面申请有困难的，也可以口头申请。',
		'2',
		'中华人民共和国行政复议法',
		'2023年修订',
		'第二十二条',
		'申请方式',
		''
	]
];

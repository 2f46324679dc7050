import fc from 'fast-check';
import { asId } from '#lib/base/core/ids.ts';
import { namesLetters, pointsAtOptions } from '#lib/content/item/formats/notation.ts';
import { kindOf, optionIds, textKey, type AnswerKind, type PartLabel, type WholeItem } from '#lib/content/item/item.ts';
import { itemLine, itemText } from '#lib/content/item/text.ts';

/** Texts that break files: quotes, separators, line breaks, formulas, full width, rare and private characters. */
const nasty = fc.oneof(
	fc.constantFrom(
		'=1+1',
		'-5%',
		'+86',
		'@SUM(A1)',
		"'甲",
		"''",
		'"',
		'a"b',
		'a,b',
		';',
		'，',
		'\n',
		'甲\n\n乙',
		'="001"',
		'_x000D_',
		'_x0041_'
	),
	fc.constantFrom(
		'＝１',
		'－5',
		'（　）',
		'____',
		'𠮷野家',
		'\ue000',
		'〇',
		'é',
		'👩‍⚖️',
		'A、甲',
		'1、',
		'<b>&amp;',
		']]>',
		'|',
		'\\',
		'编号',
		'以上',
		'NULL',
		'1.0'
	),
	fc.string({ unit: 'grapheme', maxLength: 12 }),
	fc.string({ unit: 'binary', maxLength: 8 })
);
const words = fc.array(nasty, { maxLength: 4 }).map((pieces) => itemText(pieces.join('')));
const stem = fc.tuple(nasty, fc.integer({ min: 0, max: 1e9 }), nasty).map(([a, n, b]) => itemText(`${a}题${n}${b}`));
const line = fc
	.tuple(fc.constantFrom('', '总纲', "'", '=', '-'), fc.integer({ min: 0, max: 99 }))
	.map(([a, n]) => itemLine(`${a}${n}`));

const label = (lock: fc.Arbitrary<boolean>) =>
	fc.record({
		code: fc.constant(''),
		lawEditionId: fc.constantFrom(null, asId<'lawEdition'>(1), asId<'lawEdition'>(2)),
		article: fc.constantFrom('', '第一条', '第十一条之一第二款', '第七十四条、第七十七条', '序言', '附件一 =1'),
		difficulty: fc.integer({ min: 1, max: 5 }),
		tags: fc.uniqueArray(line, { maxLength: 3 }),
		lockOptionOrder: lock
	});

/** One part with its key and label. Locks are set where the reader would set them. */
const part = fc.constantFrom<AnswerKind>('judge', 'single', 'multiple').chain((kind) =>
	fc
		.record({
			stem,
			options: fc.uniqueArray(stem, {
				minLength: 2,
				maxLength: 8,
				selector: (text) => text.normalize('NFKC').replace(/\s+/g, '')
			}),
			explanation: words,
			chosen: fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }),
			judged: fc.constantFrom('T', 'F'),
			label: label(fc.boolean())
		})
		.map(({ options, chosen, explanation, judged, ...rest }) => {
			const texts = kind === 'judge' ? [] : options;
			const ids = [...new Set(chosen.map((place) => optionIds[place % options.length] ?? 'A'))].sort();
			const correct = kind === 'judge' ? [judged] : kind === 'single' ? ids.slice(0, 1) : ids;
			const locks = kind !== 'judge' && (texts.some(pointsAtOptions) || namesLetters(explanation));
			return {
				part: { kind, stem: rest.stem, options: texts.map((text, place) => ({ id: optionIds[place] ?? '', text })) },
				key: { correct, explanation },
				label: { ...rest.label, lockOptionOrder: rest.label.lockOptionOrder || locks }
			};
		})
);

/** A whole item; `number` makes its code, and a case's material is never without a word. */
function whole(
	isCase: boolean,
	material: string,
	parts: readonly { part: never; key: never; label: PartLabel }[],
	code: string
): WholeItem {
	const content = { material: isCase ? material : null, parts: parts.map((entry) => entry.part) };
	const labels = parts.map((entry, index) => ({
		...entry.label,
		// A part that names no law has its case's.
		lawEditionId: entry.label.lawEditionId ?? parts[0]?.label.lawEditionId ?? null,
		code: isCase ? `${code}/${index}` : code
	}));
	return { kind: kindOf(content), content, keys: parts.map((entry) => entry.key), labels };
}

/** Items as a bank may hold them, with their codes; no two ask the same question. */
export const anyItems = fc
	.uniqueArray(
		fc.record({
			isCase: fc.boolean(),
			material: stem,
			parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: (entry) => textKey(entry.part.stem) })
		}),
		{ minLength: 1, maxLength: 6, selector: (entry) => textKey(entry.parts[0]?.part.stem ?? '') }
	)
	.map((entries) =>
		entries.map(({ isCase, material, parts }, index) => {
			const code = `${isCase ? 'C' : '='}${index + 1}`;
			return { code, whole: whole(isCase, material, (isCase ? parts : parts.slice(0, 1)) as never, code) };
		})
	);

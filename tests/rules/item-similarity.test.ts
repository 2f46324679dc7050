import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textKey } from '#lib/content/item/item.ts';
import { nearestTwins, similarity } from '#lib/content/item/similarity.ts';
import { itemText } from '#lib/content/item/text.ts';
import { chance } from '#lib/base/core/random.ts';

test('shares of common triples', () => {
	expect(similarity('国家机关', '国家机关')).toBe(1);
	expect(similarity('国家机关', '人民法院')).toBe(0);
	// 国家机关工 / 国家机关人: two of four triples in common.
	expect(similarity('国家机关工', '国家机关人')).toBe(0.5);
	expect(similarity('', '')).toBe(0);
});

/** The plain way: every text against every other. */
function everyPair(texts: readonly string[], least: number) {
	return texts.map((text, at) => {
		const best = texts
			.map((other, index) => ({ index, similarity: index === at ? 0 : similarity(text, other) }))
			.filter((twin) => twin.similarity >= least)
			.sort((a, b) => b.similarity - a.similarity)[0];
		return best?.similarity;
	});
}

test('the index finds the same nearest twins as every pair compared', () => {
	const text = fc.array(fc.constantFrom(...'甲乙丙丁戊'), { maxLength: 14 }).map((signs) => signs.join(''));
	fc.assert(
		fc.property(fc.array(text, { maxLength: 12 }), fc.constantFrom(0.5, 0.8, 1), (texts, least) => {
			expect(nearestTwins(texts, least).map((twin) => twin?.similarity)).toEqual(everyPair(texts, least));
		})
	);
});

test('ten times as many stems cost some ten times as much, not a hundred times', () => {
	const next = chance('stems');
	const signs = [
		...'国家机关工作人员应当依照法律规定履行职责公民享有权利义务行政复议申请期限受理决定执行监督检查处罚许可强制'
	];
	const stems = Array.from({ length: 5000 }, () =>
		Array.from({ length: 40 }, () => signs[Math.floor(next() * signs.length)]).join('')
	);
	stems[4999] = `${stems[17] ?? ''}吗`;
	// By the processor's clock, which stands still while others are at work.
	const costOf = (some: readonly string[]) => {
		const before = process.cpuUsage();
		const twins = nearestTwins(some, 0.8);
		const { user, system } = process.cpuUsage(before);
		return { twins, cost: user + system };
	};
	costOf(stems.slice(500, 1000));
	const hundreds = costOf(stems.slice(0, 500));
	const thousands = costOf(stems);
	expect(thousands.twins[4999]?.index).toBe(17);
	// With room for noise.
	expect(thousands.cost / hundreds.cost).toBeLessThan(40);
});

test('the key of a stem drops what people vary and keeps what matters', () => {
	expect(textKey('国家的根本制度是（　）。')).toBe(textKey('国家的根本制度是____'));
	expect(textKey('ＡＢＣ 法')).toBe(textKey('abc法'));
	for (const [a, b] of [
		['罚款1.5万元', '罚款15万元'],
		['x>1', 'x<1'],
		['不得', '得']
	] as const)
		expect(textKey(a)).not.toBe(textKey(b));
});

test('a text as items keep it is a fixed point, and keeps every visible character', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
			expect(itemText(itemText(text))).toBe(itemText(text));
		})
	);
	expect(itemText('\u200b 甲\r\n乙 \t\n\n丙（　）\u00a0丁 ')).toBe('甲\n乙\n\n丙（　）\u0020丁');
	expect(itemText('𠮷\ue000')).toBe('𠮷\ue000');
});

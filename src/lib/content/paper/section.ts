import type { ItemKind } from '#lib/content/item/item.ts';

/** What a file may call a kind of item. */
export const kindWords = {
	judge: 'judge',
	single: 'single',
	multiple: 'multiple',
	case: 'case',
	判断: 'judge',
	单选: 'single',
	多选: 'multiple',
	案例: 'case'
} as const satisfies Record<string, ItemKind>;

const headings: Readonly<Record<ItemKind, string>> = {
	judge: '判断题',
	single: '单项选择题',
	multiple: '多项选择题',
	case: '案例题'
};
const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** Headings for rows that have none: one section for each kind, numbered as they come: 一、判断题. */
export function defaultSections(kinds: readonly ItemKind[], given: readonly (string | null)[]): string[] {
	const order: string[] = [];
	return kinds.map((kind, index) => {
		const name = given[index] ?? headings[kind];
		if (!order.includes(name)) order.push(name);
		const place = order.indexOf(name);
		return given[index] ?? `${numerals[place] ?? String(place + 1)}、${name}`;
	});
}

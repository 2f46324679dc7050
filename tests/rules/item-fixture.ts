import { asId } from '#lib/base/core/ids.ts';
import { noChoices, type ItemChoices } from '#lib/content/item/choices.ts';
import { stemKeyOf } from '#lib/content/item/item.ts';
import type { Grid } from '#lib/content/item/formats/rows.ts';
import { planItems, type BankItem, type ItemPlan } from '#lib/content/item/plan.ts';
import type { LawEdition } from '#lib/content/law/law.ts';

const edition = (id: number, title: string, shortTitle: string, label: string): LawEdition => ({
	lawEditionId: asId(id),
	lawId: id,
	title,
	shortTitle,
	kind: 'statute',
	label,
	adoptedOn: null,
	inForceOn: null,
	repealedOn: null,
	checkedOn: null
});

export const editions: readonly LawEdition[] = [
	edition(1, '中华人民共和国宪法', '宪法', '2018年修正'),
	edition(2, '中华人民共和国行政复议法', '行政复议法', '2023年修订')
];

/** Rows as a CSV gives them, numbered from 1; empty lines keep their number. */
export function grid(rows: readonly (readonly string[])[], sheet: string | null = null): Grid {
	return {
		sheet,
		rows: rows.map((cells, index) => ({ row: index + 1, cells })).filter(({ cells }) => cells.some(Boolean))
	};
}

export const plan = (
	grids: readonly Grid[] | readonly (readonly string[])[],
	choices: Partial<ItemChoices> = {},
	items: readonly BankItem[] = []
): ItemPlan =>
	planItems(
		grids.every((entry): entry is Grid => 'rows' in entry) ? grids : [grid(grids as readonly (readonly string[])[])],
		{ items, editions },
		{ ...noChoices, ...choices }
	);

/** Every problem of the items as `row rule weight`. */
export const rulesOf = (result: ItemPlan): string[] =>
	result.items.flatMap((item) => item.problems.map(({ row, rule, weight }) => `${row} ${rule} ${weight}`));

/** The bank as it would be after a plan: what a second import is compared with. */
export const bankAfter = (result: ItemPlan): BankItem[] =>
	result.items.flatMap((item, index) =>
		item.whole
			? [
					{
						...item.whole,
						itemId: asId<'item'>(index + 1),
						code: item.code,
						stemKey: stemKeyOf(item.whole.content),
						retiredAt: null
					}
				]
			: []
	);

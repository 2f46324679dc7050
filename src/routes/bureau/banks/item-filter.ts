import { itemKinds } from '#lib/content/item/item.ts';
import { noFilter, type ItemFilter } from '#lib/content/item/find.server.ts';
import { parseId } from '#lib/base/core/ids.ts';

/** The filter of the address bar; what cannot be read filters nothing. */
export function filterOf(search: URLSearchParams): ItemFilter {
	const difficulty = Number(search.get('difficulty') ?? '');
	return {
		...noFilter,
		text: (search.get('text') ?? '').slice(0, 200),
		kind: itemKinds.find((kind) => kind === search.get('kind')) ?? null,
		lawId: parseId<'law'>(search.get('law')) ?? null,
		difficulty: [1, 2, 3, 4, 5].includes(difficulty) ? difficulty : null,
		tag: (search.get('tag') ?? '').slice(0, 80),
		retired: search.get('retired') === '1'
	};
}

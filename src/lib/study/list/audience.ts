import { cleanCell, compact } from '#lib/base/core/text.ts';
import type { Audience } from './list.ts';

/** Words for everybody. */
const everybody = /^(?:全体|所有|全区|全县|全市|各级|各单位|国家工作人员|领导干部|everybody|all).{0,20}$/iu;
const named = /^(?:职务|职级|职务职级|岗位|post|rank)(?:含[:：]?|[:：])/iu;

/** Words in a field or cell, with 、，； or line breaks between. */
export const wordsOf = (text: string): string[] => [
	...new Set(
		cleanCell(text)
			.split(/[、，,；;\n]+/u)
			.map((word) => word.trim())
			.filter((word) => word !== '')
	)
];

/**
 * Reads whom a list is for: unit categories, and `职务：局长、主任` for words in posts or ranks; 全体… is everybody.
 * `unknown` is the first word that is none of these.
 */
export function parseAudience(
	text: string,
	categories: readonly string[]
): Audience & { readonly unknown: string | null } {
	const known = new Map(categories.map((category) => [compact(category), category]));
	const found = { categories: new Set<string>(), posts: new Set<string>() };
	let unknown: string | null = null;
	for (const part of cleanCell(text)
		.split(/[；;\n]+/u)
		.map((piece) => piece.trim())
		.filter((piece) => piece !== '')) {
		if (named.test(part)) for (const word of wordsOf(part.replace(named, ''))) found.posts.add(word);
		// A category may itself hold a 、: the whole is tried before its parts.
		else
			for (const word of known.has(compact(part)) ? [part] : wordsOf(part)) {
				const category = known.get(compact(word));
				if (category !== undefined) found.categories.add(category);
				else if (!everybody.test(word)) unknown ??= word;
			}
	}
	return { categories: [...found.categories], posts: [...found.posts], unknown };
}

/** Words of a query, divided by spaces; at most five, quotation marks dropped. */
export const wordsOf = (query: string): readonly string[] =>
	query
		.normalize('NFKC')
		.split(/\s+/)
		.map((word) => word.replace(/["“”'‘’]/g, ''))
		.filter((word) => /[\p{L}\p{N}]/u.test(word))
		.slice(0, 5);

/**
 * Text as the index takes it: every Chinese character a word of its own, so that a phrase of characters is found wherever
 * it stands; Latin words and numbers stay whole.
 */
export const searchable = (text: string): string =>
	text
		.normalize('NFKC')
		.replace(/(\p{Script=Han})/gu, ' $1 ')
		.replace(/\s+/g, ' ')
		.trim();

/** A piece of text, and whether it is what was looked for. */
export interface Piece {
	readonly text: string;
	readonly hit: boolean;
}

/** A text cut at every place where one of the words stands. */
export function pieces(text: string, words: readonly string[]): readonly Piece[] {
	const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	if (escaped.length === 0) return [{ text, hit: false }];
	return text
		.split(new RegExp(`(${escaped.join('|')})`, 'giu'))
		.map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
		.filter((piece) => piece.text !== '');
}

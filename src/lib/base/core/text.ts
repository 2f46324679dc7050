/** Invisible characters that web pages, WeChat and Word leave in cells: zero width, direction marks, BOM, soft hyphen. */
const invisible = /\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;

/** One cell as a person meant it: no invisible characters, no text markers of Excel, trimmed. Inner text is kept. */
export function cleanCell(text: string): string {
	const visible = text
		.replace(invisible, '')
		.replace(/\u00a0|\u3000/g, ' ')
		.trim();
	const formula = /^="(.*)"$/s.exec(visible);
	return (formula?.[1] ?? visible).replace(/^'(?=\S)/, '').trim();
}

/** Numbers, codes and headers: full-width forms folded (NFKC), all white space removed. */
export const compact = (text: string): string => cleanCell(text).normalize('NFKC').replace(/\s+/gu, '');

/**
 * A person's name: spaces inside Chinese names removed ("张 伟" → "张伟"), every middle dot written as U+00B7,
 * Latin names keep single spaces. Rare characters and private-use characters are kept.
 */
export function personName(text: string): string {
	const dotted = cleanCell(text).replace(/[\u2022\u2027\u30fb\u22c5\uff65\u2024\u0387]/gu, '·');
	const chinese = /\p{Script=Han}/u.test(dotted);
	return chinese ? dotted.replace(/\s+/gu, '') : dotted.replace(/\s+/gu, ' ');
}

/** Number of characters as a person counts them (code points, not UTF-16 units). */
export const characters = (text: string): number => [...text].length;

/** Edit distance by code points, cut off at `limit` (returns limit + 1 beyond it). */
export function distance(a: string, b: string, limit: number): number {
	const left = [...a];
	const right = [...b];
	if (Math.abs(left.length - right.length) > limit) return limit + 1;
	let row = right.map((_, index) => index + 1);
	row.unshift(0);
	for (const [i, from] of left.entries()) {
		const next = [i + 1];
		for (const [j, to] of right.entries())
			next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (from === to ? 0 : 1)));
		row = next;
		if (Math.min(...row) > limit) return limit + 1;
	}
	return Math.min(row.at(-1) ?? 0, limit + 1);
}

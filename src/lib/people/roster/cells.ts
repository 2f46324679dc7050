import { characters, cleanCell, compact, personName } from '#lib/base/core/text.ts';

/** What a cell says after cleaning: a value, or why it is none. `null` value: the cell says nothing. */
export type Cell<Value, Rule extends string> =
	{ readonly value: Value | null; readonly warning?: Rule } | { readonly refused: Rule };

/** What people write when there is nothing to write. */
const nothing = /^(无|暂无|没有|不详|未知|n\/?a|null|none|\/+|\\+|-+|—+|–+|\*+|\.+|。+)$/iu;

/** A free cell: cleaned, inner line breaks kept. */
export const freeText = (raw: string): string => {
	const text = cleanCell(raw);
	return nothing.test(text) ? '' : text;
};

/** "4.20115E+17": the digits are gone, nothing brings them back. */
export const lostDigits = (raw: string): boolean => /^[+-]?\d+(\.\d+)?E\+\d{1,3}$/i.test(compact(raw));

type NameRule =
	| 'name.empty'
	| 'name.lost'
	| 'name.notName'
	| 'name.several'
	| 'name.bracket'
	| 'name.long'
	| 'name.short'
	| 'name.privateUse';

/**
 * A person's name. Refused: lost characters (? U+FFFD □ *), digits, markup, formulas, several names in one cell, remarks in
 * brackets. Kept: rare characters of any plane, minority names with "·", Latin names.
 */
export function nameCell(
	raw: string
): { readonly value: string; readonly warning?: NameRule } | { readonly refused: NameRule } {
	const name = personName(raw).replace(/(?<=\p{Script=Han})[.．。﹒∙●](?=\p{Script=Han})/gu, '·');
	if (name === '' || nothing.test(name)) return { refused: 'name.empty' };
	if (/[?？\ufffd□■*＊]/u.test(name)) return { refused: 'name.lost' };
	if (/[、,，;；/|&＆]/u.test(name) && /^[\p{Script=Han}·、,，;；/|&＆]+$/u.test(name))
		return { refused: 'name.several' };
	const bare = name.replace(/[(（【[].*?[)）】\]]/gu, '');
	if (bare !== name && isName(bare)) return { refused: 'name.bracket' };
	if (!isName(name)) return { refused: 'name.notName' };
	if (characters(name) > 40) return { refused: 'name.long' };
	if (/[\ue000-\uf8ff\u{f0000}-\u{10fffd}]/u.test(name)) return { value: name, warning: 'name.privateUse' };
	return characters(name) < 2 ? { value: name, warning: 'name.short' } : { value: name };
}

/** Letters of any script (with their marks), private-use characters, "·", and in Latin names space, hyphen, dot, apostrophe. */
const isName = (text: string): boolean =>
	/^[\p{L}\p{M}〇\ue000-\uf8ff\u{f0000}-\u{10fffd}]([\p{L}\p{M}〇\ue000-\uf8ff\u{f0000}-\u{10fffd}· '’.-]*)$/u.test(
		text
	) && !/https?/iu.test(text);

/** Staff numbers: full-width folded, upper case; letters, digits and the few joints in use; Chinese characters alone are
 * another column that slipped in. */
export function staffNoCell(raw: string): Cell<string, 'digits.lost' | 'staffNo.form'> {
	if (lostDigits(raw)) return { refused: 'digits.lost' };
	const text = compact(raw)
		.toUpperCase()
		.replace(/^(\d+)\.0$/, '$1');
	if (text === '' || nothing.test(text)) return { value: null };
	return /[\dA-Z]/.test(text) && /^[\p{L}\p{N}][\p{L}\p{N}._\-/#]{0,31}$/u.test(text)
		? { value: text }
		: { refused: 'staffNo.form' };
}

/** Mobile numbers: eleven digits beginning with 1; +86, spaces and dashes are taken away. A landline is shown, not stored. */
export function mobileCell(raw: string): Cell<string, 'digits.lost' | 'mobile.form' | 'mobile.landline'> {
	if (lostDigits(raw)) return { refused: 'digits.lost' };
	const text = compact(raw);
	if (text === '' || nothing.test(text)) return { value: null };
	const digits = text
		.replace(/\.0$/, '')
		.replace(/[-—–_.()]/gu, '')
		.replace(/^(\+|00)?86(?=1\d{10}$)/, '')
		.replace(/^\+/, '');
	if (/^1\d{10}$/.test(digits)) return { value: digits };
	if (/^(0\d{9,11}|[2-9]\d{6,7})(转\d+)?$/u.test(digits)) return { value: null, warning: 'mobile.landline' };
	return { refused: 'mobile.form' };
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: the check character of the first 17 digits (ISO 7064 mod 11-2). */
export function idCheckFits(number: string): boolean {
	const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
	return '10X98765432'[sum % 11] === number[17];
}

/** `zeros`: ends in 000 and fails its check, as numbers that Excel cut to 15 digits do; `zerosFit`: one in eleven of them fits. */
export type IdState = 'ok' | 'check' | 'zeros' | 'zerosFit' | 'old';

/** An identity number in a cell, with what is to be said about it; undefined when the cell holds none. */
export function idNumber(raw: string): { readonly number: string; readonly state: IdState } | undefined {
	const text = compact(raw).toUpperCase();
	if (/^\d{15}$/.test(text) && plausibleDay(`19${text.slice(6, 12)}`)) return { number: text, state: 'old' };
	if (!/^\d{17}[\dX]$/.test(text)) return undefined;
	const zeros = text.endsWith('000');
	if (idCheckFits(text)) return { number: text, state: zeros ? 'zerosFit' : 'ok' };
	return { number: text, state: zeros ? 'zeros' : 'check' };
}

function plausibleDay(digits: string): boolean {
	const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
	return year > 1900 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Activation codes: ten characters of 31, none of which is mistaken for another on paper (no 0 O 1 I L). */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const codeLength = 10;

/** Makes a code; `below(n)` gives a uniform secret number in [0, n). 31^10 codes are 49.5 bits. */
export const makeCode = (below: (limit: number) => number): string =>
	Array.from({ length: codeLength }, () => codeAlphabet[below(codeAlphabet.length)]).join('');

/** As printed: two groups of five. */
export const formatCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;

/** Reads what was typed: any case, full width, with or without dash and spaces; undefined when it cannot be a code. */
export function readCode(typed: string): string | undefined {
	const code = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\-_.—–]/gu, '');
	const fits = code.length === codeLength && [...code].every((character) => codeAlphabet.includes(character));
	return fits ? code : undefined;
}

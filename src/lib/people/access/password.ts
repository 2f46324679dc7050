import { characters, compact } from '#lib/base/core/text.ts';
import { isCommonPassword } from './blocklist.ts';

export type PasswordFault = 'short' | 'long' | 'kinds' | 'personal' | 'common' | 'repeat';

/** What the rules need to know of the one who chooses. */
export interface PasswordOwner {
	/** Whether the account holds any role: then ten characters are the least. */
	readonly hasRole: boolean;
	/** Name, login names, staff number, mobile: none of them may be part of the password. */
	readonly known: readonly string[];
}

export const leastCharacters = (hasRole: boolean): number => (hasRole ? 10 : 8);
const mostCharacters = 128;

/** Kinds of characters present: capital letters, small letters, digits, everything else. */
function kindsOf(password: string): number {
	const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u];
	return kinds.filter((kind) => kind.test(password)).length;
}

/** Whether the password holds a piece of what everyone in the office knows: the name, or four digits' tail of a number. */
function isPersonal(password: string, known: readonly string[]): boolean {
	const text = compact(password).toLowerCase();
	return known.some((value) => {
		const piece = compact(value).toLowerCase();
		if (characters(piece) < 2) return false;
		if (text.includes(piece)) return true;
		return (
			/^\d{8,}$/.test(piece) &&
			[piece.slice(-8), piece.slice(-6), piece.slice(0, 7)].some((tail) => text.includes(tail))
		);
	});
}

/**
 * Every rule the new password breaks, all at once (domain.md §5.7); empty when it may be used.
 * @param again the second typing, which must be the same
 */
export function passwordFaults(password: string, again: string, owner: PasswordOwner): readonly PasswordFault[] {
	const length = characters(password);
	const faults: [PasswordFault, boolean][] = [
		['short', length < leastCharacters(owner.hasRole)],
		['long', length > mostCharacters],
		['kinds', kindsOf(password) < 3],
		['personal', isPersonal(password, owner.known)],
		['common', length > 0 && isCommonPassword(password)],
		['repeat', password !== again]
	];
	return faults.filter(([, broken]) => broken).map(([fault]) => fault);
}

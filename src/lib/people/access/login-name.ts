import { compact } from '#lib/base/core/text.ts';

/** A login name as looked up: full width folded, no spaces, small letters ("Ａ001 " and "a001" are one). */
export const loginKey = (typed: string): string => compact(typed).toLowerCase();

/** Login names of the bureau's own accounts: 3 to 32 small letters, digits, dot, dash; a letter first. */
export const isLoginName = (text: string): boolean => /^[a-z][a-z0-9._-]{2,31}$/.test(text);

/** The login name of a person who has neither staff number nor mobile. */
export const loginNameOfPerson = (personId: number): string => `u${String(personId).padStart(5, '0')}`;

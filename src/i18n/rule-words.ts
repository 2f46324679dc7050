import type { Locale } from './area.ts';

/** What the words of a problem may be made from. */
export type Detail = Readonly<Record<string, string | number>>;

/** A sentence, or one made from the problem's detail. */
export type Sentence = string | ((d: Detail) => string);

/** What is wrong and what to do about it, in both languages. */
export type RuleWords = Readonly<Record<Locale, readonly [what: Sentence, remedy: Sentence]>>;

/** The two languages of the screens; Chinese is the source. */
export type Locale = 'zh' | 'en';

type Text = string | ((...values: never[]) => string);
type Same<T> = T extends (...values: infer Values) => string ? (...values: Values) => string : string;

/**
 * The messages of one area of the product, both languages side by side. A key missing in English, or a message that
 * takes other values there, fails the type check.
 * Use: `const t = $derived(sitting(page.data.locale))`, then `t.submit`, `t.unanswered(3)`.
 */
export function area<const Zh extends Record<string, Text>>(
	zh: Zh,
	en: { readonly [Key in keyof Zh]: Same<Zh[Key]> }
): (locale: Locale) => { readonly [Key in keyof Zh]: Same<Zh[Key]> } {
	const source = zh as unknown as { readonly [Key in keyof Zh]: Same<Zh[Key]> };
	return (locale) => (locale === 'en' ? en : source);
}

/** The locale of a cookie or form value; Chinese when it is neither. */
export const localeOf = (text: string | null | undefined): Locale => (text === 'en' ? 'en' : 'zh');

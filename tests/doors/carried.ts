import type { Answer } from './client.ts';

/** The form that a page carries on: where it goes, and its fields in order. */
export function carriedBy({ text }: Answer): {
	readonly action: string;
	readonly fields: Readonly<Record<string, string[]>>;
} {
	const form = /<form method="post" action="(\/attempts\/[^"]*)".*?<\/form>/s.exec(text);
	const fields: Record<string, string[]> = {};
	for (const [, name = '', value = ''] of (form?.[0] ?? '').matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g))
		(fields[name] ??= []).push(value);
	return { action: (form?.[1] ?? '').replaceAll('&amp;', '&'), fields };
}

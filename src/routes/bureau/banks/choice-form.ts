import { parseId } from '#lib/base/core/ids.ts';
import { noChoices, type ItemChoices } from '#lib/content/item/choices.ts';
import { answerKinds } from '#lib/content/item/item.ts';
import { typed } from './bank-door.ts';

/** Fields `prefix:key` of a form as pairs, empty ones left out. */
function keyed(form: FormData, prefix: string): [string, string][] {
	return [...form.keys()]
		.filter((name) => name.startsWith(`${prefix}:`))
		.map((name): [string, string] => [name.slice(prefix.length + 1), typed(form, name)])
		.filter(([, value]) => value !== '');
}

/** Reads the choices of the preview page. */
export function choicesOf(form: FormData): ItemChoices {
	const sheets = form.getAll('sheet').filter((name) => typeof name === 'string');
	const kinds = keyed(form, 'kind').flatMap(([code, word]) => {
		const kind = answerKinds.find((name) => name === word);
		return kind ? [[code, kind] as const] : [];
	});
	const laws = keyed(form, 'law').flatMap(([key, value]) => {
		const id = parseId<'lawEdition'>(value);
		return id === undefined ? [] : [[key, id] as const];
	});
	const law = typed(form, 'defaultLaw');
	return {
		...noChoices,
		sheets: sheets.length > 0 ? sheets : null,
		columns: Object.fromEntries(keyed(form, 'column')),
		kindCodes: Object.fromEntries(kinds),
		laws: Object.fromEntries(laws),
		defaultEdition: parseId<'lawEdition'>(law) ?? null,
		withoutLaw: law === 'none',
		codes: typed(form, 'codes') === 'new' ? 'new' : 'file',
		replaceOthers: form.has('replaceOthers')
	};
}

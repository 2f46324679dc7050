import { parseId } from '#lib/base/core/ids.ts';
import type { UnitFault, UnitForm } from '#lib/people/directory/unit-edit.server.ts';
import type { Locale } from '#i18n/area.ts';
import { directory } from '#i18n/directory.ts';

const text = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value.slice(0, 2000) : '';
};

export function readUnitForm(form: FormData): UnitForm {
	return {
		code: text(form, 'code').slice(0, 40),
		name: text(form, 'name').slice(0, 120),
		shortName: text(form, 'shortName').slice(0, 60),
		category: text(form, 'category').slice(0, 60),
		sortOrder: /^\d{1,7}$/.test(text(form, 'sortOrder')) ? Number(text(form, 'sortOrder')) : NaN,
		parentId: parseId<'unit'>(text(form, 'parent')) ?? null,
		aliases: text(form, 'aliases')
			.split(/[\n；;]/u)
			.map((alias) => alias.trim())
			.filter((alias) => alias !== '')
	};
}

/** The words for a refused change of a unit. */
export function unitFaultWords(
	locale: Locale,
	reason: UnitFault,
	detail: Readonly<Record<string, string | number>> = {}
): string {
	const t = directory(locale);
	if (reason === 'taken') return t.taken(String(detail.text ?? ''), String(detail.name ?? ''));
	if (reason === 'people') return t.hasPeople;
	if (reason === 'children') return t.hasChildren;
	return t[reason];
}

import type { Locale } from '#i18n/area.ts';
import { items } from '#i18n/items.ts';
import type { EditRefusal } from '#lib/content/item/edit.server.ts';

/** Why an act on an item was refused. */
export function refusalWords(locale: Locale, reason: EditRefusal): string {
	const t = items(locale);
	switch (reason) {
		case 'forbidden':
			return t.forbidden;
		case 'shipped':
			return t.shippedHint;
		case 'unchanged':
			return t.unchanged;
		case 'retired':
			return t.retiredEdit;
		case 'noItem':
		case 'noBank':
			return t.noItem;
	}
}

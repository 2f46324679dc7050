import type { MaterialFault } from '#lib/study/month/material.server.ts';
import type { PlanFault } from '#lib/study/month/plan.server.ts';
import type { Locale } from './area.ts';
import type { Detail } from './rule-words.ts';
import { yearPlan } from './year-plan.ts';

/** Why an act on the year plan was refused, and what to do. */
export function describePlanFault(locale: Locale, reason: PlanFault | MaterialFault, detail: Detail = {}): string {
	const t = yearPlan(locale);
	const most = Number(detail.most ?? 0);
	const name = String(detail.name ?? '');
	const fields: Readonly<Record<string, string>> = { theme: t.theme, presenter: t.presenter, note: t.note };
	switch (reason) {
		case 'forbidden':
			return t.forbidden;
		case 'noYear':
			return t.noYear;
		case 'taken':
			return t.taken(Number(detail.year ?? 0));
		case 'laws':
			return t.lawsFault(most);
		case 'unknownLaw':
			return t.unknownLaw(String(detail.title ?? ''));
		case 'tooLong':
			return t.tooLong(fields[String(detail.field)] ?? '', most);
		case 'title':
			return t.titleFault(most);
		case 'inUse':
			return t.inUse;
		case 'empty':
			return 'name' in detail ? t.emptyFile : t.emptyPlan;
		case 'gone':
			return t.gone;
		case 'body':
			return t.body(most);
		case 'noArticle':
			return t.noArticle(String(detail.article ?? ''));
		case 'tooMany':
			return t.tooMany(most);
		case 'type':
			return t.type(name);
		case 'content':
			return t.content(name);
		case 'tooLarge':
			return t.tooLarge(most);
	}
}

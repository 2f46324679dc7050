import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { wordsOf } from '#lib/study/list/audience.ts';
import { type LawList, parseSide } from '#lib/study/list/list.ts';
import { findListFor, type ListHead } from '#lib/study/list/list.server.ts';
import { typed } from '../banks/bank-door.ts';

/** The list of the path, or the page that does not exist. */
export async function listOfPath(db: Db, viewer: Viewer | null, parameter: string): Promise<LawList> {
	const id = parseId<'list'>(parameter);
	const list = viewer && id !== undefined ? await findListFor(db, viewer, id) : undefined;
	return list ?? error(404, 'notFound');
}

/** Title and audience as a form states them. */
export function headOf(form: FormData): ListHead {
	const tier = typed(form, 'tier') === 'specific' ? ('specific' as const) : ('common' as const);
	const isSpecific = tier === 'specific';
	const categories = form.getAll('category').filter((value): value is string => typeof value === 'string');
	return {
		title: typed(form, 'title').trim(),
		tier,
		categories: isSpecific ? categories : [],
		posts: isSpecific ? wordsOf(typed(form, 'posts')) : []
	};
}

/** Year and side that an address asks for: this year, and both. */
export function askedOf(url: URL, now: number) {
	const thisYear = Number(formatDay(now).slice(0, 4));
	const text = url.searchParams.get('year') ?? '';
	const year = /^2\d{3}$/.test(text) ? Math.min(Number(text), thisYear) : thisYear;
	return { year, years: [thisYear, thisYear - 1, thisYear - 2], side: parseSide(url.searchParams.get('side')) };
}

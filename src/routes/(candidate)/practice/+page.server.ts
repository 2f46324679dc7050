import { error, fail, redirect } from '@sveltejs/kit';
import { month as monthWords } from '#i18n/month.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { itemKinds } from '#lib/content/item/item.ts';
import { presets } from '#lib/exam/plan/presets.ts';
import { practiceOverview } from '#lib/study/practice/overview.server.ts';
import { mockScheme, type Wish } from '#lib/study/practice/scope.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const personId = viewer?.personId ?? error(404, 'notFound');
	return {
		...(await practiceOverview(db, personId, now())),
		schemes: presets.map(({ id }) => id).filter((id) => mockScheme(id) !== undefined)
	};
};

/** What the form asks for; undefined when it is nothing that can be practised. */
function wishOf(form: FormData): Wish | undefined {
	const field = (name: string) => String(form.get(name) ?? '');
	const kind = field('kind');
	if (kind === 'due' || kind === 'wrong' || kind === 'random') return { kind };
	if (kind === 'mock') return { kind, presetId: field('scheme') };
	if (kind === 'kind') {
		const itemKind = itemKinds.find((one) => one === field('itemKind'));
		return itemKind && { kind, itemKind };
	}
	const lawId: number | undefined = parseId<'law'>(field('law'));
	return kind === 'law' && lawId !== undefined ? { kind, lawIds: [lawId] } : undefined;
}

export const actions: Actions = {
	start: async ({ request, locals: { db, viewer, now, locale } }) => {
		const personId = viewer?.personId ?? error(404, 'notFound');
		const t = monthWords(locale);
		const wish = wishOf(await request.formData());
		if (!wish) return fail(400, { problem: t.refusedNoItems });
		const outcome = await openSet(db, personId, wish, now());
		if (!outcome.ok) return fail(409, { problem: outcome.reason === 'tooMany' ? t.refusedTooMany : t.refusedNoItems });
		redirect(303, `/practice/${outcome.value}`);
	}
};

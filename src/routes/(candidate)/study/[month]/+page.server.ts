import { fail, redirect } from '@sveltejs/kit';
import { month as words } from '#i18n/month.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import { editionOn } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { listTexts } from '#lib/content/law/statute.server.ts';
import { findGuide } from '#lib/study/month/guide.server.ts';
import { listMaterials } from '#lib/study/month/material.server.ts';
import { findPlan } from '#lib/study/month/plan.server.ts';
import { monthQuestions } from '#lib/study/practice/choosing.ts';
import { monthProgress } from '#lib/study/practice/overview.server.ts';
import { practicePool } from '#lib/study/practice/pool.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { monthOfPath } from './month.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The month's page: guide, text, materials and quiz. */
export const load: PageServerLoad = async ({ params, locals: { db, viewer, now } }) => {
	const month = await monthOfPath(db, viewer, params.month);
	const editions = await listEditions(db);
	const texts = await listTexts(db);
	const today = formatDay(now());
	const laws = await Promise.all(
		month.laws.map(async (law) => {
			const own = editions.filter(({ lawId }) => lawId === law.lawId);
			const edition = editionOn(own, today) ?? own.at(-1);
			return {
				...law,
				edition: edition && { id: edition.lawEditionId, label: edition.label, inForceOn: edition.inForceOn },
				hasText: edition !== undefined && texts.has(edition.lawEditionId),
				guide: (edition && (await findGuide(db, edition.lawEditionId))) ?? null
			};
		})
	);
	const personId = viewer?.personId ?? null;
	const lawIds = month.laws.map(({ lawId }) => lawId);
	const pool = await practicePool(db, lawIds, now());
	const months = (await findPlan(db, month.year))?.months ?? [];
	const place = months.findIndex(({ id }) => id === month.id);
	return {
		month,
		laws,
		materials: await listMaterials(db, month.id),
		questions: Math.min(monthQuestions, pool.length),
		progress: personId === null ? null : ((await monthProgress(db, personId, [month.id])).get(month.id) ?? null),
		canAnswer: personId !== null,
		around: { previous: months[place - 1] ?? null, next: months[place + 1] ?? null }
	};
};

export const actions: Actions = {
	begin: async ({ params, locals: { db, viewer, now, locale } }) => {
		const month = await monthOfPath(db, viewer, params.month);
		const t = words(locale);
		const personId = viewer?.personId ?? null;
		if (personId === null) return fail(403, { problem: t.refusedNoItems });
		const lawIds = month.laws.map(({ lawId }) => lawId);
		const outcome = await openSet(db, personId, { kind: 'month', planMonthId: month.id, lawIds }, now());
		if (!outcome.ok) return fail(409, { problem: outcome.reason === 'tooMany' ? t.refusedTooMany : t.refusedNoItems });
		redirect(303, `/practice/${outcome.value}`);
	}
};

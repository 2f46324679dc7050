import { error, fail, redirect } from '@sveltejs/kit';
import { asId, parseId } from '#lib/base/core/ids.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { figureLine } from '#lib/results/report/lines.ts';
import { publishingDesk } from '#lib/results/report/publishing.server.ts';
import { summarySentence } from '#lib/results/report/sentence.ts';
import { asked } from '../asked.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { viewer, examId } = asked(event);
	const { db, now, locale } = event.locals;
	const outcome = await publishingDesk(db, viewer, examId, now());
	if (!outcome.ok) error(404, 'notFound');
	const { exam, preview, ...desk } = outcome.value;
	return {
		...desk,
		exam: { id: exam.id, title: exam.title },
		scored: parseId(event.url.searchParams.get('scored')) ?? null,
		published: parseId(event.url.searchParams.get('published')) ?? null,
		preview: preview && {
			changes: preview.changes,
			sentence: summarySentence(preview.view.ranking, preview.view.input.rules, locale),
			totals: figureLine(preview.view.ranking.totals, preview.view.input.rules)
		}
	};
};

export const actions: Actions = {
	score: async (event) => {
		const { viewer, examId } = asked(event);
		const { db, now } = event.locals;
		const reason = String((await event.request.formData()).get('reason') ?? '').trim();
		if (reason === '') return fail(400, { refusal: 'noReason' as const, at: 'score' as const });
		const outcome = await runScoring(db, viewer, examId, reason, now());
		if (!outcome.ok) return fail(400, { refusal: outcome.reason, at: 'score' as const });
		redirect(303, `/bureau/exams/${examId}/results/publish?scored=${outcome.value.id}`);
	},
	publish: async (event) => {
		const { viewer, examId } = asked(event);
		const { db, now } = event.locals;
		const form = await event.request.formData();
		const at = 'publish' as const;
		if (form.get('confirm') !== 'yes') return fail(400, { refusal: 'unconfirmed' as const, at });
		const request = {
			runId: parseId<'scoringRun'>(String(form.get('run') ?? '')) ?? asId<'scoringRun'>(0),
			reason: String(form.get('reason') ?? ''),
			blank: form.get('blank') === 'sat' ? ('sat' as const) : ('notSat' as const)
		};
		const outcome = await publishResults(db, viewer, examId, request, now());
		if (!outcome.ok) return fail(400, { refusal: outcome.reason, at });
		redirect(303, `/bureau/exams/${examId}/results/publish?published=${outcome.value.no}`);
	}
};

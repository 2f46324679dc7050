import { error, fail, redirect } from '@sveltejs/kit';
import { asId, parseId } from '#lib/base/core/ids.ts';
import { amendmentKinds } from '#lib/exam/scoring/amendment.ts';
import { amendKey } from '#lib/exam/scoring/amendment.server.ts';
import { amendingDesk } from '#lib/results/report/amending.server.ts';
import { asked } from '../asked.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { viewer, examId } = asked(event);
	const { db, now } = event.locals;
	const text = event.url.searchParams.get('q') ?? '';
	const outcome = await amendingDesk(db, viewer, examId, text, now());
	if (!outcome.ok) error(404, 'notFound');
	return { ...outcome.value, examId, text, done: event.url.searchParams.has('done') };
};

export const actions: Actions = {
	default: async (event) => {
		const { viewer, examId } = asked(event);
		const form = await event.request.formData();
		const field = (name: string) => String(form.get(name) ?? '');
		const letters = [...field('correct').normalize('NFKC').toUpperCase()].filter((letter) => /[A-HTF]/.test(letter));
		const draft = {
			itemVersionId: parseId<'itemVersion'>(field('item')) ?? asId<'itemVersion'>(0),
			part: Number(field('part')),
			kind: amendmentKinds.find((kind) => kind === field('kind')) ?? 'replace',
			correct: letters,
			reason: field('reason')
		};
		const outcome = await amendKey(event.locals.db, viewer, examId, draft, event.locals.now());
		if (!outcome.ok) return fail(400, { refusal: outcome.reason });
		redirect(303, `/bureau/exams/${examId}/results/amend?done`);
	}
};

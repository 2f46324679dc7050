import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { decisions, readReviewQuery, reviewPage } from '#lib/exam/attempt/review.ts';
import { decideReview } from '#lib/exam/attempt/review-act.server.ts';
import { factsOf, namesOf, reviewOf } from '#lib/exam/attempt/review.server.ts';
import { boardExam } from '../../board/desk.ts';
import { headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** One page of the list, and under it the attempt chosen by `?attempt=`. */
export const load: PageServerLoad = async ({ locals: { db, store, now }, params, url }) => {
	const exam = await boardExam(db, params.exam);
	const query = readReviewQuery(url.searchParams);
	const review = await reviewOf(store, exam.id, now());
	const { cases, ...rest } = reviewPage(review.cases, query);
	const wanted = parseId<'attempt'>(url.searchParams.get('attempt'));
	const chosen = wanted && (review.cases.find((one) => one.attemptId === wanted) ?? null);
	const names = await namesOf(db, exam.id, [...cases.map(({ attemptId }) => attemptId), ...(chosen ? [wanted] : [])]);
	const named = ({ attemptId, no, status, flags, notedAt, decided }: (typeof cases)[number]) => {
		const { name, unitName } = names.get(attemptId) ?? { name: '', unitName: '' };
		return { id: attemptId, name, unitName, no, status, flags, notedAt, decided };
	};
	const head = await headOf(db, exam, now());
	return {
		exam: head.exam,
		waitingRequests: head.waiting,
		...rest,
		query: { show: query.show, kind: query.kind ?? null },
		toCome: review.toCome,
		cases: cases.map(named),
		done: url.searchParams.has('done'),
		chosen: chosen
			? { ...named(chosen), enrolmentId: chosen.enrolmentId, ...(await factsOf(db, exam.id, chosen.attemptId)) }
			: null
	};
};

export const actions: Actions = {
	decide: async ({ request, locals: { db, store, viewer, now }, params, url }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await boardExam(db, params.exam);
		const form = await request.formData();
		const text = (name: string): string => String(form.get(name) ?? '').trim();
		const attemptId = parseId<'attempt'>(text('attempt'));
		if (attemptId === undefined) error(404, 'notFound');
		const typed = { reason: text('reason').slice(0, 400), typedName: text('typedName').slice(0, 60) };
		const decision = decisions.find((one) => one === form.get('decision'));
		if (!decision) return fail(400, { refusal: 'choiceMissing' as const, decision: null, ...typed });
		const act = { examId: exam.id, attemptId, decision, confirmed: form.has('confirmed'), ...typed };
		const said = await decideReview(store, viewer, act, now());
		if (said.ok) {
			const back = new URLSearchParams(url.search);
			for (const name of [...back.keys()]) if (name.startsWith('/')) back.delete(name);
			back.set('attempt', String(attemptId));
			back.set('done', '');
			redirect(303, `${url.pathname}?${back.toString()}#chosen`);
		}
		if (said.reason === 'notFound') error(404, 'notFound');
		const refusal = said.reason === 'voided' ? ('alreadyVoided' as const) : said.reason;
		return fail(said.reason === 'forbidden' ? 403 : 400, { refusal, decision, ...typed });
	}
};

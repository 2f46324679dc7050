import { redirect } from '@sveltejs/kit';
import { shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { submitAttempt, submitOver } from '#lib/exam/attempt/submit.server.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { ownPosted, ownStanding } from '../own.server.ts';

/** Before handing in: what is open still, with the way back. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { header, state } = await ownStanding(locals, params.attempt);
	if (state.status !== 'open') redirect(303, `/attempts/${header.code}/result`);
	const exam = await getExam(locals.db, header.examId);
	const responses = new Map(shownResponses(locals.store, header).map((response) => [response.number, response]));
	const numbers = header.sheet.questions().map(({ number }) => number);
	const said = (kind: string) => (url.searchParams.get(kind) ?? '').split('-').filter((part) => /^\d{1,3}$/.test(part));
	return {
		title: exam.title,
		code: header.code,
		total: numbers.length,
		unanswered: numbers.filter((number) => (responses.get(number)?.answer.length ?? 0) === 0),
		flagged: numbers.filter((number) => responses.get(number)?.marked),
		stale: said('stale'),
		rejected: said('rejected'),
		longer: url.searchParams.has('longer'),
		deadlineAt: state.deadlineAt,
		leftMs: state.deadlineAt - locals.now()
	};
};

export const actions: Actions = {
	async default({ locals, params, request, url }) {
		const fields = await request.formData();
		const header = await ownPosted(locals, params.attempt, url, fields);
		// Whoever was told that time is over has agreed to nothing else: not to giving away what was added meanwhile.
		const over = Number(fields.get('over') ?? NaN);
		if (!Number.isSafeInteger(over)) await submitAttempt(locals.store, header, null, locals.receivedAt);
		else if (!(await submitOver(locals.store, header, over, locals.receivedAt))) {
			const again = new URLSearchParams(url.searchParams);
			again.set('longer', '');
			redirect(303, `/attempts/${header.code}/submit?${again.toString()}`);
		}
		redirect(303, `/attempts/${header.code}/result`);
	}
};

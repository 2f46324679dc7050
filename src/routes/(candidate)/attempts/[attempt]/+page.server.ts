import { fail, redirect } from '@sveltejs/kit';
import { servedPaper } from '#lib/content/paper/served.server.ts';
import { shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { readForm } from '#lib/exam/attempt/form.ts';
import { type FormOutcome, saveForm } from '#lib/exam/attempt/form.server.ts';
import { packPaper } from '#lib/exam/attempt/packed-paper.ts';
import { takePlace, whoSits } from '#lib/exam/attempt/place.server.ts';
import { rescueKey } from '#lib/exam/attempt/rescue.server.ts';
import { machineFault } from '#lib/exam/attempt/safeguards.server.ts';
import { openAttempt } from '#lib/exam/attempt/save.server.ts';
import { shownPaper } from '#lib/exam/attempt/shown-paper.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { ownerMark } from '#lib/people/access/owner.server.ts';
import { machineOf, placeOf } from '../../machine.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { ownPosted, ownStanding } from './own.server.ts';

/** Numbers in an address, as written by `summary`. */
const numbersIn = (text: string | null): readonly number[] =>
	(text ?? '').split('-').flatMap((part) => (/^\d{1,3}$/.test(part) ? [Number(part)] : []));

/**
 * Every opening of the page takes the attempt over: its epoch is issued here, so that the page works without script and
 * a duplicated tab never shares it.
 */
export const load: PageServerLoad = async (event) => {
	const { locals, params, url } = event;
	const { header, state } = await ownStanding(locals, params.attempt);
	if (state.status !== 'open') redirect(303, `/attempts/${header.code}/result`);
	if (locals.now() > state.deadlineAt) redirect(303, `/attempts/${header.code}/submit${url.search}`);
	const exam = await getExam(locals.db, header.examId);
	const asked = safeguardsOf(exam.scheme);
	const place = placeOf(event);
	// The page is kept back here, never an answer: what was typed on another page is still taken.
	const barred = (fault: string) => redirect(303, `/exams/${exam.id}?barred=${fault}`);
	const fault = machineFault(asked, machineOf(event));
	if (fault) barred(fault);
	// Where any device may sit, the note of it and the opening of the attempt share one commit.
	const noted = takePlace(locals.store, header.id, place, asked.singleDevice, locals.receivedAt);
	if (asked.singleDevice && !(await noted)) barred('otherDevice');
	const [opened] = await Promise.all([openAttempt(locals.store, header, place.session, locals.receivedAt), noted]);
	if (!opened) redirect(303, `/attempts/${header.code}/result`);
	const { slots, contents } = await servedPaper(locals.db, header.paperId);
	const responses = shownResponses(locals.store, header);
	return {
		title: exam.title,
		code: header.code,
		paper: packPaper(shownPaper(slots, header.sheet.layout(), contents)),
		total: header.sheet.total,
		// With their versions: what an earlier page left on the machine is held against them.
		saved: responses,
		owner: ownerMark(locals.secret, header.personId),
		rescueKey: rescueKey(locals.secret, header.code),
		watermark: asked.watermark ? await whoSits(locals.db, header.enrolmentId) : null,
		epoch: opened.epoch,
		serverNow: locals.now(),
		deadlineAt: opened.standing.deadlineAt,
		graceMs: state.graceMs,
		stored: url.searchParams.has('saved'),
		stale: numbersIn(url.searchParams.get('stale')),
		rejected: numbersIn(url.searchParams.get('rejected'))
	};
};

/** What the next page must say about the posted form. */
function summary({ numbers }: FormOutcome): string {
	const said = new URLSearchParams({ saved: String(numbers.applied.length) });
	for (const kind of ['stale', 'rejected'] as const)
		if (numbers[kind].length > 0) said.set(kind, numbers[kind].join('-'));
	return said.toString();
}

/** Saves the posted page; the answer goes out only after COMMIT. */
async function save(event: RequestEvent) {
	const { locals, params, request, url } = event;
	const fields = await request.formData();
	const header = await ownPosted(locals, params.attempt, url, fields);
	const form = readForm(header.sheet, fields);
	if (!form) return undefined;
	const outcome = await saveForm(locals.store, header, form, locals.receivedAt, placeOf(event).session);
	const page = `/attempts/${header.code}`;
	const clear = fields.get('clear');
	const over = outcome.state !== 'open' || outcome.numbers.late.length > 0;
	return { page, said: summary(outcome), over, at: typeof clear === 'string' ? `#q${Number(clear) || 1}` : '' };
}

const unreadable = () => fail(400, { unreadable: true });

export const actions: Actions = {
	async save(event) {
		const saved = await save(event);
		if (!saved) return unreadable();
		redirect(303, saved.over ? `${saved.page}/result?${saved.said}` : `${saved.page}?${saved.said}${saved.at}`);
	},
	async submit(event) {
		const saved = await save(event);
		if (!saved) return unreadable();
		redirect(303, saved.over ? `${saved.page}/result?${saved.said}` : `${saved.page}/submit?${saved.said}`);
	},
	/** Language and type size: the answers are saved first, then the same form goes on to where the choice is kept. */
	async preferences(event) {
		if (!(await save(event))) return unreadable();
		redirect(307, '/preferences');
	}
};

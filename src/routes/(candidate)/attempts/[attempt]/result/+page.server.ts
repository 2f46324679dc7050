import { fail, redirect } from '@sveltejs/kit';
import { servedKeys, servedPaper } from '#lib/content/paper/served.server.ts';
import { absencesOf } from '#lib/exam/attempt/absence.server.ts';
import { loadResponses } from '#lib/exam/attempt/attempt.server.ts';
import { noteByCandidate, notesOf, notesPerAttempt, notesUntil } from '#lib/exam/attempt/candidate-note.server.ts';
import { uncountedLate } from '#lib/exam/attempt/late.server.ts';
import { getExam, lastSittingEnd } from '#lib/exam/plan/exam.server.ts';
import { amendmentsOf } from '#lib/exam/scoring/amendment.server.ts';
import { publishedScore, type PublishedScore } from '#lib/exam/scoring/publication.server.ts';
import { scoreAttempt } from '#lib/exam/scoring/score.ts';
import type { Actions, PageServerLoad } from './$types';
import { ownAttempt, ownStanding } from '../own.server.ts';
import { reviewOf } from './review.ts';

const pick = ({ points, maxPoints }: Pick<PublishedScore, 'points' | 'maxPoints'>) => ({ points, maxPoints });

/** The receipt at once; the score and the answers when, and only when, the exam's policy lets this candidate see them. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { header, state } = await ownStanding(locals, params.attempt);
	const now = locals.now();
	const timeOver = now > state.deadlineAt;
	if (state.status === 'open' && !timeOver) redirect(303, `/attempts/${header.code}`);
	const { db } = locals;
	const exam = await getExam(db, header.examId);
	const { slots, contents, totalPoints } = await servedPaper(db, header.paperId);
	const { feedback, graceMs, bands } = exam.scheme;
	const numbers = (name: string) =>
		(url.searchParams.get(name) ?? '').split('-').flatMap((part) => (/^\d{1,4}$/.test(part) ? [Number(part)] : []));
	const notes = await notesOf(db, header.id);
	const away = {
		absences: await absencesOf(db, header.id),
		notes,
		noted: url.searchParams.has('noted'),
		isFull: notes.length >= notesPerAttempt,
		until: await notesUntil(db, exam, now)
	};
	const page = {
		exam: { id: exam.id, title: exam.title, organiser: exam.organiser },
		name: locals.viewer?.name ?? '',
		no: header.no,
		code: header.code,
		status: state.status,
		startedAt: header.startedAt,
		submittedAt: state.submittedAt,
		submittedBy: state.submittedBy,
		receipt: state.receipt,
		answered: state.answered,
		total: header.sheet.total,
		chain: { n: state.n, hash: state.head.slice(0, 16) },
		late: uncountedLate(locals.store, header),
		counted: numbers('counted'),
		feedback,
		away: state.status === 'open' ? null : away,
		score: null,
		answersFrom: null,
		review: null
	};
	// What is published is what counts, whatever was decided since; nothing is while anybody may still begin.
	const mayBeOut = exam.closedAt !== null || now >= exam.closesAt;
	const published = mayBeOut ? await publishedScore(db, exam.id, header.id) : undefined;
	if (state.status !== 'submitted' || (feedback === 'nothing' && !published)) return page;
	const keys = await servedKeys(db, header.paperId);
	const amendments = await amendmentsOf(db, exam.id);
	const responses = await loadResponses(db, header.id);
	const points = scoreAttempt({ slots, keys, amendments, responses, scheme: exam.scheme });
	const publication = published?.publicationNo ?? null;
	const score = { ...pick(published ?? points), totalPoints, bands, publication };
	if (feedback !== 'answersAfterClose') return { ...page, score };
	const answersFrom = (await lastSittingEnd(db, exam)) + graceMs;
	if (now <= answersFrom) return { ...page, score, answersFrom };
	return { ...page, score, review: reviewOf({ slots, header, contents, keys, responses, items: points.items }) };
};

export const actions: Actions = {
	/** The candidate's own words about this attempt, for whoever reviews it. */
	async note({ locals, params, request }) {
		const header = await ownAttempt(locals, params.attempt);
		const form = await request.formData();
		const text = String(form.get('note') ?? '').slice(0, 5000);
		const exam = await getExam(locals.db, header.examId);
		const said = await noteByCandidate(locals.store, exam, header, text, locals.now());
		if (!said.ok) return fail(400, { reason: said.reason, text });
		redirect(303, `/attempts/${header.code}/result?noted#away`);
	}
};

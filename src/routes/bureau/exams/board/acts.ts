import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { boardExam } from './desk.ts';

/** What every act's form sends, read with its names. */
export interface Posted {
	readonly viewer: Viewer;
	readonly exam: Exam;
	readonly asked: {
		readonly examId: Exam['id'];
		readonly enrolmentId: NonNullable<ReturnType<typeof parseId<'enrolment'>>>;
		readonly no: number;
		readonly reason: string;
		readonly confirmed: boolean;
	};
	/** Whole minutes; NaN for anything else, 0 where the field was left empty. */
	readonly minutes: number;
	/** As typed, for the page of a refusal. */
	readonly typedMinutes: string;
	/** Number of the newest override that the page knew of. */
	readonly shown: number;
	readonly typedName: string;
	readonly note: string;
}

/** The newest override on the page that a form was sent from; without it nothing counts as pressed twice. */
export function shownGrant(form: FormData): number {
	const shown = String(form.get('shown') ?? '');
	return /^\d{1,12}$/.test(shown) ? Number(shown) : Infinity;
}

export async function posted(event: RequestEvent): Promise<Posted> {
	const { locals, params, request } = event;
	const enrolmentId = parseId<'enrolment'>(params.enrolment);
	if (!locals.viewer || enrolmentId === undefined) error(404, 'notFound');
	const exam = await boardExam(locals.db, params.exam ?? '');
	const form = await request.formData();
	const text = (name: string): string => String(form.get(name) ?? '').trim();
	return {
		viewer: locals.viewer,
		exam,
		asked: {
			examId: exam.id,
			enrolmentId,
			no: Number(text('no')) || 0,
			reason: text('reason').slice(0, 200),
			confirmed: form.has('confirmed')
		},
		typedMinutes: text('minutes').slice(0, 4),
		minutes: /^\d{0,4}$/.test(text('minutes')) ? Number(text('minutes')) : NaN,
		shown: shownGrant(form),
		typedName: text('typedName'),
		note: text('note')
	};
}

type Said = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Back to the person's page: with the refusal and what was typed, or by a redirect that says it is done. */
export function settled(
	event: RequestEvent,
	act: string,
	said: Said,
	{ asked, typedMinutes, typedName, note }: Posted
) {
	if (said.ok) redirect(303, `${event.url.pathname}?done`);
	if (said.reason === 'notFound') error(404, 'notFound');
	const status = said.reason === 'forbidden' ? 403 : 400;
	return fail(status, { act, refusal: said.reason, reason: asked.reason, minutes: typedMinutes, typedName, note });
}

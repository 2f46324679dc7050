import { fail, redirect } from '@sveltejs/kit';
import { parseInstant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { extendOpenAttempts } from '#lib/exam/attempt/extend.server.ts';
import { findPersons, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { givenOut } from '#lib/exam/plan/exam.server.ts';
import { extendWindow, grantOverride, listOverrides } from '#lib/exam/plan/override.server.ts';
import { shownGrant } from '../../board/acts.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now }, params, url }) => {
	const exam = await examOf(db, params.exam);
	return {
		...(await headOf(db, exam, now())),
		opensAt: exam.opensAt,
		closesAt: exam.closesAt,
		// Why the windows are fixed; null while they can be widened.
		fixed: exam.closedAt === null ? ((await givenOut(db, exam, now())) ?? null) : ('closed' as const),
		done: url.searchParams.has('done'),
		overrides: await listOverrides(db, exam.id),
		units: (await unitCounts(db, exam.id)).map(({ unitId, name }) => ({ unitId, name }))
	};
};

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

/** What is given back with a refusal: nobody types a grant twice because one field of it was wrong. */
const typedIn = (act: 'extend' | 'grant', form: FormData) => ({
	act,
	unit: text(form, 'unit'),
	person: text(form, 'person').slice(0, 40),
	opensAt: text(form, 'opensAt').slice(0, 40),
	closesAt: text(form, 'closesAt').slice(0, 40),
	extra: text(form, 'extra').slice(0, 3),
	reason: text(form, 'reason').slice(0, 200)
});

export const actions: Actions = {
	extend: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const typed = typedIn('extend', form);
		const closesAt = parseInstant(text(form, 'closesAt'));
		if (closesAt === undefined) return fail(400, { reason: 'unreadable' as const, who: '', typed });
		const outcome = await extendWindow(db, viewer, exam.id, { closesAt, reason: text(form, 'reason') }, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason, who: '', typed });
		redirect(303, `/bureau/exams/${exam.id}/windows?done`);
	},
	grant: async ({ request, locals: { db, store, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const typed = typedIn('grant', form);
		const moment = (name: string) => (text(form, name) === '' ? null : parseInstant(text(form, name)));
		const [opensAt, closesAt] = [moment('opensAt'), moment('closesAt')];
		const minutes = text(form, 'extra') === '' ? 0 : Number(text(form, 'extra'));
		if (opensAt === undefined || closesAt === undefined || !Number.isInteger(minutes) || minutes < 0 || minutes > 480)
			return fail(400, { reason: 'unreadable' as const, who: '', typed });
		const number = text(form, 'person');
		const persons = number === '' ? [] : await findPersons(db, number);
		if (persons.length > 1) return fail(400, { reason: 'notOnTheList' as const, who: '', typed });
		// Everyone is a choice of its own: a form with nothing filled in grants nothing.
		const everyone = text(form, 'unit') === 'all';
		if (!everyone && text(form, 'unit') === '' && persons.length === 0)
			return fail(400, { reason: 'notOnTheList' as const, who: '', typed });
		if (everyone && number !== '') return fail(400, { reason: 'notOnTheList' as const, who: '', typed });
		const grant = {
			unitId: parseId<'unit'>(text(form, 'unit')) ?? null,
			personId: persons[0]?.id ?? null,
			opensAt,
			closesAt,
			extraMs: minutes * 60_000,
			reason: text(form, 'reason').slice(0, 200)
		};
		const outcome = await grantOverride(db, viewer, exam.id, grant, now(), shownGrant(form));
		if (!outcome.ok) return fail(400, { reason: outcome.reason, who: String(outcome.detail?.who ?? ''), typed });
		await extendOpenAttempts(store, now(), exam.id);
		redirect(303, `/bureau/exams/${exam.id}/windows?done`);
	}
};

import { fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { type Basics, choosePaper, createExam } from '#lib/exam/plan/draft.server.ts';
import { findPreset, presetIds, recommended } from '#lib/exam/plan/presets.ts';
import { readBasics } from '../exam-form.ts';
import { offeredMonths } from '../offered-months.server.ts';
import type { Actions, PageServerLoad } from './$types';

const hour = 3_600_000;

export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	const preset = findPreset(url.searchParams.get('preset') ?? '') ?? findPreset('recommended');
	// The next full hour of tomorrow; the window as long as the source's.
	const opensAt = Math.ceil(now() / hour) * hour + 24 * hour;
	const basics: Basics = {
		title: '',
		organiser: '',
		subjectOwner: '',
		scheme: preset?.scheme ?? recommended,
		opensAt,
		closesAt: opensAt + (preset?.windowMs ?? 24 * hour)
	};
	return {
		basics,
		offered: await offeredMonths(db, viewer),
		preset: preset?.id ?? 'recommended',
		presetIds,
		blueprint: url.searchParams.get('blueprint') ?? ''
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const basics = readBasics(form);
		const created = await createExam(db, viewer, basics, now());
		if (!created.ok) return fail(400, { basics, problems: 'problems' in created ? created.problems : [] });
		const blueprintId = parseId<'blueprint'>(String(form.get('blueprint') ?? ''));
		if (blueprintId !== undefined) await choosePaper(db, viewer, created.value, blueprintId, now());
		redirect(303, `/bureau/exams/${created.value}/paper`);
	}
};

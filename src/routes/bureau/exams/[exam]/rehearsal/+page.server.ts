import { fail, redirect } from '@sveltejs/kit';
import { listOverrides } from '#lib/exam/plan/override.server.ts';
import { grantSessions } from '#lib/exam/plan/sessions.server.ts';
import { crowdOf } from '#lib/exam/rehearsal/basis.server.ts';
import {
	cancelRehearsal,
	failedRehearsal,
	runningRehearsal,
	startRehearsal
} from '#lib/exam/rehearsal/child.server.ts';
import { hindrance } from '#lib/exam/rehearsal/hindrance.server.ts';
import { sessionsOf } from '#lib/exam/rehearsal/slots.ts';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { neededHeads, sayingOf } from '#lib/exam/rehearsal/verdict.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { config, db, now, secret }, params }) => {
	const exam = await examOf(db, params.exam);
	const { state, changed, counts, verdicts } = await rehearsalStanding(db, secret, exam, config.programFolder);
	const crowd = await crowdOf(db, exam);
	const overrides = await listOverrides(db, exam.id);
	const granted = new Set(overrides.map(({ unitId, opensAt, closesAt }) => `${unitId} ${opensAt} ${closesAt}`));
	const proposed = sessionsOf(counts?.verdict.slots ?? []).flatMap(({ unitIds, opensAt, closesAt }) =>
		unitIds.map((unitId) => `${unitId} ${opensAt} ${closesAt}`)
	);
	return {
		...(await headOf(db, exam, now())),
		standing: state,
		changed,
		counts,
		newest: verdicts[0],
		history: verdicts.map(({ id, verdict, sound, actor }) => {
			const { at, seats, figures } = verdict;
			return { id, at, saying: sayingOf(verdict), seats, heads: figures.heads, sound, actor };
		}),
		// Granted, and not widened again since.
		applied: state !== 'crowded' && proposed.length > 0 && proposed.every((session) => granted.has(session)),
		heads: crowd?.heads ?? 0,
		needed: neededHeads(crowd?.heads ?? 0),
		hasPaper: crowd !== undefined,
		running: runningRehearsal() ?? null,
		failed: failedRehearsal(exam.id) ?? null,
		hinders: (await hindrance(db, now())) ?? null
	};
};

/** A number of a form within bounds; undefined when it is none. */
function whole(form: FormData, name: string, least: number, most: number): number | undefined {
	const value = Number(String(form.get(name) ?? '').trim());
	return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

export const actions: Actions = {
	start: async ({ request, locals: { config, db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const heads = whole(form, 'heads', 1, 200_000);
		const minutes = whole(form, 'minutes', 0.05, 240);
		if (heads === undefined || !Number.isInteger(heads) || minutes === undefined)
			return fail(400, { reason: 'unreadable' as const, detail: {} });
		const started = await startRehearsal({ db, config }, viewer, exam.id, { heads, minutes }, now());
		if (!started.ok) return fail(400, { reason: started.reason, detail: started.detail ?? {} });
		redirect(303, `/bureau/exams/${exam.id}/rehearsal`);
	},
	cancel: async ({ locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const cancelled = await cancelRehearsal(db, viewer, exam.id, now());
		if (!cancelled.ok) return fail(400, { reason: cancelled.reason, detail: {} });
		redirect(303, `/bureau/exams/${exam.id}/rehearsal`);
	},
	apply: async ({ request, locals: { config, db, secret, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const { verdicts } = await rehearsalStanding(db, secret, exam, config.programFolder);
		const chosen = verdicts.find(({ id }) => id === Number(form.get('verdict')));
		if (!chosen?.sound) return fail(400, { reason: 'unsound' as const, detail: {} });
		const sessions = sessionsOf(chosen.verdict.slots);
		const granted = await grantSessions(db, viewer, exam.id, { sessions, reason: '演练建议的时段' }, now());
		if (!granted.ok) return fail(400, { reason: granted.reason, detail: granted.detail ?? {} });
		redirect(303, `/bureau/exams/${exam.id}/rehearsal`);
	}
};

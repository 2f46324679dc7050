import { fail, redirect } from '@sveltejs/kit';
import { confirmClock, listAlarms, mayConfirm } from '#lib/base/time/clock.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const alarms = await listAlarms(db);
	return {
		server: now(),
		machine: Date.now(),
		alarms: alarms.map((alarm) => ({ ...alarm, mayConfirm: viewer !== null && mayConfirm(viewer, alarm.kind) }))
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const takes = form.get('takes') === 'machine' ? ('machine' as const) : ('server' as const);
		const note = String(form.get('note') ?? '').slice(0, 200);
		const clocks = { wall: Date.now(), server: now() };
		const outcome = await confirmClock(db, viewer, Number(form.get('alarm')), { takes, note }, clocks);
		if (!outcome.ok) return fail(outcome.reason === 'forbidden' ? 403 : 400, { reason: outcome.reason });
		redirect(303, '/bureau/clock');
	}
};

import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { sessionsOfPerson } from '#lib/study/session/person.server.ts';
import { findSession } from '#lib/study/session/scope.server.ts';
import { mayJoin, signIn, ticketFor } from '#lib/study/session/sign-in.server.ts';
import { takesCodes } from '#lib/study/session/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** Signing in by the code on the wall: the address that its QR code holds, or six digits typed. Reading changes nothing. */
export const load: PageServerLoad = async ({ params, url, locals: { db, secret, viewer, now }, setHeaders }) => {
	const id = parseId<'session'>(params.session);
	const session = id === undefined ? undefined : await findSession(db, id);
	const personId = viewer?.personId ?? null;
	const at = now();
	if (!session || personId === null || !(await mayJoin(db, session, personId, at))) error(404, 'notFound');
	setHeaders({ 'cache-control': 'no-store' });
	const code = url.searchParams.get('code');
	const ticket = code === null ? null : await ticketFor(db, secret, personId, session.id, code, at);
	const own = (await sessionsOfPerson(db, personId)).find((one) => one.session.id === session.id);
	const done = url.searchParams.get('done');
	return {
		session: { id: session.id, topic: session.topic, startsAt: session.startsAt, place: session.place },
		isOpen: takesCodes(session, at),
		status: own?.status ?? null,
		ticket: ticket?.ok ? ticket.value : '',
		refusal: ticket && !ticket.ok ? { reason: ticket.reason, minutes: Number(ticket.detail?.minutes ?? 0) } : null,
		done: (['signed', 'walkIn', 'already'] as const).find((one) => one === done) ?? null
	};
};

export const actions: Actions = {
	default: async ({ params, request, locals: { db, secret, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const id = parseId<'session'>(params.session);
		if (id === undefined) error(404, 'notFound');
		const form = await request.formData();
		const text = (name: string) => {
			const value = form.get(name);
			return typeof value === 'string' ? value.slice(0, 80) : '';
		};
		const outcome = await signIn(db, secret, viewer, id, { code: text('code'), ticket: text('ticket') }, now());
		if (outcome.ok) {
			const done = outcome.value.already ? 'already' : outcome.value.walkIn ? 'walkIn' : 'signed';
			redirect(303, `/sessions/${id}?done=${done}`);
		}
		if (outcome.reason === 'notFound' || outcome.reason === 'forbidden') error(404, 'notFound');
		return fail(400, { reason: outcome.reason, minutes: Number(outcome.detail?.minutes ?? 0) });
	}
};

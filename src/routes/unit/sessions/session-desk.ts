import { error, fail, redirect } from '@sveltejs/kit';
import { figuresOf } from '#lib/study/session/counts.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { cancelSession, holdSession, reopenSession, type StateRefusal } from '#lib/study/session/state.server.ts';
import { may } from '#lib/base/core/permit.ts';
import type { Outcome } from '#lib/base/core/outcome.ts';
import { type Asked, baseOf, headOf, type Sent, typed, unitsOf, viewerOf, viewIn } from './door.ts';

const dones = ['saved', 'held', 'cancelled', 'reopened'] as const;

/** One session: its facts, its figures in all and by unit. */
export async function sessionDesk(event: Asked) {
	const view = await viewIn(event);
	const { db, now } = event.locals;
	const rows = await personRows(db, view);
	const { groupOf, nameOf } = await unitsOf(event, view);
	const groups = Map.groupBy(rows, groupOf);
	const units = [...groups].map(([unitId, own]) => ({
		unitId,
		name: nameOf(unitId)?.name ?? own[0]?.unitName ?? '',
		sortOrder: nameOf(unitId)?.sortOrder ?? 0,
		...figuresOf(own)
	}));
	const { session } = view;
	const month =
		session.planMonthId === null
			? undefined
			: await db
					.selectFrom('planMonth')
					.select(['year', 'month'])
					.where('id', '=', session.planMonthId)
					.executeTakeFirst();
	return {
		...(await headOf(event, view)),
		planMonth: month ?? null,
		figures: figuresOf(rows),
		units: units.sort((a, b) => a.sortOrder - b.sortOrder || a.unitId - b.unitId),
		mayMark: may(viewerOf(event), 'sessions.manage'),
		isWhole: view.reach.seen === 'all',
		isEarly: now() < session.startsAt,
		done: dones.find((one) => one === event.url.searchParams.get('done')) ?? null
	};
}

type Act = (event: Sent, reason: string, form: FormData) => Promise<Outcome<null, StateRefusal>>;

/** One act on the session of the address, and where it leads. */
async function act(event: Sent, verb: Act, done: (typeof dones)[number]) {
	const { session } = await viewIn(event);
	const form = await event.request.formData();
	const outcome = await verb(event, typed(form, 'reason').slice(0, 200), form);
	if (outcome.ok) redirect(303, `${baseOf(event)}/${session.id}?done=${done}`);
	if (outcome.reason === 'notFound' || outcome.reason === 'forbidden') error(404, 'notFound');
	return fail(400, { reason: outcome.reason });
}

const idOf = async (event: Sent) => (await viewIn(event)).session.id;

export const hold = (event: Sent) =>
	act(
		event,
		async ({ locals: { db, now } }, _, form) =>
			holdSession(db, viewerOf(event), await idOf(event), { early: form.has('early') }, now()),
		'held'
	);

export const cancel = (event: Sent) =>
	act(
		event,
		async ({ locals: { db, now } }, reason) => cancelSession(db, viewerOf(event), await idOf(event), reason, now()),
		'cancelled'
	);

export const reopen = (event: Sent) =>
	act(
		event,
		async ({ locals: { db, now } }, reason) => reopenSession(db, viewerOf(event), await idOf(event), reason, now()),
		'reopened'
	);

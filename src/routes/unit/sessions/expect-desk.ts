import { error, fail, redirect } from '@sveltejs/kit';
import { parseId, type PersonId } from '#lib/base/core/ids.ts';
import { compact } from '#lib/base/core/text.ts';
import { headcounts, listUnits, sees, subtree } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { expectPeople, rosterFor } from '#lib/study/session/list.server.ts';
import { standings } from '#lib/study/session/mark.server.ts';
import { type Asked, baseOf, headOf, organisedIn, type Sent, typed, viewerOf } from './door.ts';

/** Who may be chosen: units, categories and ranks within the organiser's reach. */
export async function expectDesk(event: Asked) {
	const view = await organisedIn(event);
	const { db, now } = event.locals;
	const { session } = view;
	const within = session.unitId === null ? ('all' as const) : await subtree(db, session.unitId);
	const units = (await listUnits(db)).filter(({ id }) => sees(within, id));
	const people = await headcounts(db);
	const ranks = new Set((await rosterFor(db, session, now())).map(({ rank }) => rank));
	const listed = await standings(db, session.id);
	const done = ['people', 'came', 'went'].map((name) => Number(event.url.searchParams.get(name) ?? NaN));
	return {
		...(await headOf(event, view)),
		units: treeRows(units).map(({ unit, depth }) => ({
			...{ id: unit.id, name: unit.name, depth, people: people.get(unit.id) ?? 0 }
		})),
		categories: [...new Set(units.map(({ category }) => category))].filter((category) => category !== ''),
		ranks: [...ranks].filter((rank) => rank !== '').sort(),
		listed: { people: listed.length, units: new Set(listed.map(({ unitId }) => unitId)).size },
		done: done.every(Number.isFinite) ? done : null
	};
}

const mostNumbers = 2000;

export async function expect(event: Sent) {
	const { session } = await organisedIn(event);
	const { db, now } = event.locals;
	const form = await event.request.formData();
	const numbers = typed(form, 'persons')
		.split(/[\s,;，；、]+/u)
		.flatMap((text) => (text === '' ? [] : [compact(text).toUpperCase()]));
	const { found, unknown } = await personsOf(event, [...new Set(numbers)].slice(0, mostNumbers));
	if (unknown.length > 0) return fail(400, { reason: null, unknown: unknown.slice(0, 10).join('、') });
	const expected = {
		all: form.has('all'),
		units: form.getAll('unit').flatMap((value) => parseId<'unit'>(String(value)) ?? []),
		categories: form.getAll('category').map(String),
		ranks: form.getAll('rank').map(String),
		persons: found
	};
	const mode = form.get('do') === 'add' ? ('add' as const) : ('replace' as const);
	const listed = await expectPeople(db, viewerOf(event), session.id, expected, mode, now());
	if (!listed.ok) {
		if (listed.reason === 'notFound' || listed.reason === 'forbidden') error(404, 'notFound');
		return fail(400, { reason: listed.reason, unknown: '' });
	}
	const { people, came, went } = listed.value;
	redirect(303, `${baseOf(event)}/${session.id}/list?people=${people}&came=${came}&went=${went}`);
}

async function personsOf({ locals: { db } }: Sent, numbers: readonly string[]) {
	const found: PersonId[] = [];
	const unknown: string[] = [];
	for (const number of numbers) {
		const people = await db
			.selectFrom('person')
			.select('id')
			.where((where) => where.or([where('staffNo', '=', number), where('mobile', '=', number)]))
			.where('leftAt', 'is', null)
			.execute();
		const [only] = people;
		if (only && people.length === 1) found.push(only.id);
		else unknown.push(number);
	}
	return { found, unknown };
}

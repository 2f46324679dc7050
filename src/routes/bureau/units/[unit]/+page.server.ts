import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { UnitId } from '#lib/base/core/ids.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { type Outcome } from '#lib/base/core/outcome.ts';
import { mayEverywhere } from '#lib/base/core/permit.ts';
import { headcounts, listAliasedUnits } from '#lib/people/directory/directory.server.ts';
import { findPeople } from '#lib/people/directory/people.server.ts';
import {
	abolishUnit,
	mergeUnit,
	restoreUnit,
	saveUnit,
	type UnitFault
} from '#lib/people/directory/unit-edit.server.ts';
import { listVersions } from '#lib/people/directory/unit-record.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { readUnitForm, unitFaultWords } from '../unit-form.ts';
import type { Actions, PageServerLoad } from './$types';

const peopleShown = 50;

function idOf(params: Partial<Record<string, string>>): UnitId {
	const id = parseId<'unit'>(params.unit);
	if (id === undefined) error(404, 'notFound');
	return id;
}

export const load: PageServerLoad = async ({ locals: { db, viewer }, params, url }) => {
	if (!viewer) redirect(303, '/login');
	const id = idOf(params);
	const all = await listAliasedUnits(db, { abolished: true });
	const unit = all.find((one) => one.id === id);
	if (!unit) error(404, 'notFound');
	const { people, total } = await findPeople(db, viewer, { words: '', unitId: id, offset: 0, limit: peopleShown });
	return {
		unit,
		saved: url.searchParams.has('saved'),
		mayManage: mayEverywhere(viewer, 'units.manage'),
		own: (await headcounts(db)).get(id) ?? 0,
		people,
		total,
		successor: all.find((one) => one.id === unit.successorId)?.name ?? '',
		units: treeRows(all.filter((one) => one.abolishedAt === null && one.id !== id)).map(({ unit: other, depth }) => ({
			id: other.id,
			name: other.name,
			depth
		})),
		versions: (await listVersions(db, id)).map(({ at, actor, change, name }) => ({ at, actor, change, name }))
	};
};

type Verb = (event: RequestEvent, id: UnitId) => Promise<Outcome<unknown, UnitFault>>;

/** Runs a change of this unit and comes back to its page. */
const changing = (verb: Verb) => async (event: RequestEvent) => {
	const id = idOf(event.params);
	const outcome = await verb(event, id);
	if (outcome.ok) redirect(303, `/bureau/units/${id}?saved`);
	return fail(400, { refusal: unitFaultWords(event.locals.locale, outcome.reason, outcome.detail) });
};

const nobody = { ok: false, reason: 'forbidden' } as const;

export const actions: Actions = {
	save: changing(async ({ locals: { db, now, viewer }, request }, id) =>
		viewer ? saveUnit(db, viewer, id, readUnitForm(await request.formData()), now()) : nobody
	),
	merge: changing(async ({ locals: { db, now, viewer }, request }, id) => {
		const into = parseId<'unit'>(String((await request.formData()).get('into') ?? ''));
		if (!viewer || into === undefined) return { ok: false, reason: 'gone' };
		return mergeUnit(db, viewer, id, into, now());
	}),
	abolish: changing(async ({ locals: { db, now, viewer } }, id) =>
		viewer ? abolishUnit(db, viewer, id, now()) : nobody
	),
	restore: changing(async ({ locals: { db, now, viewer } }, id) =>
		viewer ? restoreUnit(db, viewer, id, now()) : nobody
	)
};

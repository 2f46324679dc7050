import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { parseId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import type { Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { findPeople, findPerson } from '#lib/people/directory/people.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import {
	addPerson,
	editPerson,
	endSecondment,
	leavePerson,
	type PersonFault,
	type PersonForm,
	recordSecondment,
	transferPerson
} from '#lib/people/roster/person-edit.server.ts';
import type { Locale } from '#i18n/area.ts';
import { directory } from '#i18n/directory.ts';

const pageRows = 50;

const named = (units: Awaited<ReturnType<typeof listUnits>>) =>
	treeRows(units).map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth }));

async function unitsWithin(db: Db, viewer: Viewer, permission: 'people.read' | 'roster.import') {
	const visible = await visibleUnits(db, viewer, permission);
	return named((await listUnits(db)).filter(({ id }) => sees(visible, id)));
}

/** People by name or number, within the units the viewer sees. */
export async function peopleDesk({ locals: { db, viewer }, url }: Pick<RequestEvent, 'locals' | 'url'>) {
	if (!viewer) redirect(303, '/login');
	const words = (url.searchParams.get('find') ?? '').slice(0, 64);
	const unitId = parseId<'unit'>(url.searchParams.get('unit'));
	const page = Math.max(1, Number(url.searchParams.get('page') ?? 1) || 1);
	const { people, total } = await findPeople(db, viewer, {
		words,
		unitId,
		offset: (page - 1) * pageRows,
		limit: pageRows
	});
	return {
		words,
		unitId: unitId ?? null,
		page,
		pages: Math.max(1, Math.ceil(total / pageRows)),
		total,
		people,
		units: await unitsWithin(db, viewer, 'people.read'),
		mayAdd: may(viewer, 'roster.import')
	};
}

/** One person with the forms the viewer may use. */
export async function personDesk({
	locals: { db, viewer },
	params,
	url
}: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const id = parseId<'person'>(params.person);
	const person = viewer && id !== undefined ? await findPerson(db, viewer, id) : undefined;
	if (!viewer || !person) error(404, 'notFound');
	return {
		person,
		saved: url.searchParams.has('saved'),
		units: person.mayEdit ? await unitsWithin(db, viewer, 'roster.import') : [],
		allUnits: person.mayEdit ? named(await listUnits(db)) : []
	};
}

export async function newPersonDesk({ locals: { db, viewer } }: Pick<RequestEvent, 'locals'>) {
	return { units: viewer ? await unitsWithin(db, viewer, 'roster.import') : [] };
}

const text = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value.slice(0, 1000) : '';
};

const readForm = (form: FormData): PersonForm => ({
	name: text(form, 'name'),
	staffNo: text(form, 'staffNo'),
	mobile: text(form, 'mobile'),
	section: text(form, 'section'),
	post: text(form, 'post'),
	rank: text(form, 'rank'),
	staffing: text(form, 'staffing'),
	joinedOn: text(form, 'joinedOn'),
	note: text(form, 'note')
});

function faultWords(
	locale: Locale,
	reason: PersonFault,
	detail: Readonly<Record<string, string | number>> = {}
): string {
	const t = directory(locale);
	const words: Readonly<Record<PersonFault, string>> = {
		...{ forbidden: t.forbidden, gone: t.gone, outside: t.outside, name: t.badName, staffNo: t.badStaffNo },
		...{ mobile: t.badMobile, joinedOn: t.badJoinedOn, staffNoTaken: t.staffNoTaken, mobileTaken: t.mobileTaken },
		sameName: t.sameName(String(detail.name ?? ''))
	};
	return words[reason];
}

/** Adds one person and goes to their page. */
export async function postNewPerson({ locals: { db, locale, now, viewer }, request }: RequestEvent, base: string) {
	if (!viewer) redirect(303, '/login');
	const form = await request.formData();
	const person = readForm(form);
	const unitId = parseId<'unit'>(text(form, 'unit')) ?? null;
	const outcome: Outcome<PersonId, PersonFault> =
		unitId === null
			? { ok: false, reason: 'outside' }
			: await addPerson(db, viewer, unitId, person, form.get('confirmed') === 'yes', now());
	if (outcome.ok) redirect(303, `${base}/${outcome.value}?saved`);
	return fail(400, {
		refusal: faultWords(locale, outcome.reason, outcome.detail),
		asks: outcome.reason === 'sameName',
		person,
		unitId
	});
}

type Verb = (
	db: Db,
	viewer: Viewer,
	id: PersonId,
	form: FormData,
	now: number
) => Promise<Outcome<PersonId, PersonFault>>;

const withUnit =
	(verb: (db: Db, viewer: Viewer, id: PersonId, unitId: UnitId, now: number) => ReturnType<Verb>): Verb =>
	(db, viewer, id, form, now) => {
		const unitId = parseId<'unit'>(text(form, 'unit'));
		return unitId === undefined ? Promise.resolve({ ok: false, reason: 'outside' }) : verb(db, viewer, id, unitId, now);
	};

/** The actions of a person's page; each comes back to it. */
export function personActions(base: string) {
	const changing =
		(verb: Verb) =>
		async ({ locals: { db, locale, now, viewer }, params, request }: RequestEvent) => {
			const id = parseId<'person'>(params.person);
			if (!viewer || id === undefined) error(404, 'notFound');
			const outcome = await verb(db, viewer, id, await request.formData(), now());
			if (outcome.ok) redirect(303, `${base}/${id}?saved`);
			return fail(400, { refusal: faultWords(locale, outcome.reason, outcome.detail) });
		};
	return {
		save: changing((db, viewer, id, form, now) => editPerson(db, viewer, id, readForm(form), now)),
		transfer: changing(withUnit(transferPerson)),
		second: changing(withUnit(recordSecondment)),
		endSecondment: changing((db, viewer, id, form, now) =>
			endSecondment(db, viewer, id, Number(text(form, 'membership')) || 0, now)
		),
		leave: changing((db, viewer, id, _form, now) => leavePerson(db, viewer, id, now))
	};
}

import { listLaws } from '#lib/content/law/law.server.ts';
import { fail, redirect } from '@sveltejs/kit';
import { formatDay, formatInstant, parseInstant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listUnits, sees } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { editSession, makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import { reachOf } from '#lib/study/session/scope.server.ts';
import { factFaults, type SessionFacts, sessionKinds } from '#lib/study/session/session.ts';
import { type Asked, baseOf, headOf, organisedIn, type Sent, typed, viewerOf } from './door.ts';

/** The form as it was typed: what comes back when something is wrong with it. */
export interface FactsForm {
	readonly kind: string;
	readonly topic: string;
	readonly lecturer: string;
	readonly date: string;
	readonly time: string;
	readonly place: string;
	readonly venues: string;
	readonly laws: readonly number[];
	readonly planMonthId: string;
	readonly content: string;
	readonly codes: boolean;
	readonly walkIns: boolean;
	readonly unitId: string;
}

export function readFacts(form: FormData): {
	readonly form: FactsForm;
	readonly facts: Omit<SessionFacts, 'startsAt'> & { readonly startsAt: number | null };
} {
	const text = (name: string, most = 30_000) => typed(form, name).slice(0, most);
	const read: FactsForm = {
		...{ kind: text('kind'), topic: text('topic'), lecturer: text('lecturer'), date: text('date'), time: text('time') },
		...{ place: text('place'), venues: text('venues'), planMonthId: text('planMonth'), content: text('content') },
		...{ codes: form.has('codes'), walkIns: form.has('walkIns'), unitId: text('unit') },
		laws: form.getAll('law').flatMap((value) => parseId<'law'>(String(value)) ?? [])
	};
	const { topic, lecturer, place, content, codes, walkIns, laws } = read;
	const facts = {
		...{ topic, lecturer, place, content, codes, walkIns, laws },
		kind: sessionKinds.find((kind) => kind === read.kind) ?? sessionKinds[0],
		startsAt: parseInstant(`${read.date.trim()} ${read.time.trim() || '00:00'}`) ?? null,
		subVenues: read.venues.split(/[\r\n]+/).flatMap((venue) => (venue.trim() === '' ? [] : [venue.trim()])),
		planMonthId: parseId<'planMonth'>(read.planMonthId) ?? null
	};
	return { form: read, facts };
}

/** What the form offers: laws by title, months of the plan. */
async function offers(db: Db, isBureau: boolean) {
	const laws = await listLaws(db);
	let months = db
		.selectFrom('planMonth')
		.innerJoin('planYear', 'planYear.year', 'planMonth.year')
		.select(['planMonth.id', 'planMonth.year', 'planMonth.month', 'planMonth.theme']);
	// A plan that nobody has published is seen by those who plan it only.
	if (!isBureau) months = months.where('planYear.publishedAt', 'is not', null);
	return { laws, months: await months.orderBy('planMonth.year').orderBy('planMonth.month').execute() };
}

export async function newDesk(event: Asked) {
	const { db, now } = event.locals;
	const viewer = viewerOf(event);
	const reach = await reachOf(db, viewer);
	const isBureau = baseOf(event) === '/bureau/sessions';
	const units = isBureau ? [] : (await listUnits(db)).filter(({ id }) => sees(reach.marked, id));
	const year = /^2\d{3}$/.exec(event.url.searchParams.get('year') ?? '')?.[0];
	const today = formatDay(now());
	const empty: FactsForm = {
		...{ kind: sessionKinds[0], topic: '', lecturer: '', time: '09:00', place: '', venues: '', laws: [] },
		...{ planMonthId: '', content: '', codes: false, walkIns: false, unitId: '' },
		date: year === undefined || today.startsWith(year) ? today : `${year}-01-01`
	};
	return {
		...(await offers(db, isBureau)),
		...{ base: baseOf(event), isBureau, form: empty },
		units: treeRows(units).map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth }))
	};
}

export async function make(event: Sent) {
	const { db, now } = event.locals;
	const viewer = viewerOf(event);
	const { form, facts } = readFacts(await event.request.formData());
	const { startsAt } = facts;
	if (startsAt === null) return fail(400, { faults: factFaults(facts), reason: null, form });
	const isBureau = baseOf(event) === '/bureau/sessions';
	const unitId = isBureau ? null : (parseId<'unit'>(form.unitId) ?? null);
	if (!isBureau && unitId === null) return fail(400, { faults: [], reason: 'forbidden' as const, form });
	const organiser = organiserOf(isBureau ? 'district' : 'unit', unitId);
	const made = await makeSession(db, viewer, organiser, { ...facts, startsAt }, now());
	if (made.ok) redirect(303, `${baseOf(event)}/${made.value}/list`);
	return fail(400, { faults: 'faults' in made ? (made.faults ?? []) : [], reason: made.reason, form });
}

export async function editDesk(event: Asked) {
	const view = await organisedIn(event);
	const { session } = view;
	const isBureau = baseOf(event) === '/bureau/sessions';
	const [date = '', time = ''] = formatInstant(session.startsAt).split(' ');
	const form: FactsForm = {
		...{ kind: session.kind, topic: session.topic, lecturer: session.lecturer, date, time, place: session.place },
		...{ venues: session.subVenues.join('\n'), laws: session.laws, content: session.content },
		...{ planMonthId: String(session.planMonthId ?? ''), codes: session.codes, walkIns: session.walkIns },
		unitId: String(session.unitId ?? '')
	};
	return { ...(await headOf(event, view)), ...(await offers(event.locals.db, isBureau)), isBureau, form };
}

export async function edit(event: Sent) {
	const view = await organisedIn(event);
	const { form, facts } = readFacts(await event.request.formData());
	const { startsAt } = facts;
	if (startsAt === null) return fail(400, { faults: factFaults(facts), reason: null, form });
	const { db, now } = event.locals;
	const edited = await editSession(db, viewerOf(event), view.session.id, { ...facts, startsAt }, now());
	if (edited.ok) redirect(303, `${baseOf(event)}/${view.session.id}?done=saved`);
	return fail(400, { faults: 'faults' in edited ? (edited.faults ?? []) : [], reason: edited.reason, form });
}

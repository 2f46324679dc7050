import { error, fail, redirect } from '@sveltejs/kit';
import { parseId, type UnitId } from '#lib/base/core/ids.ts';
import { sees } from '#lib/people/directory/directory.server.ts';
import { withdrawPerson } from '#lib/study/session/list.server.ts';
import { addWalkIn, type FormMark, markAllPresent, markPeople, present } from '#lib/study/session/mark.server.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { leaveKinds, type MarkStatus } from '#lib/study/session/session.ts';
import { type Asked, baseOf, headOf, type Sent, typed, unitsOf, viewerOf, viewIn } from './door.ts';

/** Up to so many people leave is chosen beside each name; beyond, unit by unit, or the page would be too heavy. */
const withLeave = 250;

const letters: Readonly<Record<string, MarkStatus>> = { p: 'present', l: 'leave', a: 'absent' };
const letterOf = (status: MarkStatus | null) => status?.[0] ?? '-';

/** The unit of the address; null for all. */
const unitIn = ({ url }: Asked): UnitId | null => parseId<'unit'>(url.searchParams.get('unit')) ?? null;

/** The list of a unit, or of all that the viewer may mark, to be ticked. */
export async function tickDesk(event: Asked) {
	const view = await viewIn(event);
	const all = (await personRows(event.locals.db, view)).filter(({ ownUnitId }) => sees(view.reach.marked, ownUnitId));
	const { groupOf, nameOf } = await unitsOf(event, view);
	const groups = Map.groupBy(all, groupOf);
	const asked = unitIn(event);
	const unitId = asked !== null && groups.has(asked) ? asked : null;
	const rows = unitId === null ? all : (groups.get(unitId) ?? []);
	const units = [...groups].map(([id, own]) => ({
		...{ id, name: nameOf(id)?.name ?? own[0]?.unitName ?? '', order: nameOf(id)?.sortOrder ?? 0, people: own.length },
		unmarked: own.filter(({ marked }) => marked === null).length
	}));
	const params = event.url.searchParams;
	const changed = Number(params.get('changed') ?? NaN);
	return {
		...(await headOf(event, view)),
		...{ unitId, byRow: rows.length <= withLeave },
		units: units.sort((a, b) => a.order - b.order || a.id - b.id),
		shown: rows.map(({ id, marked }) => `${id}${letterOf(marked)}`).join(','),
		unmarked: rows.filter(({ marked }) => marked === null).length,
		rows: rows.map(({ id, name, section, post, unitName, marked, walkIn, late, ...row }) => ({
			...{
				id,
				name,
				section,
				post,
				unitName,
				marked,
				walkIn,
				late,
				leaveKind: row.leaveKind,
				documentNo: row.documentNo
			},
			...{ markedBy: row.markedBy, markedAt: row.markedAt, caughtUp: row.caughtUp }
		})),
		done: Number.isFinite(changed)
			? { changed, late: params.has('late'), meanwhile: params.get('meanwhile') ?? '' }
			: null,
		added: params.get('added'),
		withdrawn: params.has('withdrawn'),
		mayAdd: view.organises || view.session.walkIns
	};
}

/** What the form states, row by row as it was shown. */
function marksOf(form: FormData): FormMark[] {
	const ticked = new Set(form.getAll('p').map(String));
	return typed(form, 'shown')
		.split(',')
		.flatMap((text): FormMark[] => {
			const [, number = '', letter = '-'] = /^(\d{1,15})([pla-])$/.exec(text) ?? [];
			if (number === '') return [];
			const [id, was] = [Number(number), letters[letter] ?? null];
			const leave = form.get(`l${id}`);
			if (ticked.has(number)) return [{ id, was, to: present }];
			const leaveKind = leaveKinds.find((kind) => kind === leave);
			const documentNo = typed(form, `d${id}`).trim().slice(0, 100);
			if (leaveKind) return [{ id, was, to: { status: 'leave', leaveKind, documentNo } }];
			// Where leave is not offered, whoever is on leave and not ticked stays so.
			if (leave === null && was === 'leave') return [];
			// An absence that a file has stated stays stated.
			return was === 'absent' ? [] : [{ id, was, to: { status: null, leaveKind: null, documentNo: '' } }];
		});
}

const place = (event: Asked, id: number, more: Readonly<Record<string, string | number>>): string => {
	const unitId = unitIn(event);
	const query = new URLSearchParams({
		...(unitId === null ? {} : { unit: String(unitId) }),
		...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, String(value)]))
	});
	return `${baseOf(event)}/${id}/tick?${query.toString()}`;
};

export async function save(event: Sent) {
	const { session } = await viewIn(event);
	const { db, now } = event.locals;
	const marks = marksOf(await event.request.formData());
	const saved = await markPeople(db, viewerOf(event), session.id, marks, now());
	if (!saved.ok) return refusal(saved.reason);
	const { changed, late, meanwhile } = saved.value;
	const more = {
		changed,
		...(late ? { late: 1 } : {}),
		...(meanwhile.length > 0 ? { meanwhile: meanwhile.slice(0, 20).join('、') } : {})
	};
	redirect(303, place(event, session.id, more));
}

export async function allPresent(event: Sent) {
	const view = await viewIn(event);
	const { db, now } = event.locals;
	const unitId = unitIn(event);
	const { groupOf } = await unitsOf(event, view);
	const own = unitId === null ? [] : (await personRows(db, view)).filter((row) => groupOf(row) === unitId);
	const units = unitId === null ? null : new Set(own.map(({ ownUnitId }) => ownUnitId));
	const saved = await markAllPresent(db, viewerOf(event), view.session.id, units, now());
	if (!saved.ok) return refusal(saved.reason);
	const { changed, late } = saved.value;
	redirect(303, place(event, view.session.id, { changed, ...(late ? { late: 1 } : {}) }));
}

export async function walkIn(event: Sent) {
	const { session } = await viewIn(event);
	const { db, now } = event.locals;
	const number = typed(await event.request.formData(), 'number').slice(0, 60);
	const added = await addWalkIn(db, viewerOf(event), session.id, number, now());
	if (!added.ok) return refusal(added.reason);
	redirect(303, place(event, session.id, { added: added.value.name }));
}

export async function withdraw(event: Sent) {
	const { session } = await viewIn(event);
	const { db, now } = event.locals;
	const form = await event.request.formData();
	const [id, reason] = [Number(typed(form, 'person')), typed(form, 'reason')];
	const gone = await withdrawPerson(db, viewerOf(event), session.id, Number.isSafeInteger(id) ? id : 0, reason, now());
	if (!gone.ok) return refusal(gone.reason);
	redirect(303, place(event, session.id, { withdrawn: 1 }));
}

function refusal<Reason extends string>(reason: Reason) {
	if (reason === 'notFound' || reason === 'forbidden') error(404, 'notFound');
	return fail(400, { reason: reason as Exclude<Reason, 'notFound' | 'forbidden'> });
}

import { fail, type RequestEvent } from '@sveltejs/kit';
import { type PersonId, parseId, type UnitId } from '#lib/base/core/ids.ts';
import { issueSlips, loginOf, slipCandidates } from '#lib/people/access/slip.server.ts';
import { listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';

/** People shown on one page of the desk; a whole district is issued by unit or by the one button. */
const shownAtMost = 500;

/** The desk of slips, the same for the bureau (all units) and a unit administrator (own subtree). */
export async function slipDesk({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>) {
	const { db, now } = locals;
	const viewer = locals.viewer;
	if (!viewer) return { units: [], unitId: null, people: [], waiting: 0, activated: 0, hidden: 0 };
	const visible = await visibleUnits(db, viewer, 'slips.issue');
	const units = treeRows((await listUnits(db)).filter(({ id }) => sees(visible, id)));
	const unitId = parseId<'unit'>(url.searchParams.get('unit'));
	const asked = await slipCandidates(db, viewer, now(), unitId);
	const people = asked.ok ? asked.value : [];
	return {
		units: units.map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		unitId: unitId ?? null,
		people: people.slice(0, shownAtMost).map((person) => ({
			personId: person.personId,
			name: person.name,
			section: person.section,
			login: loginOf(person),
			activated: person.activated,
			disabled: person.disabled,
			issuedAt: person.issuedAt
		})),
		waiting: people.filter(({ activated, disabled }) => !activated && !disabled).length,
		activated: people.filter(({ activated }) => activated).length,
		hidden: Math.max(0, people.length - shownAtMost)
	};
}

/** Issues slips for all not activated (`issue=all`) or for those chosen; the answer is the only sight of the codes. */
export async function postSlips({ locals, request, url }: RequestEvent) {
	const form = await request.formData();
	const viewer = locals.viewer;
	if (!viewer) return fail(401, { refusal: { reason: 'forbidden' as const, names: '', chosen: [] as PersonId[] } });
	const unitId: UnitId | undefined = parseId<'unit'>(text(form.get('unit')));
	const personIds = form
		.getAll('person')
		.map((value) => parseId<'person'>(text(value)))
		.filter((id): id is PersonId => id !== undefined);
	const confirmed = form.get('confirmed') === 'yes';
	const order = form.get('issue') === 'all' ? { unitId, confirmed } : { unitId, personIds, confirmed };
	const outcome = await issueSlips(locals.db, locals.secret, viewer, order, locals.now());
	if (!outcome.ok) {
		const status = { forbidden: 404, nobody: 400, sitting: 409 }[outcome.reason];
		const names = String(outcome.detail?.names ?? '');
		return fail(status, { refusal: { reason: outcome.reason, names, chosen: personIds } });
	}
	return { issued: { slips: outcome.value, address: `${url.origin}/activate` } };
}

const text = (value: FormDataEntryValue | null): string | null => (typeof value === 'string' ? value : null);

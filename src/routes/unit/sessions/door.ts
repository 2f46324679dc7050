import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { parseId, type UnitId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import { organiserName } from '#lib/study/session/mark.server.ts';
import { lawsOf } from '#lib/study/session/person.server.ts';
import { type ListedUnit, sessionUnits } from '#lib/study/session/rows.server.ts';
import { findView, type SessionView } from '#lib/study/session/scope.server.ts';
import { isLate } from '#lib/study/session/session.ts';

/** What the desk functions need of a request; both desks share them. */
export type Asked = Pick<RequestEvent, 'locals' | 'params' | 'url' | 'route'>;
export type Sent = Asked & Pick<RequestEvent, 'request'>;

/** The desk's own address of the sessions: who acts at /unit stays there. */
export const baseOf = ({ route }: Pick<RequestEvent, 'route'>): string =>
	route.id?.startsWith('/bureau') ? '/bureau/sessions' : '/unit/sessions';

export function viewerOf({ locals: { viewer } }: Pick<RequestEvent, 'locals'>): Viewer {
	if (!viewer) redirect(303, '/login');
	return viewer;
}

/** The session of the address; what the viewer may not see looks like what does not exist. */
export async function viewIn(event: Asked): Promise<SessionView> {
	const id = parseId<'session'>(event.params.session);
	const view = id === undefined ? undefined : await findView(event.locals.db, viewerOf(event), id);
	return view ?? error(404, 'notFound');
}

/** The session for pages of its organiser; others are led back to it. */
export async function organisedIn(event: Asked): Promise<SessionView> {
	const view = await viewIn(event);
	if (!view.organises) redirect(303, `${baseOf(event)}/${view.session.id}`);
	return view;
}

/** What the head of every page of a session says. */
export async function headOf(event: Asked, { session, organises }: SessionView) {
	const { db, now } = event.locals;
	return {
		base: baseOf(event),
		session,
		organiser: await organiserName(db, session),
		lawTitles: ((await lawsOf(db, [session.id])).get(session.id) ?? []).map(({ title }) => title),
		organises,
		late: isLate(session, now())
	};
}

/** The units under which the people of a session are looked at: those that report, or for a unit each of its own. */
export async function unitsOf(event: Asked, view: SessionView) {
	const units = await sessionUnits(event.locals.db, view.session.id);
	const byId = new Map(units.map((unit) => [unit.unitId, unit]));
	const rolls = view.reach.seen === 'all' && view.session.level === 'district';
	const groupOf = ({ unitId, ownUnitId }: { readonly unitId: UnitId; readonly ownUnitId: UnitId }): UnitId =>
		rolls && byId.has(unitId) ? unitId : ownUnitId;
	const nameOf = (id: UnitId): ListedUnit | undefined => byId.get(id);
	return { units, groupOf, nameOf };
}

export const typed = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

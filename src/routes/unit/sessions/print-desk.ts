import { parseId } from '#lib/base/core/ids.ts';
import { figuresOf } from '#lib/study/session/counts.ts';
import { codeMs, sessionCode } from '#lib/study/session/code.server.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { codeWindow, takesCodes } from '#lib/study/session/session.ts';
import { type Asked, headOf, unitsOf, viewIn } from './door.ts';

/** The paper sheet: the people of each unit, to sign. */
export async function sheetDesk(event: Asked) {
	const view = await viewIn(event);
	const { groupOf, nameOf } = await unitsOf(event, view);
	const rows = await personRows(event.locals.db, view);
	const asked = parseId<'unit'>(event.url.searchParams.get('unit'));
	const groups = [...Map.groupBy(rows, groupOf)].filter(([unitId]) => asked === undefined || unitId === asked);
	const units = groups.map(([unitId, own]) => ({
		...{ unitId, name: nameOf(unitId)?.name ?? own[0]?.unitName ?? '', order: nameOf(unitId)?.sortOrder ?? 0 },
		people: own.map(({ id, name, unitName, post, section }) => ({ id, name, unitName, post, section }))
	}));
	return { ...(await headOf(event, view)), units: units.sort((a, b) => a.order - b.order || a.unitId - b.unitId) };
}

/** The minutes: facts, figures, who was on leave or absent, what was said. */
export async function recordDesk(event: Asked) {
	const view = await viewIn(event);
	const { groupOf, nameOf } = await unitsOf(event, view);
	const rows = await personRows(event.locals.db, view);
	const units = [...Map.groupBy(rows, groupOf)].map(([unitId, own]) => ({
		...{ unitId, name: nameOf(unitId)?.name ?? own[0]?.unitName ?? '', order: nameOf(unitId)?.sortOrder ?? 0 },
		...figuresOf(own)
	}));
	const named = (status: 'leave' | 'absent') =>
		[
			...Map.groupBy(
				rows.filter((row) => row.status === status),
				({ unitName }) => unitName
			)
		].map(([unitName, own]) => ({
			unitName,
			names: own.map(({ name }) => name)
		}));
	return {
		...(await headOf(event, view)),
		figures: figuresOf(rows),
		units: units.sort((a, b) => a.order - b.order || a.unitId - b.unitId),
		...{ leave: named('leave'), absent: named('absent'), printedAt: event.locals.now() }
	};
}

/** The code of this half minute, as text and as the address that a phone opens; kept nowhere. */
export async function wallDesk(event: Asked & { readonly setHeaders: (headers: Record<string, string>) => void }) {
	const view = await viewIn(event);
	const { secret, now, db } = event.locals;
	const { session } = view;
	event.setHeaders({ 'cache-control': 'no-store' });
	const at = now();
	const code = takesCodes(session, at) ? sessionCode(secret, session.id, at) : null;
	const { expected, present } = figuresOf(await personRows(db, view));
	return {
		...(await headOf(event, view)),
		...{ code, leftMs: codeMs - (at % codeMs), expected, present, ...codeWindow(session.startsAt) },
		address: code === null ? '' : `${event.url.origin}/sessions/${session.id}?code=${code}`
	};
}

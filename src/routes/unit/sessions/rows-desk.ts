import { parseId } from '#lib/base/core/ids.ts';
import { type CountedRow, isSelfStudy } from '#lib/study/session/counts.ts';
import { monthOf, sessionKinds, sessionLevels } from '#lib/study/session/session.ts';
import { namesOfRows, sessionYear } from '#lib/study/session/year.server.ts';
import { type Asked, baseOf, viewerOf } from './door.ts';
import { yearIn } from './list-desk.ts';
import { type What, whats } from './whats.ts';

/** The figure of the address; undefined: everybody on the list. */
export const whatIn = ({ url }: Asked): What | undefined => whats.find((one) => one === url.searchParams.get('what'));

/** Whether a row is one of those that the figure counts; the same rules as in `figuresOf`. */
export function isCounted(row: CountedRow, what: What | undefined): boolean {
	switch (what) {
		case undefined:
			return true;
		case 'expected':
			return !row.walkIn;
		case 'walkIns':
			return row.walkIn && row.status === 'present';
		case 'selfStudy':
			return isSelfStudy(row);
		case 'backfilled':
			return row.late;
		default:
			return row.status === what;
	}
}

/** A page of a list; every row of it can be leafed to. */
const pageRows = 500;

/** The rows behind a figure of a year: whoever counts in it, session by session. */
export async function rowsDesk(event: Asked) {
	const { url } = event;
	const year = yearIn(event);
	const { lines, rows } = await sessionYear(event.locals.db, viewerOf(event), year);
	const level = sessionLevels.find((one) => one === url.searchParams.get('level')) ?? 'district';
	const kind = sessionKinds.find((one) => one === url.searchParams.get('kind')) ?? null;
	const month = Number(url.searchParams.get('month')) || null;
	const unitId = parseId<'unit'>(url.searchParams.get('unit')) ?? null;
	const what = whatIn(event);
	const chosen = lines.filter(
		({ session }) =>
			session.state === 'held' &&
			session.level === level &&
			(kind === null || session.kind === kind) &&
			(month === null || monthOf(session.startsAt) === month)
	);
	const byId = new Map(chosen.map((line) => [line.session.id, line.session]));
	const found = rows.filter(
		(row) => byId.has(row.sessionId) && (unitId === null || row.unitId === unitId) && isCounted(row, what)
	);
	const names = await namesOfRows(event.locals.db, [...byId.keys()]);
	const page = Math.max(1, Number(url.searchParams.get('page') ?? 1) || 1);
	const unit =
		unitId && (await event.locals.db.selectFrom('unit').select('name').where('id', '=', unitId).executeTakeFirst());
	return {
		...{
			base: baseOf(event),
			year,
			level,
			kind,
			month,
			unitName: found.length > 0 && unit ? unit.name : null,
			what: what ?? null
		},
		page,
		pages: Math.max(1, Math.ceil(found.length / pageRows)),
		total: found.length,
		persons: new Set(found.map(({ personId }) => personId)).size,
		rows: found.slice((page - 1) * pageRows, page * pageRows).map((row) => {
			const session = byId.get(row.sessionId);
			const person = names.get(`${row.sessionId}/${row.personId}`);
			return {
				key: `${row.sessionId}/${row.personId}`,
				...{ sessionId: row.sessionId, topic: session?.topic ?? '', startsAt: session?.startsAt ?? 0 },
				...{ name: person?.name ?? '', unitName: person?.unitName ?? '', section: person?.section ?? '' },
				...{ status: row.status, walkIn: row.walkIn, late: row.late, selfStudy: isSelfStudy(row) }
			};
		})
	};
}

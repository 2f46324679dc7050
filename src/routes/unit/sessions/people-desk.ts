import { parseId } from '#lib/base/core/ids.ts';
import { may } from '#lib/base/core/permit.ts';
import { figuresOf, isSelfStudy } from '#lib/study/session/counts.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { type Asked, headOf, unitsOf, viewerOf, viewIn } from './door.ts';
import { isCounted, whatIn } from './rows-desk.ts';

/** The people behind a figure of one session: of one unit, or of all that the viewer sees. */
export async function peopleDesk(event: Asked) {
	const view = await viewIn(event);
	const all = await personRows(event.locals.db, view);
	const { groupOf, nameOf } = await unitsOf(event, view);
	const asked = parseId<'unit'>(event.url.searchParams.get('unit')) ?? null;
	const own = asked === null ? all : all.filter((row) => groupOf(row) === asked);
	const what = whatIn(event);
	const rows = own.filter((row) => isCounted(row, what));
	return {
		...(await headOf(event, view)),
		...{
			what: what ?? null,
			unitId: asked,
			unitName: asked !== null && own.length > 0 ? (nameOf(asked)?.name ?? null) : null
		},
		figures: figuresOf(own),
		mayMark: may(viewerOf(event), 'sessions.manage'),
		rows: rows.map((row) => ({
			...{ id: row.id, name: row.name, unitName: row.unitName, section: row.section, post: row.post },
			...{ status: row.status, walkIn: row.walkIn, late: row.late, selfStudy: isSelfStudy(row) },
			...{
				leaveKind: row.leaveKind,
				documentNo: row.documentNo,
				route: row.route,
				markedBy: row.markedBy,
				markedAt: row.markedAt
			}
		}))
	};
}

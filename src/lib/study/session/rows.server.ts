import type { SessionId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { sees } from '#lib/people/directory/directory.server.ts';
import type { CountedRow } from './counts.ts';
import { type LeaveKind, type MarkStatus, type Route, type SessionState, statusOf } from './session.ts';
import { type SessionView, seesReasons } from './scope.server.ts';

/** One person on the list of one session, as a viewer sees it. */
export interface PersonRow extends CountedRow {
	readonly id: number;
	readonly name: string;
	/** The establishment unit at the snapshot; `unitId` is the unit that reports for it. */
	readonly ownUnitId: UnitId;
	readonly unitName: string;
	readonly section: string;
	readonly post: string;
	/** As stated; null when nobody has marked the person. */
	readonly marked: MarkStatus | null;
	/** Null also where the viewer is not told. */
	readonly leaveKind: LeaveKind | null;
	readonly documentNo: string;
	readonly route: Route | null;
	readonly markedAt: number | null;
	readonly markedBy: string | null;
	readonly addedAt: number;
	readonly addedBy: string;
}

const listed = (db: Db) =>
	db
		.selectFrom('sessionPerson as row')
		.innerJoin('studySession as session', 'session.id', 'row.sessionId')
		.innerJoin('sessionUnit as unit', (join) =>
			join.onRef('unit.sessionId', '=', 'row.sessionId').onRef('unit.unitId', '=', 'row.unitId')
		)
		.leftJoin('practiceSet as made', (join) =>
			join
				.onRef('made.sessionId', '=', 'row.sessionId')
				.onRef('made.personId', '=', 'row.personId')
				.on('made.kind', '=', 'catchUp')
				.on('made.finishedAt', 'is not', null)
		)
		.where('row.withdrawnAt', 'is', null);

/**
 * People on the list of a session within the viewer's reach, by the official order of units and then by name order of the
 * list. Withdrawn people are left out.
 */
export async function personRows(db: Db, view: SessionView): Promise<PersonRow[]> {
	const { seen } = view.reach;
	const rows = await listed(db)
		.select([
			'row.id',
			'row.sessionId',
			'row.personId',
			'row.name',
			'row.section',
			'row.post',
			'row.unitId as ownUnitId'
		])
		.select(['unit.reportingUnitId as unitId', 'unit.name as unitName', 'row.status as marked', 'row.leaveKind'])
		.select(['row.documentNo', 'row.route', 'row.late', 'row.walkIn', 'row.markedAt', 'row.markedBy'])
		.select(['row.addedAt', 'row.addedBy', 'made.id as madeUp'])
		.where('row.sessionId', '=', view.session.id)
		.orderBy('unit.sortOrder')
		.orderBy('unit.unitId')
		.orderBy('row.id')
		.execute();
	return rows
		.filter(({ ownUnitId }) => sees(seen, ownUnitId))
		.map(({ walkIn, late, madeUp, leaveKind, documentNo, ...row }) => {
			const told = seesReasons(view, row.ownUnitId);
			return {
				...row,
				status: statusOf(row.marked, view.session.state),
				walkIn: walkIn === 1,
				late: late === 1,
				caughtUp: madeUp !== null,
				leaveKind: told ? leaveKind : null,
				documentNo: told ? documentNo : ''
			};
		});
}

/** Bare rows of many sessions, for counting: of everybody, or of those units alone. */
export async function countedRows(
	db: Db,
	sessions: readonly { readonly id: SessionId; readonly state: SessionState }[],
	seen: 'all' | ReadonlySet<UnitId>
): Promise<(CountedRow & { readonly ownUnitId: UnitId })[]> {
	if (sessions.length === 0) return [];
	const states = new Map(sessions.map(({ id, state }) => [id, state]));
	const rows: (CountedRow & { readonly ownUnitId: UnitId })[] = [];
	for (let start = 0; start < sessions.length; start += 500) {
		const some = await listed(db)
			.select(['row.sessionId', 'row.personId', 'row.unitId as ownUnitId', 'unit.reportingUnitId as unitId'])
			.select(['row.status as marked', 'row.walkIn', 'row.late', 'made.id as madeUp'])
			.where(
				'row.sessionId',
				'in',
				sessions.slice(start, start + 500).map(({ id }) => id)
			)
			.execute();
		for (const { marked, walkIn, late, madeUp, ...row } of some)
			if (sees(seen, row.ownUnitId))
				rows.push({
					...row,
					status: statusOf(marked, states.get(row.sessionId) ?? 'planned'),
					walkIn: walkIn === 1,
					late: late === 1,
					caughtUp: madeUp !== null
				});
	}
	return rows;
}

/** A unit as it stood when people of it were put on the list of a session. */
export interface ListedUnit {
	readonly unitId: UnitId;
	readonly reportingUnitId: UnitId;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
}

export async function sessionUnits(db: Db, sessionId: SessionId): Promise<ListedUnit[]> {
	return db
		.selectFrom('sessionUnit')
		.select(['unitId', 'reportingUnitId', 'name', 'shortName', 'category', 'sortOrder'])
		.where('sessionId', '=', sessionId)
		.orderBy('sortOrder')
		.orderBy('unitId')
		.execute();
}

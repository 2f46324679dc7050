import { asId, type EnrolmentId, type UnitId } from '#lib/base/core/ids.ts';
import type { Role, Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Seat } from '#lib/exam/attempt/board.ts';
import { readBoardQuery, viewOf } from '#lib/exam/attempt/board-view.ts';
import { lookAtExam } from '#lib/exam/attempt/board.server.ts';
import type { Fixture } from './attempt-exam.ts';

export const somebody = (role: Role, unitId: UnitId | null = null, personId: number | null = null): Viewer => ({
	accountId: null,
	personId: personId === null ? null : asId(personId),
	name: `值班 ${role}`,
	grants: [{ role, unitId }]
});
export const officer = somebody('examOfficer');
/** Everyone who may not act on attempts of the district. */
export const others = [
	somebody('unitAdmin', asId(1)),
	somebody('auditor'),
	somebody('systemAdmin'),
	somebody('itemEditor'),
	{ ...officer, grants: [] }
];

export const enrolmentOf = (personId: number): EnrolmentId => asId(personId);

/** What the form about a person's attempt sends, all asked for answered. */
export const about = (fixture: Fixture, personId: number, no = 1) => ({
	examId: fixture.examId,
	enrolmentId: enrolmentOf(personId),
	no,
	reason: '设备故障',
	confirmed: true
});

/** Acts on record about attempts, oldest first. */
export const actsOn = async (store: Store): Promise<string[]> =>
	(
		await store.db.selectFrom('auditEntry').select('act').where('subjectKind', '=', 'attempt').orderBy('id').execute()
	).map(({ act }) => act);

export async function seatOf(store: Store, fixture: Fixture, personId: number, now: number): Promise<Seat> {
	const snapshot = await lookAtExam(store, fixture.examId, now);
	const query = readBoardQuery(new URLSearchParams({ unit: '1' }));
	const seat = viewOf(snapshot, query, 'all').seats.find(({ enrolmentId }) => enrolmentId === enrolmentOf(personId));
	if (!seat) throw new Error(`nobody ${personId}`);
	return seat;
}

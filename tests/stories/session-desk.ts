import { asId } from '#lib/base/core/ids.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { findView } from '#lib/study/session/scope.server.ts';
import { freshStore } from './fresh.ts';
import { at, laySessions, session, viewer } from './session-district.ts';

export const startsAt = at('2027-03-15 09:00');
export const during = startsAt + 3_600_000;
export const after = startsAt + 3 * 3_600_000;
export const unit1 = viewer('unitAdmin', 1);
export const unit2 = viewer('unitAdmin', 2);
export const auditor = viewer('auditor');
export const leave = { status: 'leave' as const, leaveKind: 'sick' as const, documentNo: '假字1号' };
export const nothing = { status: null, leaveKind: null, documentNo: '' };

export async function fresh() {
	const { db } = await freshStore();
	await laySessions(db, 4);
	return { db, id: await session(db, startsAt) };
}

export async function rowsFor(db: Db, by: Viewer, id: SessionId) {
	const view = await findView(db, by, id);
	return view ? personRows(db, view) : [];
}
export const rowOf = async (db: Db, by: Viewer, id: SessionId, person: number) => {
	const row = (await rowsFor(db, by, id)).find(({ personId }) => personId === asId<'person'>(person));
	if (!row) throw new Error(`no row of ${person}`);
	return row;
};
export const csv = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));
export const file = (...lines: string[]) => ({ source: { bytes: csv(...lines) }, fileName: 'a.csv' });
export const noChoices = { unitId: null, fillUnits: false };

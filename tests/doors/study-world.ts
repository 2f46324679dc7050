import { formatDay } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { syncGuides } from '#lib/study/month/guide.server.ts';
import { createPlan, publishPlan, saveMonths } from '#lib/study/month/plan.server.ts';
import { banks } from '../stories/practice-desk.ts';
import { makeAccount, makeUnit } from './people.ts';

/** The month of the plan that is now, `2027-03`. */
export const thisMonth = (): string => formatDay(Date.now()).slice(0, 7);

/**
 * The shipped banks and guides, a published plan with 安全生产法 for this month and 宪法 for another, two learners (L1, L2),
 * their administrator and the bureau.
 */
export async function layStudy({ db }: Store): Promise<void> {
	const now = Date.now();
	await syncShippedBanks(db, banks, now);
	await syncGuides(db, banks);
	const unitId = await makeUnit(db, 'A');
	await makeAccount(db, { login: 'L1', unitId });
	await makeAccount(db, { login: 'L2', unitId });
	await makeAccount(db, { login: 'unit', roles: [{ role: 'unitAdmin', unitId }] });
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	await makeAccount(db, { login: 'editor', roles: [{ role: 'itemEditor', unitId: null }] });
	const [year = 0, month = 0] = thisMonth().split('-').map(Number);
	await createPlan(db, operator, year, '计划', now);
	const draft = { theme: '', presenter: '', mode: 'collective' as const, note: '' };
	const months = [
		{ ...draft, month, laws: ['安全生产法'] },
		{ ...draft, month: (month % 12) + 1, laws: ['宪法'] }
	];
	const saved = await saveMonths(db, operator, year, months, now);
	if (!saved.ok) throw new Error(saved.reason);
	await publishPlan(db, operator, year, true, now);
}

export async function personOf({ db }: Store, staffNo: string): Promise<PersonId> {
	return (await db.selectFrom('person').select('id').where('staffNo', '=', staffNo).executeTakeFirstOrThrow()).id;
}

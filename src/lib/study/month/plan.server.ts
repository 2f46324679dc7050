import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { PlanMonthId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import { cleanCell } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { type MonthDraft, monthKey, type PlanLaw, planLimits, type PlanMonth, type PlanYear } from './plan.ts';

/** Years that have a plan, the newest first. */
export async function listPlanYears(db: Db): Promise<readonly Omit<PlanYear, 'months'>[]> {
	return db.selectFrom('planYear').selectAll().orderBy('year', 'desc').execute();
}

export async function findPlan(db: Db, year: number): Promise<PlanYear | undefined> {
	const row = await db.selectFrom('planYear').selectAll().where('year', '=', year).executeTakeFirst();
	return row && { ...row, months: await monthsOf(db, year) };
}

async function monthsOf(db: Db, year: number): Promise<readonly PlanMonth[]> {
	const months = await db.selectFrom('planMonth').selectAll().where('year', '=', year).orderBy('month').execute();
	const laws = await db
		.selectFrom('planLaw')
		.innerJoin('law', 'law.id', 'planLaw.lawId')
		.innerJoin('planMonth', 'planMonth.id', 'planLaw.planMonthId')
		.where('planMonth.year', '=', year)
		.select(['planLaw.planMonthId', 'law.id as lawId', 'law.title', 'law.shortTitle'])
		.orderBy('planLaw.n')
		.execute();
	return months.map((month) => ({
		...month,
		laws: laws
			.filter(({ planMonthId }) => planMonthId === month.id)
			.map(({ lawId, title, shortTitle }) => ({ lawId, title, shortTitle }))
	}));
}

/** A month of a plan; those of a year that is not published for planners only. */
export async function findMonth(
	db: Db,
	viewer: Viewer,
	{ year, month }: { readonly year: number; readonly month: number }
): Promise<PlanMonth | undefined> {
	const plan = await findPlan(db, year);
	if (!plan || (plan.publishedAt === null && !may(viewer, 'study.plan'))) return undefined;
	return plan.months.find((one) => one.month === month);
}

/** `laws`: none, or too many (`detail.most`) · `unknownLaw`: `detail.title` · `tooLong`: `detail.field`, `detail.most` */
export type PlanFault =
	'forbidden' | 'noYear' | 'taken' | 'laws' | 'unknownLaw' | 'tooLong' | 'title' | 'inUse' | 'empty';

/** Begins the plan of a year. */
export async function createPlan(
	db: Db,
	viewer: Viewer,
	year: number,
	title: string,
	now: Instant
): Promise<Outcome<null, PlanFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute((trx) => beginYear(trx, viewer, year, title, now));
}

async function beginYear(
	trx: Trx,
	viewer: Viewer,
	year: number,
	title: string,
	now: Instant
): Promise<Outcome<null, PlanFault>> {
	if (!Number.isSafeInteger(year) || year < 2000 || year > 2999) return refused('noYear');
	const name = cleanCell(title);
	if (name === '' || [...name].length > planLimits.title) return refused('title', { most: planLimits.title });
	if (await findPlan(trx, year)) return refused('taken', { year });
	await trx.insertInto('planYear').values({ year, title: name, publishedAt: null }).execute();
	await record(trx, viewer, { act: 'plan.created', subjectKind: 'plan', subjectId: year, body: { title: name } }, now);
	return done(null);
}

function faultOf(draft: MonthDraft, laws: readonly PlanLaw[]): Outcome<null, PlanFault> {
	if (draft.laws.length === 0 || draft.laws.length > planLimits.laws) return refused('laws', { most: planLimits.laws });
	for (const title of draft.laws) if (!lawNamed(laws, title)) return refused('unknownLaw', { title });
	for (const field of ['theme', 'presenter', 'note'] as const)
		if ([...draft[field]].length > planLimits[field]) return refused('tooLong', { field, most: planLimits[field] });
	return done(null);
}

/** Makes the months be as stated, all or none; other months of the year stay. A published plan may be changed too. */
export async function saveMonths(
	db: Db,
	viewer: Viewer,
	year: number,
	drafts: readonly MonthDraft[],
	now: Instant
): Promise<Outcome<{ readonly changed: number }, PlanFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute((trx) => writeMonths(trx, viewer, year, drafts, now));
}

async function writeMonths(
	trx: Trx,
	viewer: Viewer,
	year: number,
	drafts: readonly MonthDraft[],
	now: Instant
): Promise<Outcome<{ readonly changed: number }, PlanFault>> {
	if (!(await findPlan(trx, year))) return refused('noYear', { year });
	const laws = await listLaws(trx);
	for (const draft of drafts) {
		const fault = faultOf(draft, laws);
		if (!fault.ok) return fault;
	}
	let changed = 0;
	for (const draft of drafts) if (await putMonth(trx, viewer, year, draft, laws, now)) changed++;
	return done({ changed });
}

async function putMonth(
	trx: Trx,
	viewer: Viewer,
	year: number,
	draft: MonthDraft,
	laws: readonly PlanLaw[],
	now: Instant
): Promise<boolean> {
	const before = (await monthsOf(trx, year)).find(({ month }) => month === draft.month);
	const { month, mode } = draft;
	const [theme, presenter, note] = [cleanCell(draft.theme), cleanCell(draft.presenter), draft.note.trim()];
	const wanted = [...new Set(draft.laws.flatMap((title) => lawNamed(laws, title) ?? []))];
	const columns = { theme, presenter, mode, note };
	const same =
		before !== undefined &&
		Object.entries(columns).every(([name, value]) => before[name as keyof typeof columns] === value) &&
		before.laws.map(({ lawId }) => lawId).join() === wanted.map(({ lawId }) => lawId).join();
	if (same) return false;
	let id = before?.id;
	if (id === undefined) {
		const row = { year, month, ...columns };
		id = (await trx.insertInto('planMonth').values(row).returning('id').executeTakeFirstOrThrow()).id;
	} else await trx.updateTable('planMonth').set(columns).where('id', '=', id).execute();
	await trx.deleteFrom('planLaw').where('planMonthId', '=', id).execute();
	const rows = wanted.map(({ lawId }, index) => ({ planMonthId: id, n: index + 1, lawId }));
	await trx.insertInto('planLaw').values(rows).execute();
	const names = (list: readonly PlanLaw[]) => list.map(({ shortTitle }) => shortTitle);
	const body = {
		before: before && { ...columnsOf(before), laws: names(before.laws) },
		after: { ...columns, laws: names(wanted) }
	};
	await record(
		trx,
		viewer,
		{ act: 'plan.monthSaved', subjectKind: 'plan', subjectId: monthKey({ year, month }), body },
		now
	);
	return true;
}

const columnsOf = ({ theme, presenter, mode, note }: PlanMonth) => ({ theme, presenter, mode, note });

/** Takes a month out of the plan, unless somebody has worked on it or something hangs on it. */
export async function removeMonth(
	db: Db,
	viewer: Viewer,
	planMonthId: PlanMonthId,
	now: Instant
): Promise<Outcome<null, PlanFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const month = await trx.selectFrom('planMonth').selectAll().where('id', '=', planMonthId).executeTakeFirst();
		if (!month) return refused('noYear');
		const used =
			(await trx.selectFrom('practiceSet').select('id').where('planMonthId', '=', planMonthId).executeTakeFirst()) ??
			(await trx.selectFrom('planMaterial').select('id').where('planMonthId', '=', planMonthId).executeTakeFirst()) ??
			(await trx.selectFrom('studySession').select('id').where('planMonthId', '=', planMonthId).executeTakeFirst());
		if (used) return refused('inUse');
		await trx.deleteFrom('planLaw').where('planMonthId', '=', planMonthId).execute();
		await trx.deleteFrom('planMonth').where('id', '=', planMonthId).execute();
		await record(
			trx,
			viewer,
			{
				act: 'plan.monthRemoved',
				subjectKind: 'plan',
				subjectId: monthKey(month),
				body: columnsOf({ ...month, laws: [] })
			},
			now
		);
		return done(null);
	});
}

/** Shows the plan to everybody, or takes it back to those who plan it. What people have learnt stays theirs. */
export async function publishPlan(
	db: Db,
	viewer: Viewer,
	year: number,
	published: boolean,
	now: Instant
): Promise<Outcome<null, PlanFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const plan = await findPlan(trx, year);
		if (!plan) return refused('noYear');
		if (published && plan.months.length === 0) return refused('empty');
		if ((plan.publishedAt !== null) === published) return done(null);
		await trx
			.updateTable('planYear')
			.set({ publishedAt: published ? now : null })
			.where('year', '=', year)
			.execute();
		const act = published ? 'plan.published' : 'plan.withdrawn';
		await record(trx, viewer, { act, subjectKind: 'plan', subjectId: year, body: {} }, now);
		return done(null);
	});
}

/** Begins another year with the months of this one; materials are not copied, for they belong to their year. */
export async function copyPlan(
	db: Db,
	viewer: Viewer,
	from: number,
	to: number,
	title: string,
	now: Instant
): Promise<Outcome<{ readonly months: number }, PlanFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const plan = await findPlan(trx, from);
		if (!plan) return refused('noYear', { year: from });
		const begun = await beginYear(trx, viewer, to, title, now);
		if (!begun.ok) return begun;
		const drafts = plan.months.map((month) => ({ ...month, laws: month.laws.map((law) => law.title) }));
		const written = await writeMonths(trx, viewer, to, drafts, now);
		return written.ok ? done({ months: written.value.changed }) : written;
	});
}

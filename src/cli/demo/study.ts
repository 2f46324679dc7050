import { formatDay } from '#lib/base/core/clock.ts';
import type { PersonId, SessionId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { chance } from '#lib/base/core/random.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadKeys } from '#lib/content/item/item.server.ts';
import { listUnits } from '#lib/people/directory/directory.server.ts';
import type { PlanMonth } from '#lib/study/month/plan.ts';
import { copyPlan, findPlan, publishPlan } from '#lib/study/month/plan.server.ts';
import { answerAsk } from '#lib/study/practice/answer.server.ts';
import { type AskedChoices, fieldOf } from '#lib/study/practice/asking.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { type AskLine, findSet } from '#lib/study/practice/view.server.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople } from '#lib/study/session/list.server.ts';
import { markAllPresent } from '#lib/study/session/mark.server.ts';
import { makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import { holdSession } from '#lib/study/session/state.server.ts';

/** The year that the shipped plan is made for. */
const shippedYear = 2027;

/** People who have finished the month's quiz. */
const learners = 40;

/** Publishes the shipped plan, and the same for the year that the demo runs in. */
export async function publishPlans(db: Db, now: number): Promise<void> {
	const year = Number(formatDay(now).slice(0, 4));
	if (!(await findPlan(db, year))) {
		const copied = await copyPlan(db, operator, shippedYear, year, `${year}年“一月一法”学习计划`, now);
		if (!copied.ok) throw new Error(`plan: ${copied.reason}`);
	}
	for (const one of new Set([year, shippedYear])) {
		const published = await publishPlan(db, operator, one, true, now);
		if (!published.ok) throw new Error(`plan of ${one}: ${published.reason}`);
	}
}

/** This month of the plan: a session that was held with most units there, one to come, and forty finished quizzes. */
export async function loadStudy(db: Db, now: number): Promise<void> {
	await publishPlans(db, now);
	const today = formatDay(now);
	const plan = await findPlan(db, Number(today.slice(0, 4)));
	const month = plan?.months.find((one) => one.month === Number(today.slice(5, 7))) ?? plan?.months[0];
	if (!month) throw new Error('the plan is empty');
	const units = (await listUnits(db)).map(({ id }) => id);
	const held = await planSession(db, month, `${month.month}月集中学法`, now - 3_600_000, now);
	await markAllPresent(db, operator, held, new Set(units.filter((_, index) => index % 7 !== 3)), now);
	const closed = await holdSession(db, operator, held, { early: false }, now);
	if (!closed.ok) throw new Error(`session: ${closed.reason}`);
	await planSession(db, month, '宪法宣传周集中学法', now + 7 * 86_400_000, now);
	const people = await db.selectFrom('person').select('id').orderBy('id').limit(learners).execute();
	for (const { id } of people) await finishMonth(db, id, month, now);
}

async function planSession(db: Db, month: PlanMonth, topic: string, startsAt: number, now: number): Promise<SessionId> {
	const facts = {
		...{ kind: 'collectiveStudy' as const, topic, lecturer: month.presenter, startsAt, place: '区会议中心' },
		...{ subVenues: ['青芦镇政府', '柳湾街道办事处'], laws: month.laws.map(({ lawId }) => lawId) },
		...{ planMonthId: month.id, content: '', codes: true, walkIns: true }
	};
	const made = await makeSession(db, operator, organiserOf('district', null), facts, now);
	if (!made.ok) throw new Error(`session: ${made.reason}`);
	const listed = await expectPeople(db, operator, made.value, { ...nobodyExpected, all: true }, 'replace', now);
	if (!listed.ok) throw new Error(`session: ${listed.reason}`);
	return made.value;
}

/** Answers the month's quiz as a person would who knows four in five, until all is recalled. */
async function finishMonth(db: Db, personId: PersonId, month: PlanMonth, now: number): Promise<void> {
	const lawIds = month.laws.map(({ lawId }) => lawId);
	const set = await openSet(db, personId, { kind: 'month', planMonthId: month.id, lawIds }, now);
	if (!set.ok) throw new Error(`quiz: ${set.reason}`);
	const next = chance(`learner ${personId}`);
	for (;;) {
		const ask = (await findSet(db, personId, set.value))?.asks.find(({ answeredAt }) => answeredAt === null);
		if (!ask) return;
		const fields = await fieldsOf(db, ask, next() < 0.8);
		const given = { token: ask.token, fields: (name: string) => fields.get(name) ?? [], isUnsure: false };
		const answered = await answerAsk(db, personId, set.value, given, now);
		if (!answered.ok) throw new Error(`answer: ${answered.reason}`);
	}
}

/** The form of an asking: the right choices, or the first one alone. */
async function fieldsOf(db: Db, ask: AskLine, right: boolean): Promise<Map<string, readonly string[]>> {
	const keys = (await loadKeys(db, [ask.itemVersionId])).get(ask.itemVersionId) ?? [];
	return new Map(
		(JSON.parse(ask.choices) as AskedChoices).map((choices, part) => {
			const chosen = right ? choices.filter(({ id }) => keys[part]?.correct.includes(id)) : choices.slice(0, 1);
			return [fieldOf(part), chosen.map(({ value }) => value)];
		})
	);
}

import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { yearSpan } from '#lib/study/session/session.ts';
import type { Deeds } from './coverage.ts';

type Doers = Map<number, ReadonlySet<PersonId>>;

const sets = (rows: readonly { readonly lawId: number | null; readonly personId: PersonId }[]): Doers => {
	const doers = new Map<number, Set<PersonId>>();
	for (const { lawId, personId } of rows)
		if (lawId !== null) doers.set(lawId, (doers.get(lawId) ?? new Set()).add(personId));
	return doers;
};

/**
 * Who has done what on these laws in the year; law by law, with other requests in between.
 * @param only this person alone
 */
export async function deedsOf(
	db: Db,
	lawIds: readonly number[],
	year: number,
	only: PersonId | null = null
): Promise<Deeds> {
	const span = yearSpan(year);
	const found = { quizzed: [] as Row[], answered: [] as Row[], attended: [] as Row[] };
	for (const lawId of new Set(lawIds)) {
		found.quizzed.push(...(await quizzedOn(db, lawId, span, only)));
		found.answered.push(...(await answeredOn(db, lawId, year, only)));
		found.attended.push(...(await attendedOn(db, lawId, span, only)));
		await new Promise((turn) => setImmediate(turn));
	}
	return { quizzed: sets(found.quizzed), answered: sets(found.answered), attended: sets(found.attended) };
}

interface Row {
	readonly lawId: number;
	readonly personId: PersonId;
}
type Only = PersonId | null;
type Span = ReturnType<typeof yearSpan>;

/** Who finished the quiz of a plan month that treats the law. */
async function quizzedOn(db: Db, lawId: number, { from, to }: Span, only: Only): Promise<Row[]> {
	const rows = await db
		.selectFrom('practiceSet')
		.innerJoin('planLaw', 'planLaw.planMonthId', 'practiceSet.planMonthId')
		.where('planLaw.lawId', '=', lawId)
		.where('practiceSet.kind', '=', 'month')
		.where('practiceSet.finishedAt', '>=', from)
		.where('practiceSet.finishedAt', '<', to)
		.$if(only !== null, (query) => query.where('practiceSet.personId', '=', only!))
		.select('practiceSet.personId')
		.distinct()
		.execute();
	return rows.map(({ personId }) => ({ lawId, personId }));
}

/** Who gave an answer on the law that is remembered. */
async function answeredOn(db: Db, lawId: number, year: number, only: Only): Promise<Row[]> {
	const rows = await db
		.selectFrom('recall')
		.where('lawId', '=', lawId)
		.where('day', '>=', `${year}-01-01`)
		.where('day', '<=', `${year}-12-31`)
		.$if(only !== null, (query) => query.where('personId', '=', only!))
		.select('personId')
		.distinct()
		.execute();
	return rows.map(({ personId }) => ({ lawId, personId }));
}

/** Who was present at a held session that treats the law. */
async function attendedOn(db: Db, lawId: number, { from, to }: Span, only: Only): Promise<Row[]> {
	const rows = await db
		.selectFrom('sessionPerson')
		.innerJoin('studySession', 'studySession.id', 'sessionPerson.sessionId')
		.innerJoin('sessionLaw', 'sessionLaw.sessionId', 'sessionPerson.sessionId')
		.where('sessionLaw.lawId', '=', lawId)
		.where('studySession.state', '=', 'held')
		.where('studySession.startsAt', '>=', from)
		.where('studySession.startsAt', '<', to)
		.where('sessionPerson.status', '=', 'present')
		.where('sessionPerson.withdrawnAt', 'is', null)
		.$if(only !== null, (query) => query.where('sessionPerson.personId', '=', only!))
		.select('sessionPerson.personId')
		.distinct()
		.execute();
	return rows.map(({ personId }) => ({ lawId, personId }));
}

import { setImmediate } from 'node:timers/promises';
import type { Instant } from '#lib/base/core/clock.ts';
import { asId, type AttemptId, type ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { absencesOf } from './absence.server.ts';
import { notesOf } from './candidate-note.server.ts';
import { deviceFlags, type Flag, type FlagKind, longAbsenceMs, longAway, type Sat, usersOf } from './integrity.ts';
import { fastPaces, pacesToCome } from './pace.server.ts';
import type { Decided, ReviewCase } from './review.ts';

/** Attempts read at once: some ten milliseconds, with answers in between. */
const slice = 4000;

type SatCase = Sat & Pick<ReviewCase, 'attemptId' | 'enrolmentId' | 'personId' | 'no' | 'status'>;

/** The attempts of an exam with the devices that were shown their papers, in slices: an exam may be going on. */
async function attemptsIn(db: Db, examId: ExamId, now: Instant): Promise<readonly SatCase[]> {
	const all: SatCase[] = [];
	for (let after = asId<'attempt'>(0); ;) {
		const rows = await db
			.selectFrom('attempt')
			.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
			.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
			.select(['attempt.id as attemptId', 'attempt.enrolmentId', 'attempt.no', 'attempt.startedAt as from'])
			.select(['attemptState.status', 'attemptState.submittedAt', 'enrolment.personId'])
			.where('attempt.examId', '=', examId)
			.where('attempt.id', '>', after)
			.orderBy('attempt.id')
			.limit(slice)
			.execute();
		const last = rows.at(-1)?.attemptId;
		if (last === undefined) return all;
		const devices = await devicesBetween(db, examId, after, last);
		for (const { submittedAt, ...row } of rows)
			all.push({ ...row, to: submittedAt ?? now, devices: devices.get(row.attemptId) ?? [] });
		after = last;
		await setImmediate();
	}
}

async function devicesBetween(db: Db, examId: ExamId, after: AttemptId, last: AttemptId) {
	const rows = await db
		.selectFrom('attempt')
		.innerJoin('attemptPlace', 'attemptPlace.attemptId', 'attempt.id')
		.select(['attemptPlace.attemptId', 'attemptPlace.device'])
		.where('attempt.examId', '=', examId)
		.where('attempt.id', '>', after)
		.where('attempt.id', '<=', last)
		.where('attemptPlace.admitted', '=', 1)
		.execute();
	const devices = new Map<AttemptId, string[]>();
	for (const { attemptId, device } of rows) devices.set(attemptId, [...(devices.get(attemptId) ?? []), device]);
	return devices;
}

async function awayIn(db: Db, examId: ExamId): Promise<ReadonlyMap<AttemptId, Flag>> {
	const rows = await db
		.selectFrom('attempt')
		.innerJoin('absence', 'absence.attemptId', 'attempt.id')
		.select(['attempt.id'])
		.select((query) => [
			query.fn.countAll<number>().as('count'),
			query.fn.sum<number>('absence.lengthMs').as('totalMs')
		])
		.where('attempt.examId', '=', examId)
		.where('absence.lengthMs', '>=', longAbsenceMs)
		.where('absence.cause', '<>', 'reload')
		.groupBy('attempt.id')
		.execute();
	return new Map(
		rows.flatMap(({ id, count, totalMs }) => {
			const flag = longAway(Number(count), Number(totalMs));
			return flag ? [[id, flag] as const] : [];
		})
	);
}

type DecisionRow = Omit<Decided, 'flags'> & { readonly flags: string };
const toDecided = ({ flags, ...row }: DecisionRow): Decided => ({ ...row, flags: JSON.parse(flags) as FlagKind[] });

async function decisionsIn(db: Db, examId: ExamId): Promise<ReadonlyMap<AttemptId, Decided>> {
	const rows = await db
		.selectFrom('reviewDecision')
		.innerJoin('attempt', 'attempt.id', 'reviewDecision.attemptId')
		.select(['reviewDecision.attemptId', 'decision', 'reason', 'flags', 'actor', 'at'])
		.where('attempt.examId', '=', examId)
		.orderBy('reviewDecision.id')
		.execute();
	return new Map(rows.map(({ attemptId, ...row }) => [attemptId, toDecided(row)]));
}

async function notedIn(db: Db, examId: ExamId): Promise<ReadonlyMap<AttemptId, Instant>> {
	const rows = await db
		.selectFrom('candidateNote')
		.innerJoin('attempt', 'attempt.id', 'candidateNote.attemptId')
		.select((query) => ['attempt.id', query.fn.max('candidateNote.at').as('at')])
		.where('attempt.examId', '=', examId)
		.groupBy('attempt.id')
		.execute();
	return new Map(rows.map(({ id, at }) => [id, Number(at)]));
}

export interface Review {
	readonly cases: readonly ReviewCase[];
	/** Attempts handed in whose pace has not been read yet: their speed is not in the list. */
	readonly toCome: number;
}

/**
 * Every attempt of an exam with a flag, a note of its candidate, or a decision. Speed comes from what the sweeper has
 * read of the log; all else from a handful of queries over indexes, so that the list is as new as the record.
 */
export async function reviewOf(store: Store, examId: ExamId, now: Instant): Promise<Review> {
	const { db } = store;
	const attempts = await attemptsIn(db, examId, now);
	const [fast, away] = [await fastPaces(store, examId), await awayIn(db, examId)];
	const [decided, noted] = [await decisionsIn(db, examId), await notedIn(db, examId)];
	await setImmediate();
	const users = usersOf(attempts);
	const cases: ReviewCase[] = [];
	for (const [index, one] of attempts.entries()) {
		if (index % slice === 0) await setImmediate();
		const { attemptId, enrolmentId, personId, no, status } = one;
		const [pace, gone] = [fast.get(attemptId), away.get(attemptId)];
		const flags = [...(pace ? [pace] : []), ...(gone ? [gone] : []), ...deviceFlags(one, users)];
		const notedAt = noted.get(attemptId) ?? null;
		const last = decided.get(attemptId) ?? null;
		if (flags.length > 0 || notedAt !== null || last)
			cases.push({ attemptId, enrolmentId, personId, no, status, flags, notedAt, decided: last });
	}
	return { cases, toCome: await pacesToCome(store, examId) };
}

/** The flags of one attempt, as they stand now. */
export async function flagsOf(
	store: Store,
	examId: ExamId,
	attemptId: AttemptId,
	now: Instant
): Promise<readonly Flag[]> {
	const { cases } = await reviewOf(store, examId, now);
	return cases.find((one) => one.attemptId === attemptId)?.flags ?? [];
}

/** Names and units for one page of the list. */
export const namesOf = async (db: Db, examId: ExamId, attemptIds: readonly AttemptId[]) =>
	new Map(
		attemptIds.length === 0
			? []
			: (
					await db
						.selectFrom('attempt')
						.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
						.innerJoin('examUnit', (join) =>
							join.onRef('examUnit.examId', '=', 'attempt.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
						)
						.select(['attempt.id', 'enrolment.name', 'examUnit.shortName as unitName'])
						.where('attempt.examId', '=', examId)
						.where('attempt.id', 'in', [...attemptIds])
						.execute()
				).map(({ id, ...names }) => [id, names] as const)
	);

/** What is on record about one attempt, for whoever decides. */
export async function factsOf(db: Db, examId: ExamId, attemptId: AttemptId) {
	const places = await db
		.selectFrom('attemptPlace')
		.select(['device', 'address', 'admitted'])
		.select((query) => query.fn.min('at').as('at'))
		.where('attemptId', '=', attemptId)
		.groupBy(['device', 'address', 'admitted'])
		.orderBy('at')
		.execute();
	const devices = [...new Set(places.map(({ device }) => device))];
	const beside =
		devices.length === 0
			? []
			: await db
					.selectFrom('attemptPlace')
					.innerJoin('attempt', 'attempt.id', 'attemptPlace.attemptId')
					.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
					.select(['attempt.id', 'attemptPlace.device', 'attempt.startedAt', 'attemptState.submittedAt'])
					.where('attempt.examId', '=', examId)
					.where('attempt.id', '<>', attemptId)
					.where('attemptPlace.device', 'in', devices)
					.where('attemptPlace.admitted', '=', 1)
					.groupBy(['attempt.id', 'attemptPlace.device'])
					.orderBy('attempt.startedAt')
					.execute();
	const names = await namesOf(
		db,
		examId,
		beside.map(({ id }) => id)
	);
	const decided = await db
		.selectFrom('reviewDecision')
		.select(['decision', 'reason', 'flags', 'actor', 'at'])
		.where('attemptId', '=', attemptId)
		.orderBy('id', 'desc')
		.execute();
	// A device has a letter here: its mark stays on the server.
	const letter = (device: string) => String.fromCharCode(65 + (devices.indexOf(device) % 26));
	return {
		absences: await absencesOf(db, attemptId),
		places: places.map(({ device, address, admitted, at }) => {
			return { device: letter(device), address, admitted: admitted === 1, at: Number(at) };
		}),
		beside: beside.map(({ id, device, startedAt, submittedAt }) => {
			return {
				device: letter(device),
				from: startedAt,
				to: submittedAt,
				...(names.get(id) ?? { name: '', unitName: '' })
			};
		}),
		notes: await notesOf(db, attemptId),
		decisions: decided.map(toDecided)
	};
}

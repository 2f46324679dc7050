import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { admitsDevice } from '#lib/exam/plan/safeguards.ts';

export interface PlaceOfSitting {
	/** Mark of the browser (safeguards.server.ts). */
	readonly device: string;
	readonly session: string;
	readonly address: string;
}

/** An attempt is opened on a handful of devices; beyond this nobody learns more from another row. */
const mostPlaces = 50;

/**
 * Notes where the paper's page is opened, and says whether it may be shown there. The look and the note stand in one
 * commit, so that of two devices at once one gets it.
 */
export async function takePlace(
	store: Store,
	attemptId: AttemptId,
	place: PlaceOfSitting,
	singleDevice: boolean,
	now: Instant
): Promise<boolean> {
	const { device, session, address } = place;
	return store.saves.push((raw) => {
		const rows = raw
			.prepare<[number], { device: string; session: string; at: number; admitted: number }>(
				'select device, session, at, admitted from attempt_place where attempt_id = ? order by at'
			)
			.all(attemptId);
		const releasedAt = raw
			.prepare<[number], number | null>('select max(at) from device_release where attempt_id = ?')
			.pluck()
			.get(attemptId);
		const places = rows.map((row) => ({ ...row, admitted: row.admitted === 1 }));
		const admitted = !singleDevice || admitsDevice(places, releasedAt ?? null, device);
		const known = places.some((row) => row.device === device && row.session === session && row.admitted === admitted);
		// After a release the device that comes back is a new holder, with a row of its own.
		const renewed =
			known && admitted && releasedAt != null && !places.some((row) => row.admitted && row.at > releasedAt);
		if ((!known || renewed) && places.length < mostPlaces)
			raw
				.prepare(
					`insert or ignore into attempt_place (attempt_id, device, session, address, admitted, at)
					values (?, ?, ?, ?, ?, ?)`
				)
				.run(attemptId, device, renewed ? `${session}+${now}` : session, address, admitted ? 1 : 0, now);
		return admitted;
	});
}

/** Whether this session may take the attempt over by a call of the page: only one that was shown the paper. */
export async function holdsPlace(store: Store, attemptId: AttemptId, session: string): Promise<boolean> {
	const places = await store.db
		.selectFrom('attemptPlace')
		.select(['device', 'session', 'at', 'admitted'])
		.where('attemptId', '=', attemptId)
		.execute();
	const { releasedAt } = await store.db
		.selectFrom('deviceRelease')
		.select((select) => select.fn.max('at').as('releasedAt'))
		.where('attemptId', '=', attemptId)
		.executeTakeFirstOrThrow();
	const own = places.find((place) => place.session.split('+')[0] === session && place.admitted === 1);
	const all = places.map((place) => ({ ...place, admitted: place.admitted === 1 }));
	return own !== undefined && admitsDevice(all, releasedAt, own.device);
}

/** Name and unit as enrolled, for the watermark. */
export async function whoSits(db: Db, enrolmentId: EnrolmentId): Promise<string> {
	const { name, unitName } = await db
		.selectFrom('enrolment')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.unitId', '=', 'enrolment.unitId').onRef('examUnit.examId', '=', 'enrolment.examId')
		)
		.select(['enrolment.name', 'examUnit.shortName as unitName'])
		.where('enrolment.id', '=', enrolmentId)
		.executeTakeFirstOrThrow();
	return `${name} ${unitName}`;
}

export interface HeldBack {
	readonly attemptId: AttemptId;
	readonly name: string;
	readonly unitName: string;
	/** When another device was last refused. */
	readonly at: Instant;
}

/** Candidates whose second device was refused since the last release, the latest first. */
export async function heldBack(db: Db, examId: ExamId): Promise<readonly HeldBack[]> {
	const rows = await db
		.selectFrom('attemptPlace')
		.innerJoin('attempt', 'attempt.id', 'attemptPlace.attemptId')
		.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.unitId', '=', 'enrolment.unitId').onRef('examUnit.examId', '=', 'enrolment.examId')
		)
		.leftJoin('deviceRelease', 'deviceRelease.attemptId', 'attempt.id')
		.select(['attempt.id as attemptId', 'enrolment.name', 'examUnit.name as unitName'])
		.select((select) => [select.fn.max('attemptPlace.at').as('at'), select.fn.max('deviceRelease.at').as('releasedAt')])
		.where('attempt.examId', '=', examId)
		.where('attemptState.status', '=', 'open')
		.where('attemptPlace.admitted', '=', 0)
		.groupBy('attempt.id')
		.execute();
	return rows
		.filter(({ at, releasedAt }) => releasedAt === null || at > releasedAt)
		.map(({ attemptId, name, unitName, at }) => ({ attemptId, name, unitName, at }))
		.sort((a, b) => b.at - a.at);
}

/** Lets the attempt go on on another device: the first one that opens it from now on. */
export async function releaseDevice(
	db: Db,
	viewer: Viewer,
	where: { readonly examId: ExamId; readonly attemptId: number },
	reason: string,
	now: Instant
): Promise<Outcome<null, 'forbidden' | 'notFound' | 'reasonMissing'>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	if (reason.trim() === '') return refused('reasonMissing');
	return db.transaction().execute(async (trx) => {
		const attempt = await trx
			.selectFrom('attempt')
			.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
			.select(['attempt.id', 'enrolment.personId'])
			.where('attempt.id', '=', where.attemptId as AttemptId)
			.where('attempt.examId', '=', where.examId)
			.executeTakeFirst();
		// Nobody releases their own device.
		if (!attempt || (viewer.personId !== null && attempt.personId === viewer.personId)) return refused('notFound');
		await trx
			.insertInto('deviceRelease')
			.values({ attemptId: attempt.id, reason: reason.trim(), actor: viewer.name, at: now })
			.execute();
		const act = { act: 'attempt.deviceReleased', subjectKind: 'attempt', subjectId: attempt.id };
		await record(trx, viewer, { ...act, body: { reason: reason.trim() } }, now);
		return done(null);
	});
}

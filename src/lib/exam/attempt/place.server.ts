import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { admitsDevice } from '#lib/exam/plan/safeguards.ts';

export interface PlaceOfSitting {
	/** Mark of the browser (safeguards.server.ts). */
	readonly device: string;
	readonly session: string;
	readonly address: string;
}

/**
 * An attempt is opened on a handful of devices; beyond this nobody learns more from another row. Counted apart, shown and
 * refused: where one device holds the attempt, those turned away must not use up its place.
 */
const mostPlaces = 50;

interface PlaceRow {
	readonly device: string;
	readonly session: string;
	readonly at: Instant;
	readonly admitted: number;
}

const placesOf = (raw: Sqlite.Database, attemptId: AttemptId) =>
	statement<[number], PlaceRow>(raw, 'select device, session, at, admitted from attempt_place where attempt_id = ?')
		.all(attemptId)
		.map((row) => ({ ...row, admitted: row.admitted === 1 }));

/** When an officer last let the device go (the board's verb; it ends every session of the person). */
const releasedAt = (raw: Sqlite.Database, attemptId: AttemptId): Instant | null =>
	statement<[number], Instant | null>(
		raw,
		"select max(received_at) from attempt_event where attempt_id = ? and kind = 'released'"
	)
		.pluck()
		.get(attemptId) ?? null;

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
		const places = placesOf(raw, attemptId);
		const admitted = !singleDevice || admitsDevice(places, releasedAt(raw, attemptId), device);
		const known = places.some((row) => row.device === device && row.session === session && row.admitted === admitted);
		const alike = places.filter((row) => row.admitted === admitted).length;
		// Only whom the last release has let in holds the attempt: that row is never left out.
		if (!known && (alike < mostPlaces || (admitted && singleDevice)))
			statement(
				raw,
				'insert into attempt_place (attempt_id, device, session, address, admitted, at) values (?, ?, ?, ?, ?, ?)'
			).run(attemptId, device, session, address, admitted ? 1 : 0, now);
		return admitted;
	});
}

/** Whether this session may take the attempt over by a call of the page: only one that was shown the paper may. */
export function holdsPlace({ raw }: Store, attemptId: AttemptId, session: string): boolean {
	const places = placesOf(raw, attemptId);
	const own = places.find((place) => place.session === session && place.admitted);
	return own !== undefined && admitsDevice(places, releasedAt(raw, attemptId), own.device);
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

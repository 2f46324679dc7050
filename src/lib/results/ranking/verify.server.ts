import type { PublicationId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { attemptPointsOf } from '#lib/exam/scoring/run.server.ts';
import { isDeepStrictEqual } from 'node:util';
import { snapshotHash } from './publish.server.ts';
import { rankUnits } from './ranking.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * `hash` the stored snapshot is not the one that was hashed · `figures` its own people do not give its figures ·
 * `run` it names another run or hash than the one it rests on · `points` its points are not those of that run.
 */
export type PublicationFault = 'hash' | 'figures' | 'run' | 'points';

/** Recomputes a publication from what it keeps, and compares it with the scores of its run. */
export async function verifyPublication(db: Db, id: PublicationId): Promise<readonly PublicationFault[]> {
	const row = await db
		.selectFrom('publication')
		.innerJoin('scoringRun', 'scoringRun.id', 'publication.runId')
		.select(['publication.snapshot', 'publication.snapshotHash', 'publication.runId', 'scoringRun.hash'])
		.where('publication.id', '=', id)
		.executeTakeFirstOrThrow();
	const snapshot = JSON.parse(row.snapshot) as Snapshot;
	const scores = await attemptPointsOf(db, row.runId);
	const attempts = snapshot.input.people.flatMap((person) => person.attempts);
	const agrees = attempts.every(({ attemptId, points, maxPoints }) => {
		const score = scores.get(attemptId);
		return score?.points === points && score.maxPoints === maxPoints;
	});
	const faults: PublicationFault[] = [];
	if (snapshotHash(row.snapshot) !== row.snapshotHash) faults.push('hash');
	if (!isDeepStrictEqual(rankUnits(snapshot.input), snapshot.ranking)) faults.push('figures');
	if (snapshot.run.id !== row.runId || snapshot.run.hash !== row.hash) faults.push('run');
	if (!agrees || attempts.length !== scores.size) faults.push('points');
	return faults;
}

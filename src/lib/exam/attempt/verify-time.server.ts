import type { AttemptId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { fromRow } from './event-row.ts';

export interface TimeFault {
	readonly attemptId: AttemptId;
	readonly fault: string;
}

/**
 * Every adopted answer goes back to a late one of the same attempt, unchanged, and to a proposal that another account
 * approved; and every approved proposal was carried out in its own commit.
 */
export async function verifyAdoptions(db: Db): Promise<{ readonly checked: number; readonly faults: TimeFault[] }> {
	const faults: TimeFault[] = [];
	const proposals = await db
		.selectFrom('adoption')
		.select(['id', 'attemptId', 'events', 'decision', 'proposedAccount', 'decidedAccount'])
		.execute();
	const approved = new Map(
		proposals.filter(({ decision }) => decision === 'approved').map((proposal) => [proposal.id, proposal])
	);
	for (const { id, attemptId, proposedAccount, decidedAccount } of approved.values())
		if (decidedAccount === null || decidedAccount === proposedAccount)
			faults.push({ attemptId, fault: `adoption ${id} was decided by whoever proposed it` });
	const adopted = await db.selectFrom('attemptEvent').selectAll().where('kind', '=', 'adopted').execute();
	for (const row of adopted) {
		const event = fromRow(row);
		if (event.kind !== 'adopted') continue;
		const { attemptId } = row;
		const proposal = approved.get(event.adoption);
		const named = proposal !== undefined && (JSON.parse(proposal.events) as number[]).includes(event.late);
		if (proposal?.attemptId !== attemptId || !named)
			faults.push({ attemptId, fault: `event ${row.n} was adopted without an approved proposal` });
		const source = await db
			.selectFrom('attemptEvent')
			.select(['slot', 'epoch', 'rev', 'answer'])
			.where('attemptId', '=', attemptId)
			.where('kind', '=', 'late')
			.where('n', '=', event.late)
			.executeTakeFirst();
		const same = (['slot', 'epoch', 'rev', 'answer'] as const).every((column) => source?.[column] === row[column]);
		if (!same) faults.push({ attemptId, fault: `event ${row.n} differs from the late answer it adopts` });
	}
	return { checked: proposals.length + adopted.length, faults };
}

/** Every outage was credited, and every credit stands in the record of its attempt, once. */
export async function verifyCredits(db: Db): Promise<{ readonly checked: number; readonly faults: TimeFault[] }> {
	const faults: TimeFault[] = [];
	const credits = await db
		.selectFrom('outageCredit')
		.select(['attemptId', 'outageId'])
		.where('creditMs', '>', 0)
		.execute();
	const extended = await db
		.selectFrom('attemptEvent')
		.select(['attemptId', 'body'])
		.where('kind', '=', 'extended')
		// An officer's own words may begin like the server's.
		.where('actor', '=', 'clock')
		.execute();
	const found = new Map<string, number>();
	for (const { attemptId, body } of extended) {
		const { reason } = JSON.parse(body ?? '{}') as { reason?: string };
		const key = `${attemptId} ${reason ?? ''}`;
		found.set(key, (found.get(key) ?? 0) + 1);
	}
	for (const { attemptId, outageId } of credits) {
		const times = found.get(`${attemptId} outage ${outageId}`) ?? 0;
		found.delete(`${attemptId} outage ${outageId}`);
		if (times !== 1) faults.push({ attemptId, fault: `outage ${outageId} was credited ${times} times` });
	}
	for (const key of found.keys()) {
		const [attemptId, reason = ''] = key.split(/ (.*)/s);
		if (reason.startsWith('outage '))
			faults.push({ attemptId: Number(attemptId) as AttemptId, fault: `${reason} was credited without a record` });
	}
	return { checked: credits.length, faults };
}

import type { AttemptId, ExamId, ItemVersionId, ScoringRunId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { PartKey } from '#lib/content/item/item.ts';
import { loadKeys } from '#lib/content/item/item.server.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import { fold } from '#lib/exam/attempt/attempt.ts';
import { loadSettledEvents } from '#lib/exam/attempt/record.server.ts';
import { amendmentsOf } from './amendment.server.ts';
import { scoreHash } from './run.server.ts';
import { type AttemptPoints, scoreAttempt, type ScoringRules } from './score.ts';

/** A place where a stored score is not what the record gives. `attemptId` null: the run as a whole. */
export interface ScoreFault {
	readonly attemptId: AttemptId | null;
	readonly fault: 'points' | 'items' | 'hash' | 'attempts';
	readonly stored: string;
	readonly found: string;
}

/**
 * Scores a kept run again from the events themselves, as they stood when it ran, and compares every item, every attempt
 * and the hash with what is stored.
 */
export async function verifyRun(
	db: Db,
	runId: ScoringRunId,
	onAttempt: () => void = () => undefined
): Promise<{ readonly attempts: number; readonly faults: readonly ScoreFault[] }> {
	const run = await db.selectFrom('scoringRun').selectAll().where('id', '=', runId).executeTakeFirstOrThrow();
	const rules = JSON.parse(run.rules) as ScoringRules;
	const amendments = await amendmentsOf(db, run.examId, run.amendmentsUpto);
	const stored = await db
		.selectFrom('attemptScore')
		.select(['attemptId', 'points', 'maxPoints'])
		.where('runId', '=', runId)
		.orderBy('attemptId')
		.execute();
	const faults: ScoreFault[] = [];
	const hash = scoreHash();
	const rescore = rescorer(db, run.examId, rules, amendments);
	for (const { attemptId, points, maxPoints } of stored) {
		const found = await rescore(attemptId, run.at);
		hash.add({ attemptId, answered: 0, ...found });
		const [was, is] = [`${points}/${maxPoints}`, `${found.points}/${found.maxPoints}`];
		if (was !== is) faults.push({ attemptId, fault: 'points', stored: was, found: is });
		const items = await storedItems(db, runId, attemptId);
		if (items !== itemsText(found)) faults.push({ attemptId, fault: 'items', stored: items, found: itemsText(found) });
		onAttempt();
	}
	if (stored.length !== run.attempts)
		faults.push({ attemptId: null, fault: 'attempts', stored: String(run.attempts), found: String(stored.length) });
	const digest = hash.digest();
	if (digest !== run.hash) faults.push({ attemptId: null, fault: 'hash', stored: run.hash, found: digest });
	return { attempts: stored.length, faults };
}

const itemsText = ({ items }: Pick<AttemptPoints, 'items'>): string =>
	items
		.map(({ slot, points, maxPoints }) => `${slot}:${points}/${maxPoints}`)
		.sort()
		.join(' ');

async function storedItems(db: Db, runId: ScoringRunId, attemptId: AttemptId): Promise<string> {
	const items = await db
		.selectFrom('itemScore')
		.select(['slot', 'points', 'maxPoints'])
		.where('runId', '=', runId)
		.where('attemptId', '=', attemptId)
		.execute();
	return itemsText({ items });
}

/** Scores one attempt from its events up to a moment: what came after (a reopening) is not part of that run. */
function rescorer(
	db: Db,
	examId: ExamId,
	scheme: ScoringRules,
	amendments: Awaited<ReturnType<typeof amendmentsOf>>
): (attemptId: AttemptId, until: number) => Promise<AttemptPoints> {
	const keys = new Map<ItemVersionId, readonly PartKey[]>();
	return async (attemptId, until) => {
		const { paperId } = await db
			.selectFrom('attempt')
			.select('paperId')
			.where('id', '=', attemptId)
			.where('examId', '=', examId)
			.executeTakeFirstOrThrow();
		const { slots } = await loadPaper(db, paperId);
		const unseen = slots.map((slot) => slot.itemVersionId).filter((id) => !keys.has(id));
		if (unseen.length > 0) for (const [id, parts] of await loadKeys(db, unseen)) keys.set(id, parts);
		const events = await loadSettledEvents(db, attemptId);
		const { registers } = fold(events.filter((event) => event.receivedAt <= until));
		const responses = new Map([...registers].map(([slot, register]) => [slot, register.answer]));
		return scoreAttempt({ slots, keys, amendments, responses, scheme });
	};
}

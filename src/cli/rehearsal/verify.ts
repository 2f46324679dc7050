import type { Db } from '#lib/base/db/schema.ts';
import type { ScoringRunId } from '#lib/base/core/ids.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';
import type { KnownQuestion } from './paper.ts';
import type { Sat } from './run.ts';

export interface Verdict {
	readonly acknowledged: number;
	/** Acknowledged answers that the database does not hold as acknowledged. */
	readonly lost: number;
	readonly scores: number;
	/** Scores that differ from the ones computed here. */
	readonly wrong: number;
	/** Attempts whose receipt does not stand in the database. */
	readonly withoutReceipt: number;
}

/**
 * Compares what the candidates were told with what the database holds, and recomputes every score from the
 * acknowledged answers with a scorer of its own: it shares no code with the one it checks.
 */
export async function verify(
	db: Db,
	scheme: Pick<Scheme, 'multipleRule' | 'perOptionPoints'>,
	runId: ScoringRunId,
	sat: readonly Sat[]
): Promise<Verdict> {
	let [acknowledged, lost, wrong, withoutReceipt] = [0, 0, 0, 0];
	for (const { attemptId, questions, acknowledged: answers, receipt } of sat) {
		const rows = await db
			.selectFrom('response')
			.select(['slot', 'answer'])
			.where('attemptId', '=', attemptId)
			.execute();
		const stored = new Map(rows.map(({ slot, answer }) => [slot, answer ?? '[]']));
		for (const [slot, answer] of answers) {
			acknowledged++;
			if (stored.get(slot) !== JSON.stringify([...answer].sort())) lost++;
		}
		const expected = questions.reduce(
			(sum, question) => sum + worth(question, answers.get(question.slot) ?? [], scheme),
			0
		);
		const score = await db
			.selectFrom('attemptScore')
			.select('points')
			.where('runId', '=', runId)
			.where('attemptId', '=', attemptId)
			.executeTakeFirst();
		if (score?.points !== expected) wrong++;
		const state = await db
			.selectFrom('attemptState')
			.select(['status', 'receipt'])
			.where('attemptId', '=', attemptId)
			.executeTakeFirst();
		if (state?.status !== 'submitted' || plain(state.receipt) !== plain(receipt)) withoutReceipt++;
	}
	return { acknowledged, lost, scores: sat.length, wrong, withoutReceipt };
}

const plain = (receipt: string | null): string => (receipt ?? '').replaceAll('-', '');

function worth(
	{ kind, correct, points }: KnownQuestion,
	answer: readonly string[],
	{ multipleRule, perOptionPoints = 0 }: Pick<Scheme, 'multipleRule' | 'perOptionPoints'>
): number {
	const right = answer.filter((option) => correct.includes(option)).length;
	if (right === correct.length && answer.length === right) return points;
	if (kind !== 'multiple' || answer.length === 0 || right < answer.length || multipleRule === 'exact') return 0;
	return multipleRule === 'half' ? Math.round(points / 2) : Math.min(points, perOptionPoints * right);
}

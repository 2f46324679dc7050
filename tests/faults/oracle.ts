import { join } from 'node:path';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { asId } from '#lib/base/core/ids.ts';
import { compareVersions } from '#lib/exam/attempt/attempt.ts';
import { attemptState, findAttemptByCode, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { verifyRun } from '#lib/exam/scoring/verify.server.ts';
import { checks } from '../../src/cli/doctor/checks.ts';
import { onCopy } from './hall.ts';
import type { Acked, Candidate } from './candidate.ts';

/** Checks of `xuefa doctor` that must hold at any moment; the papers here are fixtures without a true hash. */
const always = checks.filter(({ name }) => ['integrity', 'audit', 'attempts', 'log', 'publications'].includes(name));

/**
 * What must hold after any fault (reliability.md §3). Everything the candidates were told stands: every acknowledged edit or
 * a newer one, every attempt, receipt and deadline. The record agrees with itself: pages, references, the audit chain,
 * each attempt's chain and the rows made from it, the scores. Returns what does not, in words; [] when all is well.
 */
export async function judge(folder: string, candidates: readonly Candidate[]): Promise<string[]> {
	return onCopy(folder, async (copy) => {
		const store = openStore(join(copy, 'xuefa.db'));
		try {
			return [...(await record(store)), ...(await promises(store, candidates))];
		} finally {
			await store.close();
		}
	});
}

async function record(store: Store): Promise<string[]> {
	const wrong: string[] = [];
	for (const check of always) {
		const { faults } = await check.run(store, () => undefined);
		wrong.push(...faults.map(({ subject, fault }) => `${check.name}: ${subject}: ${fault}`));
	}
	for (const { id } of await store.db.selectFrom('scoringRun').select('id').execute()) {
		const { faults } = await verifyRun(store.db, id);
		wrong.push(...faults.map(({ attemptId, fault }) => `score of attempt ${attemptId}: ${fault}`));
	}
	return wrong;
}

async function promises(store: Store, candidates: readonly Candidate[]): Promise<string[]> {
	const wrong = candidates.flatMap(({ complaints }) => complaints);
	for (const [index, { code, acked, receipt, deadlineAt }] of candidates.entries()) {
		if (code === undefined) continue;
		const header = await findAttemptByCode(store.db, code, asId(index + 1));
		if (!header) {
			wrong.push(`attempt ${code} is gone`, ...acked.map((edit) => lostEdit(code, edit)));
			continue;
		}
		const stands = new Map(shownResponses(store, header).map((response) => [response.number, response]));
		for (const edit of acked) {
			const found = stands.get(edit.number);
			const order = found ? compareVersions(found, edit) : -1;
			const same = order === 0 && found?.answer.join() === edit.answer;
			if (order < 0 || (order === 0 && !same)) wrong.push(lostEdit(code, edit));
		}
		const state = attemptState(store, header.id);
		if (receipt !== undefined && state.receipt !== receipt) wrong.push(`receipt ${receipt} of ${code} is gone`);
		if (state.deadlineAt < deadlineAt) wrong.push(`${code}: deadline ${state.deadlineAt}, promised ${deadlineAt}`);
		const early = state.submittedBy === 'clock' && (state.submittedAt ?? 0) < deadlineAt;
		if (early) wrong.push(`${code}: closed by the clock before its deadline`);
	}
	return wrong;
}

const lostEdit = (code: string, { number, epoch, rev }: Acked): string => `lost: ${code} ${number} ${epoch}.${rev}`;

/** How many acknowledged edits the oracle misses: what a control must lose. */
export const lost = (wrong: readonly string[]): number => wrong.filter((text) => text.includes('lost: ')).length;

export const ackedBy = (candidates: readonly Candidate[]): number =>
	candidates.reduce((sum, { acked }) => sum + acked.length, 0);

import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { getExam, givenOut } from '#lib/exam/plan/exam.server.ts';
import { extendWindow, grantOverride } from '#lib/exam/plan/override.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { attemptExam, closesAt, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * Once answers were shown after the last window, or results published, an officer could still give a window: absentees,
 * and people with an attempt left, could sit with the keys known. Reopening was refused already.
 */
async function scene(feedback: 'score' | 'answersAfterClose') {
	const store = await freshStore();
	const fixture = await attemptExam(store, { feedback }, { people: 2 });
	const { header } = await sit(store, fixture, opensAt);
	await submitAttempt(store, header, null, opensAt + minute);
	return { store, fixture };
}

const nothing = { unitId: null, personId: null, opensAt: null, closesAt: null, extraMs: 0, reason: '停电' };

async function widenings({ db }: Store, now: number) {
	const { id } = await getExam(db, asId(1));
	const later = now + 30 * minute;
	return [
		await grantOverride(db, officer, id, { ...nothing, closesAt: later }, now),
		await grantOverride(db, officer, id, { ...nothing, extraMs: 5 * minute }, now),
		await extendWindow(db, officer, id, { closesAt: later, reason: '停电' }, now)
	].map((outcome) => (outcome.ok ? 'given' : outcome.reason));
}

describe('no window is widened', () => {
	test('once answers may have been shown', async () => {
		const { store } = await scene('answersAfterClose');
		expect(await widenings(store, closesAt + 61 * minute)).toEqual(['answersOut', 'answersOut', 'answersOut']);
		// Control: while somebody could still be writing, and where no answers are shown.
		expect(await widenings(store, closesAt - minute)).toEqual(['given', 'given', 'given']);
		expect(await widenings((await scene('score')).store, closesAt + 61 * minute)).toEqual(['given', 'given', 'given']);
	});

	test('once results are published', async () => {
		const { store, fixture } = await scene('score');
		const after = closesAt + 61 * minute;
		const scored = await runScoring(store.db, operator, fixture.examId, '计分', after);
		if (!scored.ok) throw new Error(scored.reason);
		const request = { runId: scored.value.id, reason: '公布', blank: 'notSat' as const };
		expect(await publishResults(store.db, operator, fixture.examId, request, after)).toMatchObject({ ok: true });
		expect(await widenings(store, after + minute)).toEqual(['resultsOut', 'resultsOut', 'resultsOut']);
	});

	test('a plan that is not published yet stays free, whatever day it names', async () => {
		const { store } = await scene('answersAfterClose');
		const exam = await getExam(store.db, asId(1));
		expect(await givenOut(store.db, { ...exam, publishedAt: null }, closesAt + 100 * minute)).toBeUndefined();
	});
});

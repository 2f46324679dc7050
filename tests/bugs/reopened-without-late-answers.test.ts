import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { Busy } from '#lib/base/db/group-commit.server.ts';
import { extendOpenAttempts, windowsMark } from '#lib/exam/attempt/extend.server.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { closeOverdue } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

async function closedByTheClock() {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 1 });
	const { header, epoch } = await sit(store, fixture, opensAt);
	const save = (ops: Parameters<typeof saveResponses>[2]['ops'], at: number) =>
		saveResponses(store, header, { epoch, batch: '', ops }, at);
	await save([edit(1, epoch, 1, ['T'])], opensAt + minute);
	await closeOverdue(store, opensAt + 62 * minute);
	expect(attemptState(store, header.id).status).toBe('submitted');
	return { store, fixture, header, epoch, save };
}

/**
 * The network was gone at time-up: the clock closed the attempt, the answers came late, an officer opened it again. They
 * did not count, though they lay before the deadline that stood now, until any later extension let them in unseen.
 */
test('what came late counts when the attempt is opened again, at once and not at some later extension', async () => {
	const { store, fixture, header, epoch, save } = await closedByTheClock();
	const came = opensAt + 63 * minute;
	const { acks } = await save([edit(1, epoch, 2, ['F']), edit(2, epoch, 3, ['T'])], came);
	expect(acks.map(({ status }) => status)).toEqual(['late', 'late']);
	await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 10 }, opensAt + 64 * minute);
	const { attempt, faults } = await verifyAttempt(store, header.id);
	expect(faults).toEqual([]);
	const slot = (number: number) => header.sheet.question(number)?.slot ?? 0;
	expect(attempt?.registers.get(slot(1))).toMatchObject({ epoch, rev: 2, answer: ['F'], receivedAt: came });
	expect(attempt?.registers.get(slot(2))).toMatchObject({ epoch, rev: 3, answer: ['T'] });
	expect(attemptState(store, header.id).answered).toBe(2);
	const [row] = await store.db.selectFrom('auditEntry').select('body').where('act', '=', 'attempt.reopened').execute();
	expect(JSON.parse(row?.body ?? '')).toMatchObject({ counted: 2 });
});

/** An officer's word that comes from elsewhere, while nobody looks at the attempts. */
const sevenMinutesForAll = (store: Store) =>
	store.db
		.insertInto('windowOverride')
		.values({
			...{ examId: asId<'exam'>(1), unitId: null, personId: null, opensAt: null, closesAt: null },
			...{ extraMs: 7 * minute, reason: '停电', actor: '考务', at: 1 }
		})
		.execute();

/** The commit of the reopening got through, the one after it did not. */
test('where the extension cannot be given just now, the attempt is open all the same and the sweeper gives it', async () => {
	const { store, fixture, header } = await closedByTheClock();
	await sevenMinutesForAll(store);
	const { saves } = store;
	const push = saves.push.bind(saves);
	let commits = 0;
	saves.push = (work) => (++commits === 2 ? Promise.reject(new Busy('full')) : push(work));
	const before = await windowsMark(store);
	const now = opensAt + 64 * minute;
	const opened = await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 10 }, now);
	expect(opened).toMatchObject({ ok: true, value: now + 10 * minute });
	expect(await windowsMark(store)).not.toBe(before);
	expect(await extendOpenAttempts(store, now)).toBe(1);
	expect(attemptState(store, header.id).deadlineAt).toBe(now + 17 * minute);
});

/** It came at the next change of any exam's windows, or when the server was started again. */
test('an extension for everyone that was granted while the attempt was closed is given when it is opened again', async () => {
	const { store, fixture, header } = await closedByTheClock();
	await sevenMinutesForAll(store);
	expect(await extendOpenAttempts(store, opensAt + 63 * minute)).toBe(0);
	const now = opensAt + 64 * minute;
	const opened = await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 10 }, now);
	expect(opened).toMatchObject({ ok: true, value: now + 17 * minute });
	expect(attemptState(store, header.id).deadlineAt).toBe(now + 17 * minute);
	expect(await extendOpenAttempts(store, now)).toBe(0);
});

import { expect, test } from 'vitest';
import { asId, type AttemptId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { extendOpenAttempts, growDeadline } from '#lib/exam/attempt/extend.server.ts';
import { openLedger } from '#lib/exam/attempt/ledger.server.ts';
import { extendPerson } from '#lib/exam/attempt/officer.server.ts';
import { creditOutages } from '#lib/exam/attempt/outage.server.ts';
import { loadEvents, verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { verifyCredits } from '#lib/exam/attempt/verify-time.server.ts';
import { extendWindow, grantOverride } from '#lib/exam/plan/override.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { attemptExam, closesAt, type Fixture, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer, somebody } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

let seated: Fixture;
const doors = await openDoors(async (store) => {
	seated = await openExam(store, 2);
	await makeAccount(store.db, { login: 'duty', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});

const colleague = { ...somebody('examOfficer'), name: '王考务' };

const extensions = async (store: Store, id: AttemptId) =>
	(await loadEvents(store, id)).flatMap((event) =>
		event.kind === 'extended' ? [[event.deadlineAt, event.actor, event.reason] as const] : []
	);

/** The record of an attempt called every extension `window_override`, by the clock: neither by whom nor why. */
test('each extension is on record with the officer who gave it and the reason', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header } = await sit(store, fixture, opensAt);
	await extendPerson(store, officer, { ...about(fixture, 1), minutes: 10 }, opensAt + minute);
	// Two more before the server comes to hand them on, one of them with words like the server's own.
	const grant = {
		unitId: null,
		personId: null,
		opensAt: null,
		closesAt: null,
		extraMs: 5 * minute,
		reason: 'outage 7'
	};
	await grantOverride(store.db, colleague, fixture.examId, grant, opensAt + 2 * minute);
	await grantOverride(store.db, officer, fixture.examId, { ...grant, reason: '火警' }, opensAt + 3 * minute);
	expect(await extendOpenAttempts(store, opensAt + 4 * minute)).toBe(1);
	expect(await extensions(store, header.id)).toEqual([
		[opensAt + 70 * minute, officer.name, '设备故障'],
		[opensAt + 75 * minute, '王考务', 'outage 7'],
		[opensAt + 80 * minute, officer.name, '火警']
	]);
	expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	expect((await verifyCredits(store.db)).faults).toEqual([]);
});

test('so is one by the end of the whole window; what was granted before the start extends nothing', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, { latestEntryMs: closesAt - 1 - opensAt });
	const before = { unitId: null, personId: null, opensAt: null, closesAt: null, extraMs: 5 * minute, reason: '提前' };
	await store.db
		.insertInto('windowOverride')
		.values({ ...before, examId: fixture.examId, actor: '王考务', at: opensAt })
		.execute();
	const late = { examId: fixture.examId, personId: asId<'person'>(1), shortTimeAccepted: true };
	expect(await startAttempt(store, late, closesAt - 20 * minute)).toMatchObject({ ok: true });
	expect(attemptState(store, asId(1)).deadlineAt).toBe(closesAt + 5 * minute);
	const longer = { closesAt: closesAt + 60 * minute, reason: '网络故障' };
	await extendWindow(store.db, colleague, fixture.examId, longer, closesAt - 10 * minute);
	await extendPerson(store, officer, { ...about(fixture, 1), minutes: 10 }, closesAt - 5 * minute);
	expect(await extensions(store, asId(1))).toEqual([
		[closesAt + 45 * minute, '王考务', '网络故障'],
		[closesAt + 55 * minute, officer.name, '设备故障']
	]);
});

test('with an end of their own, the later end of the whole window is not said to have moved it', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, { latestEntryMs: closesAt - 1 - opensAt });
	const late = { examId: fixture.examId, personId: asId<'person'>(1), shortTimeAccepted: true };
	expect(await startAttempt(store, late, closesAt - 20 * minute)).toMatchObject({ ok: true });
	const own = { unitId: null, personId: asId<'person'>(1), opensAt: null, extraMs: 0, reason: '个别安排' };
	const ends = { ...own, closesAt: closesAt + 60 * minute };
	expect(await grantOverride(store.db, officer, fixture.examId, ends, closesAt - 15 * minute)).toMatchObject({
		ok: true
	});
	const longer = { closesAt: closesAt + 30 * minute, reason: '网络故障' };
	await extendWindow(store.db, colleague, fixture.examId, longer, closesAt - 10 * minute);
	await extendOpenAttempts(store, closesAt - 5 * minute);
	expect(await extensions(store, asId(1))).toEqual([[closesAt + 40 * minute, officer.name, '个别安排']]);
});

test('the page of an attempt says so in both languages, and of records of before as much as they know', async () => {
	const { store } = doors;
	const now = Date.now();
	const { id } = (await sit(store, seated, now - 20 * minute)).header;
	await extendPerson(store, officer, { ...about(seated, 1), minutes: 10 }, now - 10 * minute);
	await store.saves.push((raw) => {
		const ledger = openLedger(raw, id);
		growDeadline(ledger, attemptState(store, id).deadlineAt + minute, 'window_override', now);
		ledger.seal(null);
		raw
			.prepare(`insert into outage (kind, from_at, to_at) values ('stopped', ?, ?)`)
			.run(now - 5 * minute, now - 2 * minute);
	});
	await creditOutages(store, now);
	const duty = doors.client();
	await duty.signIn('duty', password);
	for (const locale of ['zh', 'en']) {
		duty.cookies.set('locale', locale);
		const { text } = await duty.get('/bureau/exams/1/board/1');
		const record = /<ol class="record[^]*<\/ol>/.exec(text)?.[0] ?? '';
		expect(record).toContain(officer.name);
		expect(record).toContain('设备故障');
		expect(record).not.toMatch(/window_override|outage 1/);
		expect(record).toContain(locale === 'zh' ? '时间调整' : 'Windows');
		expect(record).toContain(locale === 'zh' ? '服务停止' : 'server down');
	}
});

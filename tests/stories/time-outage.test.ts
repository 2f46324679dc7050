import { describe, expect, test } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { type ServerClock, serverClock } from '#lib/base/core/clock.ts';
import { operator, type Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { bootClock, clockInDoubt, confirmClock, openAlarms } from '#lib/base/time/clock.server.ts';
import { startTimekeeper, type Timekeeper } from '#lib/base/time/timekeeper.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { extendOpenAttempts } from '#lib/exam/attempt/extend.server.ts';
import { creditOutages, outagesOf } from '#lib/exam/attempt/outage.server.ts';
import { loadEvents, verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { verifyCredits } from '#lib/exam/attempt/verify-time.server.ts';
import { closeOverdue } from '#lib/exam/attempt/submit.server.ts';
import { grantOverride } from '#lib/exam/plan/override.server.ts';
import { attemptExam, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

/** A machine whose clocks the test sets; `life` starts a server on it, as after a boot. */
function machine(at = opensAt) {
	const hands = { wall: at, monotonic: 1_000, uptime: 50_000, bootId: null as string | null };
	const pass = (ms: number) => {
		hands.wall += ms;
		hands.monotonic += ms;
		hands.uptime += ms;
	};
	return { hands, pass };
}
type Machine = ReturnType<typeof machine>;

interface Life {
	readonly clock: ServerClock;
	readonly keeper: Timekeeper;
	readonly told: string[];
}

async function life(store: Store, { hands }: Machine): Promise<Life> {
	const boot = bootClock(store.raw, hands.wall, { bootId: hands.bootId, uptimeMs: hands.uptime });
	const clock = serverClock(boot.startAt, () => hands.monotonic);
	const told: string[] = [];
	const keeper = await startTimekeeper({
		store,
		clock,
		boot,
		machine: {
			wall: () => hands.wall,
			monotonic: () => hands.monotonic,
			uptime: () => hands.uptime,
			bootId: hands.bootId
		},
		credit: async (now) => void (await creditOutages(store, now)),
		warn: (_, message) => void told.push(message)
	});
	return { clock, keeper, told };
}

/** Looks every second for so long, and writes the heartbeats. */
async function run({ keeper }: Life, { pass }: Machine, ms: number): Promise<void> {
	for (let done = 0; done < ms; done += 1_000) {
		pass(1_000);
		await keeper.tick();
	}
}

const acts = async (store: Store) =>
	(await store.db.selectFrom('auditEntry').select('act').orderBy('id').execute()).map(({ act }) => act);

test('a server that is down across a deadline gives the time back before it closes anybody', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 2 });
	const box = machine();
	const first = await life(store, box);
	const { header } = await sit(store, fixture, first.clock.now());
	await run(first, box, 20_000);
	// Killed: no last heartbeat. Down for 55 minutes, beyond the deadline of 60.
	box.pass(59 * minute);
	const second = await life(store, box);
	const state = attemptState(store, header.id);
	expect(state.deadlineAt - second.clock.now()).toBeGreaterThanOrEqual(60 * minute - 20_000);
	expect(state.deadlineAt - second.clock.now()).toBeLessThanOrEqual(60 * minute - 15_000);
	expect(await closeOverdue(store, second.clock.now())).toBe(0);
	const events = await loadEvents(store, header.id);
	expect(events.at(-1)).toMatchObject({ kind: 'extended', reason: 'outage 1', actor: 'clock' });
	expect(await outagesOf(store.db, fixture.examId)).toMatchObject([{ kind: 'stopped', attempts: 1, short: [] }]);
	expect(await acts(store)).toContain('outage.noted');
	expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
});

test('control: closing before the credit would have ended the attempt', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header } = await sit(store, fixture, opensAt);
	expect(await closeOverdue(store, opensAt + 61 * minute)).toBe(1);
	expect(attemptState(store, header.id).status).toBe('submitted');
});

test('a crash between noting and crediting is made up for, once', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 3 });
	const sat = await Promise.all(fixture.people.map((person) => sit(store, fixture, opensAt, person)));
	await store.saves.push((raw) =>
		raw
			.prepare(`insert into outage (kind, from_at, to_at) values ('stopped', ?, ?)`)
			.run(opensAt + minute, opensAt + 11 * minute)
	);
	// As if only the first had been credited before the crash.
	await creditOutages(store, opensAt + 11 * minute);
	store.raw.exec('drop trigger outage_fixed');
	store.raw.exec('update outage set credited_at = null');
	expect(await creditOutages(store, opensAt + 12 * minute)).toBe(0);
	for (const { header } of sat) expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 70 * minute);
	expect(await verifyCredits(store.db)).toEqual({ checked: 3, faults: [] });
	store.raw.exec('drop trigger outage_credit_no_delete');
	store.raw.exec('delete from outage_credit where attempt_id = 2');
	expect((await verifyCredits(store.db)).faults).toMatchObject([{ attemptId: 2 }]);
});

test('a policy of less gives less, and names who is short; none gives nothing', async () => {
	for (const [outageCreditMs, credited] of [
		[5 * minute, 5 * minute],
		[0, 0]
	] as const) {
		const store = await freshStore();
		const fixture = await attemptExam(store, { outageCreditMs });
		const box = machine();
		await life(store, box);
		const { header } = await sit(store, fixture, opensAt);
		box.pass(20 * minute);
		await life(store, box);
		expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 60 * minute + credited);
		expect(await outagesOf(store.db, fixture.examId)).toMatchObject([{ creditMs: credited, short: ['张1'] }]);
	}
});

test('a jump of the wall clock raises one alarm on record and changes no deadline', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const box = machine();
	const server = await life(store, box);
	const { header } = await sit(store, fixture, server.clock.now());
	for (const jump of [60 * minute, -120 * minute]) {
		box.hands.wall += jump;
		await run(server, box, 3_000);
	}
	expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 60 * minute);
	expect(server.clock.now()).toBe(opensAt + 6_000);
	expect(await openAlarms(store.db)).toMatchObject([{ kind: 'jump' }, { kind: 'jump' }]);
	expect((await acts(store)).filter((act) => act === 'clock.alarmed')).toHaveLength(2);
	expect(server.told).toHaveLength(2);
	expect(clockInDoubt(store.raw)).toBe(false);
});

test('a machine that slept, or a process that stood still, is an outage', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const box = machine();
	const server = await life(store, box);
	const { header } = await sit(store, fixture, server.clock.now());
	await run(server, box, 2_000);
	box.hands.wall += 10 * minute;
	box.hands.uptime += 10 * minute;
	expect(server.keeper.settle()).toBeInstanceOf(Promise);
	await server.keeper.tick();
	expect(server.clock.now()).toBe(opensAt + 10 * minute + 2_000);
	expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 70 * minute);
	box.pass(30_000);
	await server.keeper.tick();
	expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 70 * minute + 30_000);
	expect(server.keeper.settle()).toBeUndefined();
	expect((await outagesOf(store.db, fixture.examId)).map(({ kind }) => kind)).toEqual(['stalled', 'suspended']);
	expect(await openAlarms(store.db)).toEqual([]);
});

describe('a wrong clock at a start', () => {
	const officer: Viewer = { ...operator, grants: [{ role: 'examOfficer', unitId: null }], name: '考务' };
	const begin = (store: Store, at: number, personId: number) =>
		startAttempt(store, { examId: 1 as never, personId: personId as never, shortTimeAccepted: true }, at);

	test('opens no exam until an administrator confirms; running attempts go on', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store, {}, { people: 2 });
		const box = machine();
		const first = await life(store, box);
		const { header } = await sit(store, fixture, first.clock.now());
		await run(first, box, 10_000);
		box.pass(5_000);
		box.hands.wall -= 2 * 86_400_000;
		const second = await life(store, box);
		expect(second.clock.now()).toBe(opensAt + 10_000);
		expect(await begin(store, second.clock.now(), 2)).toEqual({ ok: false, reason: 'clockDoubt' });
		expect(await begin(store, second.clock.now(), 1)).toMatchObject({ ok: true, value: { fresh: false } });
		const [alarm] = await openAlarms(store.db);
		if (!alarm) throw new Error('no alarm');
		expect(alarm.kind).toBe('behind');
		const confirm = (viewer: Viewer, takes: 'server' | 'machine') =>
			confirmClock(
				store.db,
				viewer,
				alarm.id,
				{ takes, note: '' },
				{ wall: box.hands.wall, server: second.clock.now() }
			);
		expect(await confirm(officer, 'machine')).toMatchObject({ reason: 'forbidden' });
		expect(await confirm(operator, 'server')).toMatchObject({ reason: 'machineOnly' });
		// The machine's clock is still two days behind: time does not run backwards while somebody writes.
		expect(await confirm(operator, 'machine')).toMatchObject({ reason: 'attemptsRunning' });
		box.hands.wall += 2 * 86_400_000;
		expect(await confirm(operator, 'machine')).toMatchObject({ ok: true });
		expect(clockInDoubt(store.raw)).toBe(true);
		await run(second, box, 1_000);
		expect(clockInDoubt(store.raw)).toBe(false);
		expect(second.clock.now()).toBe(box.hands.wall);
		// Five seconds were missing on the clock; the attempt has them back.
		expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 60 * minute + 5_000);
		expect(await begin(store, second.clock.now(), 2)).toMatchObject({ ok: true });
		expect(await acts(store)).toEqual(expect.arrayContaining(['clock.alarmed', 'clock.confirmed']));
	});

	test('a clock that was ahead before is set back once nobody writes', async () => {
		const store = await freshStore();
		await attemptExam(store);
		const box = machine(opensAt + 40 * 86_400_000);
		await run(await life(store, box), box, 6_000);
		box.hands.wall = opensAt;
		const second = await life(store, box);
		const [alarm] = await openAlarms(store.db);
		const clocks = { wall: box.hands.wall, server: second.clock.now() };
		expect(
			await confirmClock(store.db, operator, alarm?.id ?? 0, { takes: 'machine', note: '已校时' }, clocks)
		).toMatchObject({ ok: true });
		await run(second, box, 2_000);
		expect(second.clock.now()).toBe(opensAt + 2_000);
		// What was recorded in the wrong future raises no second alarm.
		box.pass(60_000);
		const third = await life(store, box);
		expect(third.clock.now()).toBe(box.hands.wall);
		expect(await openAlarms(store.db)).toEqual([]);
	});

	test('a clock set two days ahead while the server was down takes nothing, whether or not the machine stayed on', async () => {
		for (const bootAfter of ['one', 'another']) {
			const store = await freshStore();
			const fixture = await attemptExam(store);
			const box = machine();
			box.hands.bootId = 'one';
			const first = await life(store, box);
			const { header } = await sit(store, fixture, first.clock.now());
			await run(first, box, 20_000);
			const leftMs = attemptState(store, header.id).deadlineAt - first.clock.now();
			box.pass(5 * minute);
			box.hands.wall += 2 * 86_400_000;
			if (bootAfter === 'another') Object.assign(box.hands, { bootId: 'another', uptime: 30_000 });
			const second = await life(store, box);
			expect(await openAlarms(store.db)).toMatchObject([{ kind: 'ahead' }]);
			expect(await closeOverdue(store, second.clock.now())).toBe(0);
			const left = attemptState(store, header.id).deadlineAt - second.clock.now();
			expect(left).toBeGreaterThanOrEqual(leftMs);
			expect(left).toBeLessThanOrEqual(leftMs + 6_000);
		}
	});

	test('control: a start that believes the machine would have taken all the time', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store);
		const box = machine();
		const first = await life(store, box);
		const { header } = await sit(store, fixture, first.clock.now());
		await run(first, box, 6_000);
		box.hands.wall += 30 * 86_400_000;
		const second = await life(store, box);
		expect(await closeOverdue(store, second.clock.now())).toBe(0);
		expect(attemptState(store, header.id).status).toBe('open');
		expect(await closeOverdue(store, box.hands.wall)).toBe(1);
	});
});

test('time for everyone, on top of what an outage gave back', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 2 });
	const box = machine();
	await life(store, box);
	const { header } = await sit(store, fixture, opensAt);
	box.pass(20 * minute);
	await life(store, box);
	expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 80 * minute);
	const grant = { unitId: null, personId: null, opensAt: null, closesAt: null, extraMs: 10 * minute, reason: '停电' };
	expect(await grantOverride(store.db, operator, fixture.examId, grant, opensAt + 21 * minute)).toMatchObject({
		ok: true
	});
	expect(await extendOpenAttempts(store, opensAt + 21 * minute)).toBe(1);
	expect(await extendOpenAttempts(store, opensAt + 22 * minute)).toBe(0);
	expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 90 * minute);
	const other = await sit(store, fixture, opensAt + 30 * minute, fixture.people[1]);
	expect(attemptState(store, other.header.id).deadlineAt).toBe(opensAt + 100 * minute);
});

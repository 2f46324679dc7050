import type Sqlite from 'better-sqlite3';
import { recordRaw } from '../audit/audit.server.ts';
import type { Instant, ServerClock } from '../core/clock.ts';
import type { Store } from '../db/store.server.ts';
import { beat, clockActor, type ClockAlarm, type Mark } from './clock.server.ts';
import {
	beatEveryMs,
	type Boot,
	look,
	type Look,
	stallLimitMs,
	stopLimitMs,
	type Watch,
	watchFrom
} from './moments.ts';

/** Where the machine's clocks are read; tests give their own. */
export interface Machine {
	readonly wall: () => Instant;
	readonly monotonic: () => number;
	/** Milliseconds since the machine was started, sleep included. */
	readonly uptime: () => number;
	/** Names this start of the machine; null where the system does not tell. */
	readonly bootId: string | null;
}

export interface Timekeeping {
	readonly store: Store;
	readonly clock: ServerClock;
	readonly boot: Boot;
	readonly machine: Machine;
	/** Gives running attempts their time back for every outage that has no `credited_at`; must be done twice without harm. */
	readonly credit: (now: Instant) => Promise<void>;
	readonly warn: (about: object, message: string) => void;
}

export interface Timekeeper {
	/** A look at the clocks, before anything that could close an attempt; undefined when none is due: nearly always. */
	settle(): Promise<void> | undefined;
	/** One whole look, at most one at a time. */
	tick(): Promise<void>;
	/** Writes the last heartbeat and stops. */
	stop(): Promise<void>;
}

const tickEveryMs = 1_000;

type OutageKind = 'stopped' | 'stalled' | 'suspended' | 'clock';

function noteOutage(raw: Sqlite.Database, mark: Mark, kind: OutageKind, fromAt: Instant, toAt: Instant): void {
	const { lastInsertRowid } = raw
		.prepare('insert into outage (kind, from_at, to_at) values (?, ?, ?)')
		.run(kind, fromAt, toAt);
	const act = { act: 'outage.noted', subjectKind: 'outage', subjectId: String(lastInsertRowid) };
	recordRaw(raw, clockActor, { ...act, body: { kind, fromAt, toAt } }, toAt);
	beat(raw, toAt, mark);
}

function raiseAlarm(raw: Sqlite.Database, kind: ClockAlarm['kind'], wallAt: Instant, serverAt: Instant): void {
	// Of a clock that is wrong at every start one alarm is enough.
	const open = raw.prepare('select 1 from clock_alarm where kind = ? and confirmed_at is null').get(kind);
	if (open && kind !== 'jump') return;
	const { lastInsertRowid } = raw
		.prepare('insert into clock_alarm (kind, wall_at, server_at) values (?, ?, ?)')
		.run(kind, wallAt, serverAt);
	const subjectId = String(lastInsertRowid);
	const body = { kind, wallAt, serverAt };
	recordRaw(raw, clockActor, { act: 'clock.alarmed', subjectKind: 'clockAlarm', subjectId, body }, serverAt);
}

/**
 * Keeps the server's time: begins with what was missed while the server was down, then looks at the machine's clocks
 * once a second, writes a heartbeat every five seconds together with the candidates' saves, notes outages and has them
 * credited, raises alarms, and takes up what an officer decided. Resolves when running attempts have their time back:
 * before that nothing may be served.
 */
export async function startTimekeeper(keeping: Timekeeping): Promise<Timekeeper> {
	const { store, clock, boot, machine, credit, warn } = keeping;
	const see = (): Look => ({
		wall: machine.wall(),
		server: clock.now(),
		monotonic: machine.monotonic(),
		uptime: machine.uptime()
	});

	const mark = (): Mark => ({ bootId: machine.bootId, uptimeMs: machine.uptime() });

	/** Outages are noted and not yet credited; how far the clock has to be moved on once they are. */
	let owed = true;
	let behindMs = 0;

	/** A deadline moves before the clock does: in between the server can only be too generous. */
	async function settleDebts(): Promise<void> {
		if (owed) await credit(clock.now() + behindMs);
		owed = false;
		if (behindMs > 0) clock.set(clock.now() + behindMs);
		behindMs = 0;
	}

	await store.saves.push((raw) => {
		const now = clock.now();
		const last = raw.prepare<[], number>('select beat_at from server_clock').pluck().get();
		const corrected = takeUp(raw, now);
		if (last !== undefined && now - last >= stopLimitMs)
			// After a correction of the clock nobody knows how long the server was down: all of it is given back.
			noteOutage(raw, mark(), corrected ? 'clock' : 'stopped', last, now);
		beat(raw, now, mark(), corrected);
		if (boot.doubt !== null) raiseAlarm(raw, boot.doubt, machine.wall(), now);
	});
	if (boot.doubt !== null)
		warn(
			{ doubt: boot.doubt, wall: machine.wall(), server: clock.now() },
			'the machine’s clock is in doubt: no exam opens'
		);
	await settleDebts();

	let watch: Watch = watchFrom(see());
	let beaten = clock.now();
	let running: Promise<void> | null = null;
	let lookedMonotonic = machine.monotonic();

	/** Takes up what was confirmed since the last look, on a page or at the command line. */
	async function apply(): Promise<void> {
		if (!store.raw.prepare(waiting).get()) return;
		const [wall, now] = [machine.wall(), clock.now()];
		const moves = await store.saves.push((raw) => {
			const open = raw.prepare(`select 1 from attempt_state where status = 'open' limit 1`).get() !== undefined;
			if (!takeUp(raw, now) || (wall < now && open)) return false;
			if (wall > now) noteOutage(raw, mark(), 'clock', now, wall);
			beat(raw, wall, mark(), true);
			return true;
		});
		if (moves && wall < now) clock.set(wall);
		if (moves && wall > now) {
			owed = true;
			behindMs += wall - now;
		}
		await settleDebts();
		if (moves) watch = watchFrom(see());
	}

	async function work(): Promise<void> {
		await settleDebts();
		await apply();
		const seen = look(watch, see());
		const now = clock.now();
		const outages: [OutageKind, Instant, Instant][] = [];
		if (seen.stalledFrom !== null) outages.push(['stalled', seen.stalledFrom, now]);
		if (seen.sleptMs > 0) outages.push(['suspended', now, now + seen.sleptMs]);
		if (outages.length > 0) {
			await store.saves.push((raw) => {
				for (const outage of outages) noteOutage(raw, mark(), ...outage);
			});
			owed = true;
			behindMs += seen.sleptMs;
			warn({ outages }, 'the server stood still; running attempts get their time back');
		}
		if (seen.jumpedTo !== null) {
			await store.saves.push((raw) => raiseAlarm(raw, 'jump', machine.wall(), now + seen.sleptMs));
			warn({ wall: machine.wall(), server: now + seen.sleptMs }, 'the machine’s clock jumped; no deadline changes');
		}
		watch = seen.watch;
		await settleDebts();
		lookedMonotonic = machine.monotonic();
		if (clock.now() - beaten < beatEveryMs) return;
		beaten = clock.now();
		await store.saves.push((raw) => beat(raw, clock.now(), mark()));
	}

	const tick = (): Promise<void> => (running ??= work().finally(() => (running = null)));
	const timer = setInterval(() => {
		void tick().catch((err: unknown) => warn({ err }, 'keeping time failed, trying again'));
	}, tickEveryMs);
	timer.unref();

	/** Whether the loop stood still, or the machine slept, since the last look. Two clock readings: no system call. */
	const due = (): boolean =>
		machine.monotonic() - lookedMonotonic > stallLimitMs ||
		Math.abs(machine.wall() - clock.now() - watch.drift) > stallLimitMs;

	return {
		tick,
		settle: () => (due() ? tick() : undefined),
		async stop() {
			clearInterval(timer);
			await running?.catch(() => undefined);
			await store.saves.push((raw) => beat(raw, clock.now(), mark()));
		}
	};
}

const waiting = 'select 1 from clock_alarm where confirmed_at is not null and applied_at is null limit 1';

/** Marks confirmations as taken up; whether one of them says that the machine's clock is right. */
function takeUp(raw: Sqlite.Database, now: Instant): boolean {
	const machine = raw.prepare(waiting.replace(' limit', ` and takes = 'machine' limit`)).get() !== undefined;
	raw.prepare('update clock_alarm set applied_at = ? where confirmed_at is not null and applied_at is null').run(now);
	return machine;
}

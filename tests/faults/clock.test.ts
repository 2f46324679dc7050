import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { type Candidate, line, open, save, sit, start, submit, sync } from './candidate.ts';
import { openHall } from './hall.ts';
import { judge } from './oracle.ts';
import { faketimeLibrary, faultTest, say } from './tools.ts';

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));
const folder = mkdtempSync(join(tmpdir(), 'xuefa-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A machine whose wall clock can be set while programs run; its monotonic clock stays true, as on a real one. */
function machineClock(name: string) {
	const file = join(folder, name);
	const set = (offset: string) => writeFileSync(file, `${offset}\n`);
	set('+0');
	const env = { LD_PRELOAD: faketimeLibrary, FAKETIME_TIMESTAMP_FILE: file };
	return { set, env: { ...env, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' } };
}

const edit = (epoch: number, rev: number) => [{ number: 1, epoch, rev, answer: ['T'], marked: false }];
const hour = 3_600_000;

describe('the machine’s clock', () => {
	faultTest('control: what is reckoned by Date jumps by an hour', ['faketime'], 60_000, () => {
		const { env } = machineClock('control');
		const script =
			`const fs=require('node:fs');const [a,b]=[Date.now(),performance.now()];` +
			`fs.writeFileSync(process.env.FAKETIME_TIMESTAMP_FILE,'+1h\\n');` +
			`setTimeout(()=>console.log(Date.now()-a,performance.now()-b),200)`;
		const { stdout } = spawnSync(process.execPath, ['-e', script], { env: { PATH: process.env.PATH, ...env } });
		const [wall = 0, monotonic = 0] = stdout.toString().split(' ').map(Number);
		expect(Math.round(wall / 60_000)).toBe(60);
		expect(monotonic).toBeLessThan(10_000);
		return Promise.resolve();
	});

	/** How far the server's clock strays, and the deadline moves, in ms, as the machine's clock jumps while somebody sits. */
	async function jump(offsets: readonly string[], weakened?: 'wall') {
		const clock = machineClock(`jump-${weakened ?? 'whole'}`);
		const hall = await openHall({ people: 1 });
		try {
			const server = await hall.serve({ env: clock.env, ...(weakened && { weakened }) });
			const way = line(server.url);
			const [candidate] = hall.candidates as [Candidate];
			await start(way, candidate);
			const epoch = (await open(way, candidate)) ?? 0;
			const look = async () => {
				const asked = performance.now();
				const { serverNow, deadlineAt, state } = await sync(way, candidate);
				// The answer was made somewhere between: at the earliest when it was asked for, at the latest now.
				const [latest, earliest] = [Number(serverNow) - asked, Number(serverNow) - performance.now()];
				return { latest, earliest, deadlineAt: Number(deadlineAt), state };
			};
			const before = await look();
			const strays: number[] = [];
			const moves: number[] = [];
			const states: unknown[] = [];
			for (const [rev, offset] of offsets.entries()) {
				clock.set(offset);
				// Longer than the sweeper sleeps.
				await rest(2500);
				states.push(await save(way, candidate, edit(epoch, rev + 1)));
				const after = await look();
				states.push(after.state);
				strays.push(Math.max(0, after.earliest - before.latest, before.earliest - after.latest));
				moves.push(Math.abs(after.deadlineAt - before.deadlineAt));
			}
			await server.kill();
			const wrong = await judge(hall.folder, hall.candidates);
			return { strayed: Math.max(...strays), moved: Math.max(...moves), states, wrong };
		} finally {
			hall.close();
		}
	}

	faultTest('jumps by an hour, forward and back: nobody loses a second', ['faketime'], 120_000, async () => {
		const { strayed, moved, states, wrong } = await jump(['+1h', '-1h', '+0']);
		expect(strayed, 'the clock that the time left is reckoned by').toBeLessThan(1000);
		expect(moved, 'the deadline').toBeLessThan(1000);
		expect(states).toEqual([200, 'open', 200, 'open', 200, 'open']);
		expect(wrong).toEqual([]);
	});

	faultTest('control: by the wall clock an hour is gone', ['faketime'], 120_000, async () => {
		const { strayed } = await jump(['+1h'], 'wall');
		expect(Math.round(strayed / 60_000)).toBe(60);
	});

	/** Attempts under way, then a start of the machine with a wrong date. */
	async function bootAt(offset: string, name: string): Promise<void> {
		const clock = machineClock(name);
		const hall = await openHall({ people: 2 });
		try {
			const first = await hall.serve({ env: clock.env });
			let over = false;
			const sittings = hall.candidates.map((one) => sit(line(first.url), one, () => over, { pauseMs: 20 }));
			await rest(800);
			over = true;
			await Promise.all(sittings);
			await first.kill();
			clock.set(offset);
			const second = await hall.serve({ env: clock.env });
			await rest(2500);
			for (const candidate of hall.candidates) {
				const promised = candidate.deadlineAt;
				const after = await sync(line(second.url), candidate);
				expect(after.state).toBe('open');
				expect(Number(after.deadlineAt)).toBeGreaterThanOrEqual(promised);
				const epoch = (await open(line(second.url), candidate)) ?? 0;
				const known = candidate.acked.length;
				expect(await save(line(second.url), candidate, edit(epoch, 1))).toBe(200);
				expect(candidate.acked.length, 'counted, not late').toBe(known + 1);
			}
			await second.kill();
			expect(await judge(hall.folder, hall.candidates)).toEqual([]);
		} finally {
			hall.close();
		}
	}

	faultTest('two days slow at boot: attempts under way go on', ['faketime'], 120_000, () => bootAt('-2d', 'slow'));

	faultTest('two days fast at boot: attempts under way go on', ['faketime'], 120_000, () => bootAt('+2d', 'fast'));
});

/** Last seconds of a day in the district (UTC+8): 29 February, year, months, and the days summer time begins and ends elsewhere. */
const edges = [
	'2028-02-28 2028-02-29 2026-12-31 2027-02-28 2027-01-31 2027-04-30',
	'2027-12-31 2027-03-28 2027-10-31 2100-02-28 2026-11-30 2027-06-30'
].flatMap((line) => line.split(' '));

describe('over the edge of a calendar day, whole exams', () => {
	const dates = process.env.XUEFA_DATES === 'all' ? edges : edges.slice(0, 1);
	for (const date of dates)
		faultTest(`midnight after ${date}`, ['faketime'], 120_000, async () => {
			const midnight = Date.parse(`${date}T16:00:00Z`);
			// The server needs some seconds to start.
			const offsetMs = midnight - 8000 - Date.now();
			const clock = machineClock(date);
			clock.set(`+${Math.round(offsetMs / 1000)}`);
			const hall = await openHall({ people: 2, now: Date.now() + offsetMs });
			try {
				const server = await hall.serve({ env: clock.env });
				const way = line(server.url);
				const [first, second] = hall.candidates as [Candidate, Candidate];
				await start(way, first);
				const epoch = (await open(way, first)) ?? 0;
				const startedAt = Number((await sync(way, first)).serverNow);
				expect(Math.abs(first.deadlineAt - startedAt - hour)).toBeLessThan(60_000);
				let over = false;
				const sitting = sit(way, second, () => over, { pauseMs: 50 });
				for (let rev = 1; Number((await sync(way, first)).serverNow) < midnight + 1000; rev++) {
					expect(await save(way, first, edit(epoch, rev))).toBe(200);
					await rest(200);
				}
				over = true;
				await sitting;
				await submit(way, first, epoch);
				expect(first.receipt).toBeDefined();
				expect(second.deadlineAt).toBeGreaterThan(midnight);
				await server.kill('SIGTERM');
				expect(await judge(hall.folder, hall.candidates)).toEqual([]);
				if (startedAt > midnight) say(`${date}: the server was slow to start, the attempt began after midnight`);
			} finally {
				hall.close();
			}
		});
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Candidate, line, send, sit, sync } from './candidate.ts';
import { openHall } from './hall.ts';
import { ackedBy, judge, lost } from './oracle.ts';
import { faultTest, memoryGroups, rounds, say } from './tools.ts';

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

describe('a machine that stands still or runs out of memory', () => {
	faultTest(
		'five seconds of standstill: nothing is lost, nobody closed, no deadline moved',
		['linux'],
		120_000,
		async () => {
			const hall = await openHall({ people: 6 });
			try {
				const server = await hall.serve();
				let over = false;
				const way = line(server.url);
				const sittings = hall.candidates.map((candidate) => sit(way, candidate, () => over, { pauseMs: 10 }));
				for (let waited = 0; ackedBy(hall.candidates) < 30 && waited < 10_000; waited += 10) await rest(10);
				const deadlines = hall.candidates.map(({ deadlineAt }) => deadlineAt);
				process.kill(server.pid, 'SIGSTOP');
				// What it had answered before may still be on its way.
				let before = -1;
				while (before !== ackedBy(hall.candidates)) {
					before = ackedBy(hall.candidates);
					await rest(300);
				}
				await rest(4700);
				expect(ackedBy(hall.candidates)).toBe(before);
				process.kill(server.pid, 'SIGCONT');
				await rest(1500);
				for (let waited = 0; ackedBy(hall.candidates) === before && waited < 30_000; waited += 10) await rest(10);
				over = true;
				await Promise.all(sittings);
				expect(ackedBy(hall.candidates)).toBeGreaterThan(before);
				for (const [index, candidate] of hall.candidates.entries()) {
					const after = await sync(way, candidate);
					expect(after.state).toBe('open');
					expect(Number(after.deadlineAt)).toBeGreaterThanOrEqual(deadlines[index] ?? 0);
				}
				await server.kill();
				expect(await judge(hall.folder, hall.candidates)).toEqual([]);
			} finally {
				hall.close();
			}
		}
	);

	faultTest('killed by the system for want of memory: the next start goes on', ['cgroup'], 120_000, async () => {
		const { wrong, hall } = await starve();
		try {
			expect(wrong).toEqual([]);
			const begun = performance.now();
			const again = await hall.serve();
			await sync(line(again.url), hall.candidates[0] as Candidate);
			say(`killed for memory, serving again after ${Math.round(performance.now() - begun)} ms`);
			await again.kill();
			expect(await judge(hall.folder, hall.candidates)).toEqual([]);
		} finally {
			hall.close();
		}
	});

	faultTest('control: acknowledged before COMMIT, edits are lost with the memory', ['cgroup'], 120_000, async () => {
		const { wrong, hall } = await starve('early');
		hall.close();
		expect(lost(wrong)).toBeGreaterThan(0);
	});

	/** Candidates sit until the system has killed the server for want of memory; what is wrong then. */
	async function starve(weakened?: 'early') {
		const group = join(memoryGroups ?? '', `xuefa-faults-${process.pid}`);
		mkdirSync(group);
		const limit = ['memory.limit_in_bytes', 'memory.max'].map((name) => join(group, name)).find(existsSync) ?? '';
		const hall = await openHall({ people: 6 });
		try {
			const server = await hall.serve(weakened && { weakened });
			let over = false;
			const way = line(server.url, 5000);
			const sittings = hall.candidates.map((candidate) => sit(way, candidate, () => over));
			for (let waited = 0; ackedBy(hall.candidates) < 30 && waited < 10_000; waited += 10) await rest(10);
			writeFileSync(limit, String(2 * 2 ** 20));
			writeFileSync(join(group, 'cgroup.procs'), String(server.pid));
			// Pages make the server want memory.
			const [reader] = hall.candidates as [Candidate];
			const hungry = (async () => {
				while (!over) await send(way, reader, 'GET', `/attempts/${reader.code}`).catch(() => rest(10));
			})();
			const ended = await Promise.race([server.ended, rest(40_000).then(() => 'still running')]);
			over = true;
			await Promise.all([hungry, ...sittings]);
			expect(ended).toBe('SIGKILL');
			return { hall, wrong: await judge(hall.folder, hall.candidates) };
		} catch (reason) {
			hall.close();
			throw reason;
		} finally {
			await rest(200);
			rmdirSync(group);
		}
	}
});

describe('a poor line, in a network of its own', () => {
	const script = join(import.meta.dirname, 'poor-line.ts');
	const lose = `nft add table ip x; nft add chain ip x in '{ type filter hook input priority 0; }'; nft add rule ip x in numgen random mod 100 '<' 20 drop`;
	const thin = 'tc qdisc add dev lo root tbf rate 256kbit burst 16kbit latency 800ms';
	const lines = [
		['every fifth packet is lost', lose, 3, 3000],
		['256 kbit/s for an office of thirty', thin, 30, 5000]
	] as const;
	/** The promised 95th percentile needs more acknowledgements than a short run has: there six times as much will do. */
	const long = rounds('XUEFA_LINE_EDITS', 0) > 0;
	for (const [name, spoil, people, limitMs] of lines)
		faultTest(name, ['netns'], 240_000, () => {
			const edits = (people > 10 ? 4 : 12) * (long ? 5 : 1);
			const node = `exec "${process.execPath}" --disable-warning=ExperimentalWarning "${script}" ${people} ${edits}`;
			const shell = `ip link set lo up && ${spoil} && ${node}`;
			const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', shell], {
				encoding: 'utf8',
				timeout: 230_000
			});
			const found = JSON.parse(stdout || `{"wrong":[${JSON.stringify(stderr)}]}`) as {
				wrong: string[];
				acknowledged: number;
				p95: number;
			};
			expect(found.wrong).toEqual([]);
			say(`${name}: ${found.acknowledged} acknowledged, p95 ${found.p95} ms`);
			expect(found.acknowledged).toBeGreaterThan(people);
			expect(found.p95).toBeLessThan(long ? limitMs : 6 * limitMs);
			return Promise.resolve();
		});
});

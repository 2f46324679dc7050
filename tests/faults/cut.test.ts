import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { type Candidate, line, sit } from './candidate.ts';
import { openHall } from './hall.ts';
import { ackedBy, judge, lost } from './oracle.ts';
import { faultTest, rounds, run, say } from './tools.ts';

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

/** In memory where there is room, for the image stands for the disk itself: what it holds has been written. */
const memory = statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() === true ? '/dev/shm' : tmpdir();
const work = mkdtempSync(join(memory, 'xuefa-cut-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const mounted = (image: string, mount: string) => {
	mkdirSync(mount, { recursive: true });
	run('mount', '-o', 'loop', image, mount);
};

interface Cuts {
	cuts: number;
	acked: number;
	wrong: string[];
}

/**
 * Cuts the power under saves: the image of the disk is copied as it is at that moment, without what only the page cache
 * of the machine knows, and a machine starts on the copy. The server stands still (SIGSTOP) while the image is copied, or
 * the copy would mix several moments; what was acknowledged before must be on it.
 */
async function cuts(count: number, weakened?: 'normal'): Promise<Cuts> {
	const tally: Cuts = { cuts: 0, acked: 0, wrong: [] };
	while (tally.cuts < count) {
		const at = mkdtempSync(join(work, 'disk-'));
		const [image, mount, copy, restarted] = ['disk.img', 'live', 'cut.img', 'after'].map((name) => join(at, name)) as [
			string,
			string,
			string,
			string
		];
		run('truncate', '-s', '96M', image);
		run('mkfs.ext4', '-q', '-F', image);
		mounted(image, mount);
		const seats = 8;
		const hall = await openHall({ people: seats, under: mount });
		run('sync', '-f', mount);
		try {
			const server = await hall.serve(weakened ? { weakened } : {});
			let over = false;
			const way = line(server.url);
			const sittings = hall.candidates.map((candidate) => sit(way, candidate, () => over, { pauseMs: 4 }));
			for (let waited = 0; ackedBy(hall.candidates) < 20 && waited < 10_000; waited += 5) await rest(5);
			// One server serves several cuts; each is a disk of its own.
			for (let n = 0; n < 10 && tally.cuts < count; n++) {
				await rest(30 + Math.random() * 300);
				process.kill(server.pid, 'SIGSTOP');
				await rest(5);
				const told: Candidate[] = hall.candidates.map((one) => ({ ...one, acked: [...one.acked] }));
				run('cp', '--sparse=always', image, copy);
				process.kill(server.pid, 'SIGCONT');
				mounted(copy, restarted);
				const wrong = await judge(hall.folder.replace(mount, restarted), told).catch((reason) => [String(reason)]);
				run('umount', restarted);
				rmSync(copy);
				tally.cuts++;
				tally.wrong.push(...wrong.map((text) => `cut ${tally.cuts}: ${text}`));
			}
			over = true;
			await server.kill();
			way.agent.destroy();
			await Promise.all(sittings);
			tally.acked += ackedBy(hall.candidates);
		} finally {
			hall.close();
			run('umount', '-l', mount);
			rmSync(at, { recursive: true, force: true });
		}
	}
	return tally;
}

describe('power cut under saves, on an ext4 image', () => {
	const count = rounds('XUEFA_CUTS', 3);
	faultTest(`${count} cuts: nothing acknowledged is lost`, ['loop'], 60_000 + count * 20_000, async () => {
		const { acked, wrong } = await cuts(count);
		say(`${count} power cuts: ${acked} edits acknowledged, ${lost(wrong)} lost`);
		expect(wrong).toEqual([]);
		expect(acked).toBeGreaterThan(count * 5);
	});

	const controls = Math.max(3, Math.round(count / 5));
	faultTest(`control: with synchronous=NORMAL, ${controls} cuts lose edits`, ['loop'], 600_000, async () => {
		const { acked, wrong } = await cuts(controls, 'normal');
		const losing = new Set(wrong.filter((text) => text.includes('lost: ')).map((text) => text.split(':')[0])).size;
		say(`control, NORMAL: ${acked} acknowledged, ${lost(wrong)} lost, in ${losing} of ${controls} cuts`);
		expect(lost(wrong)).toBeGreaterThan(0);
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerAll, type Belief, differing, openTab } from './browser.ts';
import type { Candidate } from './candidate.ts';
import { type Hall, openHall, type Server } from './hall.ts';
import { judge } from './oracle.ts';
import { faultProxy, type Mishap, mishaps } from './proxy.ts';
import { rounds, say } from './tools.ts';

/** A browser that gives up a request after this long. */
const patienceMs = 400;
const edits = rounds('XUEFA_LINE_EDITS', 25);

describe('bad lines and boxes between the browser and the server', () => {
	let hall: Hall;
	let server: Server;
	let next = 0;
	beforeAll(async () => {
		hall = await openHall({ people: 80 });
		server = await hall.serve();
	}, 120_000);
	afterAll(() => hall.close());

	const candidate = (): Candidate => hall.candidates[next++] as Candidate;

	/** People answer through a proxy whose mishaps `choose` draws; what differs from their last edits afterwards. */
	async function through(choose: () => Mishap, people: number, belief: Belief, bytesPerSecond = Infinity) {
		const proxy = await faultProxy(server.url, choose, { bytesPerSecond });
		const wrong: string[] = [];
		await Promise.all(
			Array.from({ length: people }, async () => {
				// The page itself came through; what is tried is the saving.
				const tab = await openTab(server.url, candidate(), 5000);
				await answerAll(proxy.url, tab, edits, { belief, timeoutMs: patienceMs });
				for (const number of await differing(server.url, tab)) wrong.push(`${tab.candidate.code} ${number}`);
			})
		);
		await proxy.close();
		return { wrong, happened: proxy.happened };
	}

	const half = (mishap: Mishap) => () => (Math.random() < 0.5 ? mishap : 'none');

	for (const mishap of mishaps.filter((name) => name !== 'none'))
		test(`every second request: ${mishap}`, { timeout: 120_000 }, async () => {
			const { wrong, happened } = await through(half(mishap), 3, 'own');
			expect(happened.get(mishap)).toBeGreaterThan(3);
			expect(wrong).toEqual([]);
		});

	test('everything at once, with many requests under way that overtake each other', { timeout: 240_000 }, async () => {
		const any = () => mishaps[Math.floor(Math.random() * mishaps.length)] as Mishap;
		const { wrong, happened } = await through(any, 12, 'own');
		const count = [...happened].reduce((sum, [mishap, times]) => sum + (mishap === 'none' ? 0 : times), 0);
		say(`12 browsers, ${12 * edits} edits, ${count} mishaps of ${happened.size - 1} kinds: last edits stand`);
		expect(wrong).toEqual([]);
	});

	test('a line of 2 kB a second that loses every fifth request', { timeout: 240_000 }, async () => {
		const lossy = (): Mishap => (Math.random() < 0.2 ? 'dropAnswer' : 'none');
		const { wrong } = await through(lossy, 3, 'own', 2048);
		expect(wrong).toEqual([]);
	});

	test('control: a page that believes any 200 loses edits to a box that answers for the server', async () => {
		const { wrong } = await through(half('html'), 6, 'any200');
		expect(wrong.length).toBeGreaterThan(0);
	}, 120_000);

	test('afterwards the record agrees with everything that was told', async () => {
		await server.kill();
		expect(await judge(hall.folder, hall.candidates)).toEqual([]);
	}, 120_000);
});

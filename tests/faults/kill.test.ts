import { describe, expect, test } from 'vitest';
import { type Candidate, line, sit } from './candidate.ts';
import { type Hall, openHall } from './hall.ts';
import { ackedBy, judge, lost } from './oracle.ts';
import { rounds, say } from './tools.ts';

/** Kills in one hall before a new one is opened: the oracle reads every attempt each time. */
const killsPerHall = 12;
const seated = 6;

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

interface Tally {
	kills: number;
	acked: number;
	receipts: number;
	wrong: string[];
}

/** One server, killed at random while candidates start, save and hand in; every eighth while it is still starting. */
async function killOnce(hall: Hall, seats: readonly Candidate[], weakened?: 'early'): Promise<void> {
	if (!weakened && Math.random() < 1 / 8) {
		const child = hall.spawn();
		await rest(Math.random() * 1200);
		child.kill('SIGKILL');
		await new Promise((gone) => child.once('close', gone));
		return;
	}
	const server = await hall.serve(weakened ? { weakened } : {});
	let over = false;
	const way = line(server.url);
	const before = ackedBy(seats);
	const sittings = seats.map((candidate, index) =>
		sit(way, candidate, () => over, { editsBeforeSubmit: index % 3 === 0 ? 6 : Infinity })
	);
	// From the first acknowledgement on: most kills shall hit saves.
	for (let waited = 0; ackedBy(seats) === before && waited < 5000; waited += 5) await rest(5);
	await rest(Math.random() * 400);
	await server.kill();
	over = true;
	way.agent.destroy();
	await Promise.all(sittings);
}

async function kills(count: number, weakened?: 'early'): Promise<Tally> {
	const tally: Tally = { kills: 0, acked: 0, receipts: 0, wrong: [] };
	while (tally.kills < count) {
		const hall = await openHall({ people: killsPerHall * 2 + seated });
		try {
			for (let round = 0; round < killsPerHall && tally.kills < count; round++) {
				// Two new people each time, so that some start, while others go on after a crash or two.
				const seats = hall.candidates.slice(round * 2, round * 2 + seated);
				await killOnce(hall, seats, weakened);
				tally.kills++;
				const wrong = await judge(hall.folder, hall.candidates);
				if (tally.kills % 50 === 0) say(`${tally.kills} kills in this lane, ${tally.wrong.length} faults`);
				tally.wrong.push(...wrong.map((text) => `kill ${tally.kills}: ${text}`));
			}
			tally.acked += ackedBy(hall.candidates);
			tally.receipts += hall.candidates.filter(({ receipt }) => receipt !== undefined).length;
		} finally {
			hall.close();
		}
	}
	return tally;
}

/** One clean end leaves compiled code for the starts to come. */
async function warmUp(): Promise<void> {
	const hall = await openHall({ people: 1 });
	await (await hall.serve()).kill('SIGTERM');
	hall.close();
}

describe('kill -9 of the server', () => {
	const count = rounds('XUEFA_KILLS', 12);
	test(`${count} times at random, under saves, starts and submits`, { timeout: 60_000 + count * 15_000 }, async () => {
		await warmUp();
		const lanes = count > 50 ? 3 : 1;
		const each = Math.ceil(count / lanes);
		const tallies = await Promise.all(Array.from({ length: lanes }, () => kills(each)));
		const sum = (field: 'kills' | 'acked' | 'receipts') => tallies.reduce((all, tally) => all + tally[field], 0);
		say(`${sum('kills')} kills: ${sum('acked')} edits acknowledged, ${sum('receipts')} receipts, 0 may be lost`);
		expect(tallies.flatMap(({ wrong }) => wrong)).toEqual([]);
		expect(sum('acked')).toBeGreaterThan(count * 5);
	});

	test('control: acknowledged before COMMIT, edits are lost', { timeout: 120_000 }, async () => {
		const { acked, wrong } = await kills(2, 'early');
		say(`control, 2 kills: ${acked} acknowledged, ${lost(wrong)} lost`);
		expect(lost(wrong)).toBeGreaterThan(0);
	});
});

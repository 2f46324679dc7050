import { answerAll, differing, openTab } from './browser.ts';
import { openHall } from './hall.ts';
import { judge } from './oracle.ts';

/**
 * Runs inside a network of its own whose line the caller has spoiled: an exam of PEOPLE candidates with EDITS each through
 * that line. Prints what differs from the last edits, what the oracle says, and how long acknowledgements took.
 */
const [people, edits] = process.argv.slice(2).map(Number) as [number, number];
const hall = await openHall({ people });
const server = await hall.serve();
const wrong: string[] = [];
const tookMs: number[] = [];
await Promise.all(
	hall.candidates.map(async (candidate) => {
		const tab = await openTab(server.url, candidate, 20_000);
		await answerAll(server.url, tab, edits, { belief: 'own', timeoutMs: 20_000, single: true, pauseMs: 1000, tookMs });
		for (const number of await differing(server.url, tab)) wrong.push(`${candidate.code} ${number}`);
	})
);
await server.kill();
wrong.push(...(await judge(hall.folder, hall.candidates)));
hall.close();
tookMs.sort((a, b) => a - b);
const p95 = Math.round(tookMs[Math.floor(tookMs.length * 0.95)] ?? 0);
process.stdout.write(`${JSON.stringify({ wrong, acknowledged: tookMs.length, p95 })}\n`);
process.exit(0);

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { growth } from './growth.ts';
import { journeys } from './journey.ts';
import { machine, printer } from './print.ts';
import { saves } from './saves.ts';
import { steady, storms } from './storms.ts';

/**
 * Prints what the promised speed rests on, each figure beside its baseline or its goal in the same run. Compare ratios of
 * one run, never runs of two days; the server, the load and the baselines share the machine's cores.
 * Use: npm run bench [-- PART …] [-- --long] [-- --keep]
 *   PART   journey saves storms steady growth; all when none is named
 *   --long the whole size: 100,000 open attempts for ten minutes, a million stored attempts; else a tenth and less
 *   --keep adds what is printed to tests/bench/RESULTS.md
 */
const args = process.argv.slice(2);
const long = args.includes('--long');
const keep = args.includes('--keep');
const named = args.filter((arg) => !arg.startsWith('--'));
const print = printer(keep);

const parts: Record<string, { title: string; run: () => Promise<void> }> = {
	journey: { title: 'A candidate journey', run: () => journeys(print, long ? 600 : 400) },
	saves: { title: 'Durable saves', run: () => saves(print, long ? 45 : 15, 64, 1000) },
	storms: { title: 'Storms', run: () => storms(print, long ? 60 : 10, long ? 1115 : 186, long ? 10_000 : 1667) },
	steady: {
		title: 'A city at once',
		run: () => steady(print, long ? 600 : 20, long ? 100_000 : 10_000, 2800)
	},
	growth: { title: 'Growth', run: () => growth(print, long ? 30 : 12, long ? [1000, 1_000_000] : [1000, 50_000]) }
};

const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
	process.stderr.write(`bench: no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`);
	process.exit(2);
}
const facts = machine();
process.stdout.write(`${facts}\n`);
if (keep)
	appendFileSync(
		join(import.meta.dirname, 'RESULTS.md'),
		`\n## ${new Date().toISOString().slice(0, 10)}\n\n${facts}\n`
	);
for (const [name, { title, run }] of Object.entries(parts)) {
	if (named.length > 0 && !named.includes(name)) continue;
	print.heading(title);
	await run();
}

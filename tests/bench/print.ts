import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { LoadFigures } from './load.ts';

export interface Print {
	heading(title: string): void;
	line(text: string): void;
	load(name: string, figures: LoadFigures): void;
}

/** Prints, and keeps what is printed in RESULTS.md when asked to. */
export function printer(keep: boolean): Print {
	const say = (text: string) => {
		process.stdout.write(`${text}\n`);
		if (keep) appendFileSync(join(import.meta.dirname, 'RESULTS.md'), `${text}\n`);
	};
	return {
		heading: (title) => say(`\n### ${title}\n`),
		line: (text) => say(`- ${text}`),
		load: (name, { done, failed, perSecond, p50, p95, p99, max, cpuMicros }) =>
			say(
				`- ${name}: ${perSecond}/s, p50 ${p50} · p95 ${p95} · p99 ${p99} · max ${max} ms, ` +
					`${cpuMicros} server CPU-µs each; ${done} done, ${failed} failed`
			)
	};
}

/** The machine's facts: figures mean nothing without them. */
export function machine(): string {
	const memory = new Sqlite(':memory:');
	const sqlite = String(memory.prepare('select sqlite_version()').pluck().get());
	memory.close();
	const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
	const load = loadavg()[0]?.toFixed(2) ?? '?';
	return (
		`${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${kernel}, ` +
		`Node ${process.versions.node}, SQLite ${sqlite}; load before the run ${load}`
	);
}

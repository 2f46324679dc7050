import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
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
	const { kind, flushMicros } = disk();
	return (
		`${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${kernel}, ` +
		`Node ${process.versions.node}, SQLite ${sqlite}; data on ${kind}, a flush of 4 KiB ${flushMicros} µs; ` +
		`load before the run ${load}`
	);
}

/** Where the benches keep their data: the kind of file system, and what writing and flushing a page takes, a median of 200. */
function disk(): { readonly kind: string; readonly flushMicros: number } {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-flush-'));
	const file = openSync(join(folder, 'page'), 'w');
	try {
		const page = Buffer.alloc(4096);
		const took = Array.from({ length: 200 }, (_, n) => {
			const from = performance.now();
			writeSync(file, page, 0, page.length, n * page.length);
			fsyncSync(file);
			return performance.now() - from;
		}).sort((a, b) => a - b);
		const kind = execFileSync('stat', ['-f', '-c', '%T', folder], { encoding: 'utf8' }).trim();
		return { kind, flushMicros: Math.round((took[100] ?? 0) * 1000) };
	} finally {
		closeSync(file);
		rmSync(folder, { recursive: true });
	}
}

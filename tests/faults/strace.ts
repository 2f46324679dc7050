import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from './hall.ts';

/** The system calls at which a file changes: what is swept. */
export const sweptCalls = ['pwrite64', 'fsync', 'rename'] as const;
export type Point = (typeof sweptCalls)[number];

interface Ran {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** Whole lines of stdout: one that was cut off was never said. */
	readonly lines: readonly string[];
	readonly stderr: string;
	/** Calls of each kind by the thread that made most of them: strace counts each thread for itself. */
	readonly calls: Readonly<Record<Point, number>>;
}

/** Runs a script of Node under strace, with e.g. "pwrite64:signal=SIGKILL:when=3" or "fsync:error=EIO:when=3" injected. */
export async function underStrace(
	script: readonly string[],
	injection: string | undefined,
	env: Readonly<Record<string, string>> = {}
): Promise<Ran> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-strace-'));
	const trace = join(folder, 'trace');
	const inject = injection === undefined ? [] : ['-e', `inject=${injection}`];
	// The quick way of stopping at the traced calls only delivers no signal in strace 6.1: kills take the slow one.
	const quick = injection?.includes('signal') === true ? [] : ['--seccomp-bpf'];
	const options = ['-f', ...quick, '-qq', '-o', trace, '-e', `trace=${sweptCalls.join()}`, ...inject];
	const node = [process.execPath, '--disable-warning=ExperimentalWarning', ...script];
	const child = spawn('strace', [...options, ...node], {
		env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const [out, err]: [Buffer[], Buffer[]] = [[], []];
	child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
	const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((ended) =>
		child.once('close', (...how) => ended(how))
	);
	const text = Buffer.concat(out).toString();
	const calls = Object.fromEntries(sweptCalls.map((call) => [call, most(readFileSync(trace, 'utf8'), call)]));
	rmSync(folder, { recursive: true, force: true });
	const lines = text
		.slice(0, text.lastIndexOf('\n') + 1)
		.split('\n')
		.filter(Boolean);
	return { code, signal, lines, stderr: Buffer.concat(err).toString(), calls: calls as Ran['calls'] };
}

function most(trace: string, call: Point): number {
	const counts = new Map<string, number>();
	for (const [, thread = ''] of trace.matchAll(new RegExp(`^(\\d+) +${call}\\(`, 'gm')))
		counts.set(thread, (counts.get(thread) ?? 0) + 1);
	return Math.max(0, ...counts.values());
}

/**
 * Attaches to a server that runs and injects from now on. Resolves when strace has taken hold; `detach` lets go.
 * @param path only calls about this file, where given
 */
export async function attach(
	server: Server,
	injection: string,
	path?: string
): Promise<{ readonly detach: () => Promise<void>; readonly injected: () => boolean }> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-strace-'));
	const trace = join(folder, 'trace');
	const only = path === undefined ? [] : ['-P', path];
	const [call = ''] = injection.split(':');
	const options = ['-f', '-o', trace, ...only, '-e', `trace=${call}`, '-e', `inject=${injection}`];
	const child = spawn('strace', [...options, '-p', String(server.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
	const ended = new Promise<void>((done) => child.once('close', () => done()));
	await new Promise<void>((attached, failed) => {
		child.stderr.on('data', (chunk: Buffer) => chunk.toString().includes('attached') && attached());
		void ended.then(() => failed(new Error('strace could not attach')));
	});
	let seen = '';
	return {
		injected: () => (seen ||= readFileSync(trace, 'utf8')).includes('INJECTED'),
		async detach() {
			child.kill('SIGINT');
			await ended;
			seen = readFileSync(trace, 'utf8');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

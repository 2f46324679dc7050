import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

/** CPU time a process has used so far, user and system, all its threads, in milliseconds (Linux, by the nanosecond). */
export function cpuMs(pid: number): number {
	const threads = readdirSync(`/proc/${pid}/task`);
	const spent = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
	return spent.reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0) / 1e6;
}

export interface Call {
	readonly method: 'GET' | 'POST' | 'PUT';
	readonly path: string;
	readonly body?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** What the answer's body must hold to count as done; `"durable":true` unless said. */
	readonly expect?: string;
}

export interface LoadFigures {
	readonly done: number;
	readonly failed: number;
	readonly perSecond: number;
	/** Milliseconds from the moment the call was due to its answer. */
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
	/** Server CPU microseconds per call. */
	readonly cpuMicros: number;
}

interface Target {
	readonly port: number;
	readonly pid: number;
}

function sender(port: number, agent: Agent) {
	return (call: Call): Promise<boolean> =>
		new Promise((done) => {
			const { method, path, body, expect = '"durable":true' } = call;
			const headers: Record<string, string> = { origin: `http://127.0.0.1:${port}`, ...call.headers };
			if (body !== undefined) {
				headers['content-type'] ??= 'application/json';
				headers['content-length'] = String(Buffer.byteLength(body));
			}
			const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
				let text = '';
				answer.setEncoding('latin1');
				answer.on('data', (chunk: string) => (text += chunk));
				answer.on('end', () =>
					done(expect.startsWith('HTTP ') ? answer.statusCode === Number(expect.slice(5)) : text.includes(expect))
				);
				answer.on('error', () => done(false));
			});
			sent.on('error', () => done(false));
			sent.end(body);
		});
}

/** Sends single calls over connections of its own; whether the answer was the expected one. */
export function caller(port: number, connections: number) {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	return { call: sender(port, agent), close: () => agent.destroy() };
}

function figures(taken: readonly number[], failed: number, elapsedMs: number, cpu: number): LoadFigures {
	const sorted = taken.toSorted((a, b) => a - b);
	const at = (share: number) =>
		Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
	return {
		done: sorted.length,
		failed,
		perSecond: Math.round((sorted.length * 1000) / elapsedMs),
		p50: at(0.5),
		p95: at(0.95),
		p99: at(0.99),
		max: at(1),
		cpuMicros: Math.round((cpu * 1000) / Math.max(sorted.length, 1))
	};
}

/**
 * The `turn`th save of the baseline (bare-loop.ts), each to the next of `attempts`, and each of another value than stands
 * there: SQLite writes nothing, and a commit waits for no disk, where a row stays as it is.
 */
export function bareCall(turn: number, attempts: number): Call {
	const value = `["${'ABCD'[Math.floor(turn / attempts) % 4]}"]`;
	const body = JSON.stringify({ attempt: turn % attempts, slot: turn % 50, value });
	return { method: 'POST', path: '/save', body };
}

/** A closed loop: each of `connections` keep-alive connections sends the next call when the last was answered. */
export async function closedLoop(
	target: Target,
	connections: number,
	seconds: number,
	next: () => Call
): Promise<LoadFigures> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const send = sender(target.port, agent);
	let taken: number[] = [];
	let failed = 0;
	const run = async (until: number) => {
		const lane = async () => {
			while (performance.now() < until) {
				const begun = performance.now();
				if (!(await send(next()))) failed++;
				taken.push(performance.now() - begun);
			}
		};
		await Promise.all(Array.from({ length: connections }, lane));
	};
	// Until the code is compiled for what it is asked for.
	await run(performance.now() + 4000);
	[taken, failed] = [[], 0];
	const [cpuBefore, begun] = [cpuMs(target.pid), performance.now()];
	await run(begun + seconds * 1000);
	const result = figures(taken, failed, performance.now() - begun, cpuMs(target.pid) - cpuBefore);
	agent.destroy();
	return result;
}

/**
 * An open loop: `total` calls, evenly due over `seconds`, sent whether or not earlier ones were answered. A call's time
 * counts from when it was due, so a server that stalls cannot hide it.
 */
export async function openLoop(
	target: Target,
	{ total, seconds, connections = 512 }: { total: number; seconds: number; connections?: number },
	next: (n: number) => Call
): Promise<LoadFigures> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const send = sender(target.port, agent);
	const taken: number[] = [];
	let failed = 0;
	const [cpuBefore, begun] = [cpuMs(target.pid), performance.now()];
	const gapMs = (seconds * 1000) / total;
	const under: Promise<void>[] = [];
	for (let sent = 0; sent < total;) {
		const due = Math.min(total, Math.floor((performance.now() - begun) / gapMs) + 1);
		for (; sent < due; sent++) {
			const dueAt = begun + sent * gapMs;
			under.push(
				send(next(sent)).then((good) => {
					if (!good) failed++;
					taken.push(performance.now() - dueAt);
				})
			);
		}
		if (under.length > 20_000) under.splice(0, 10_000);
		await new Promise((later) => setTimeout(later, 2));
	}
	while (taken.length < total) await new Promise((later) => setTimeout(later, 5));
	const result = figures(taken, failed, performance.now() - begun, cpuMs(target.pid) - cpuBefore);
	agent.destroy();
	return result;
}

/** One save of one judgement question; answers alternate, for an unchanged one would be a duplicate and cost less. */
export function saveCall(
	attempt: {
		readonly code: string;
		readonly epoch: number;
		readonly cookie: string;
		readonly judges: readonly number[];
	},
	rev: number
): Call {
	const { code, epoch, cookie, judges } = attempt;
	const number = judges[rev % judges.length] ?? 1;
	const answer = [Math.floor(rev / judges.length) % 2 ? 'T' : 'F'];
	const ops = [{ number, epoch, rev, answer, marked: false, clientAt: 1_790_000_000_000 }];
	const body = JSON.stringify({ protocol: 1, epoch, batch: `${epoch}-${rev}`, ops });
	return { method: 'PUT', path: `/api/v1/attempts/${code}/answers`, body, headers: { cookie } };
}

import { Agent, request } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time a process has used so far, user and system, all its threads, in milliseconds (Linux, by the nanosecond). */
export function cpuMs(pid: number): number {
	const threads = readdirSync(`/proc/${pid}/task`);
	const spent = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
	return spent.reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0) / 1e6;
}

export interface Call {
	readonly method: 'POST' | 'PUT';
	readonly path: string;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadFigures {
	readonly perSecond: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly failed: number;
	/** Server CPU microseconds per call. */
	readonly cpuMicros: number;
}

/**
 * A closed loop: `connections` keep-alive connections, each sending the next call when the last was answered, for
 * `seconds`. Every answer must hold `"durable":true`, or it counts as failed.
 */
export async function closedLoop(
	port: number,
	pid: number,
	connections: number,
	seconds: number,
	next: () => Call
): Promise<LoadFigures> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const taken: number[] = [];
	let failed = 0;
	const send = (call: Call) =>
		new Promise<void>((done) => {
			const begun = performance.now();
			const headers = {
				'content-type': 'application/json',
				'content-length': String(Buffer.byteLength(call.body)),
				origin: `http://127.0.0.1:${port}`,
				...call.headers
			};
			const sent = request(
				{ host: '127.0.0.1', port, agent, method: call.method, path: call.path, headers },
				(answer) => {
					let body = '';
					answer.setEncoding('utf8');
					answer.on('data', (chunk: string) => (body += chunk));
					answer.on('end', () => {
						taken.push(performance.now() - begun);
						if (!body.includes('"durable":true')) failed++;
						done();
					});
				}
			);
			sent.on('error', () => {
				failed++;
				done();
			});
			sent.end(call.body);
		});
	const run = async (until: number) => {
		const lane = async () => {
			while (performance.now() < until) await send(next());
		};
		await Promise.all(Array.from({ length: connections }, lane));
	};
	await run(performance.now() + 1500);
	taken.length = 0;
	failed = 0;
	const [cpuBefore, begun] = [cpuMs(pid), performance.now()];
	await run(begun + seconds * 1000);
	const [cpuSpent, elapsed] = [cpuMs(pid) - cpuBefore, performance.now() - begun];
	agent.destroy();
	const sorted = taken.toSorted((a, b) => a - b);
	const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
	return {
		perSecond: Math.round((sorted.length * 1000) / elapsed),
		p50: at(0.5),
		p95: at(0.95),
		p99: at(0.99),
		failed,
		cpuMicros: Math.round((cpuSpent * 1000) / Math.max(sorted.length, 1))
	};
}

import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** One edit the server has acknowledged. */
export interface Acked {
	readonly code: string;
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	readonly answer: string;
}

/** What one candidate was told: the oracle holds the database to it. */
export interface Candidate {
	readonly cookie: string;
	code: string | undefined;
	readonly acked: Acked[];
	/** The latest deadline ever shown. */
	deadlineAt: number;
	receipt: string | undefined;
	/** Contradictions the candidate has seen: two receipts, a deadline that shrank. */
	readonly complaints: string[];
	/** Time each acknowledged save took. */
	readonly tookMs: number[];
	/** Answers by HTTP status, so that refusals can be looked at. */
	readonly statuses: Map<number, number>;
}

export const newCandidate = (token: string): Candidate => ({
	cookie: `session=${token}`,
	code: undefined,
	acked: [],
	deadlineAt: 0,
	receipt: undefined,
	complaints: [],
	tookMs: [],
	statuses: new Map()
});

interface Answer {
	readonly status: number;
	readonly body: string;
	readonly location: string;
	readonly headers: IncomingHttpHeaders;
}

/** The way to the server: its address (or that of a proxy before it) and the connections in use. */
export interface Line {
	readonly url: string;
	readonly agent: Agent;
	readonly timeoutMs: number;
}

export const line = (url: string, timeoutMs = 20_000): Line => ({
	url,
	agent: new Agent({ keepAlive: true }),
	timeoutMs
});

/** @throws when the connection breaks or nothing comes in time: that is no answer */
export function send(
	{ url, agent, timeoutMs }: Line,
	candidate: Candidate,
	method: string,
	path: string,
	body?: object | string
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
		const type = typeof body === 'object' ? 'application/json' : 'application/x-www-form-urlencoded';
		const headers: Record<string, string> = { accept: 'text/html', cookie: candidate.cookie, origin: url };
		if (body !== undefined)
			Object.assign(headers, { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) });
		const sent = request(new URL(path, url), { method, agent, headers, timeout: timeoutMs }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on('data', (chunk: Buffer) => chunks.push(chunk));
			answer.on('error', reject);
			answer.on('end', () => {
				const status = answer.statusCode ?? 0;
				candidate.statuses.set(status, (candidate.statuses.get(status) ?? 0) + 1);
				const { headers } = answer;
				resolve({ status, body: Buffer.concat(chunks).toString(), location: headers.location ?? '', headers });
			});
		});
		sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
		sent.on('error', reject);
		sent.end(text);
	});
}

/** The answer as JSON; undefined for anything else, whatever its status says. */
export function json(answer: Answer): Record<string, unknown> | undefined {
	try {
		const value = JSON.parse(answer.body) as unknown;
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

export async function start(way: Line, candidate: Candidate): Promise<void> {
	const { status, location, body } = await send(way, candidate, 'POST', '/exams/1', 'pledge=yes&short=yes');
	const code = /^\/attempts\/(\w{26})/.exec(location)?.[1];
	if (status !== 303 || code === undefined) throw new Error(`start: ${status} ${body.slice(0, 200)}`);
	if (candidate.code !== undefined && candidate.code !== code) candidate.complaints.push('two attempts');
	candidate.code = code;
}

const api = (candidate: Candidate, name: string) => `/api/v1/attempts/${candidate.code}/${name}`;

function hear(candidate: Candidate, said: Record<string, unknown>): void {
	const deadlineAt = Number(said.deadlineAt ?? 0);
	if (deadlineAt === 0) return;
	if (deadlineAt < candidate.deadlineAt) candidate.complaints.push(`the deadline shrank to ${deadlineAt}`);
	candidate.deadlineAt = Math.max(candidate.deadlineAt, deadlineAt);
}

/** Takes a new epoch, as every page does; undefined when the attempt is closed. */
export async function open(way: Line, candidate: Candidate): Promise<number | undefined> {
	const answer = await send(way, candidate, 'POST', api(candidate, 'open'));
	const said = json(answer);
	if (answer.status === 410) return undefined;
	if (answer.status !== 200 || !said) throw new Error(`open: ${answer.status}`);
	hear(candidate, said);
	return Number(said.epoch);
}

export async function sync(way: Line, candidate: Candidate): Promise<Record<string, unknown>> {
	const answer = await send(way, candidate, 'GET', api(candidate, 'sync'));
	const said = json(answer);
	if (answer.status !== 200 || !said) throw new Error(`sync: ${answer.status}`);
	hear(candidate, said);
	return said;
}

/** One edit of a judge question. */
export interface Edit {
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	readonly answer: readonly string[];
	readonly marked: boolean;
}

/** Sends edits; counts as acknowledged what the answer names, and nothing but what it names. Returns the HTTP status. */
export async function save(way: Line, candidate: Candidate, edits: readonly Edit[]): Promise<number> {
	const batch = `${edits[0]?.epoch}-${edits[0]?.rev}-${Math.random()}`;
	const begun = performance.now();
	const request = { protocol: 1, epoch: edits[0]?.epoch, batch, ops: edits };
	const answer = await send(way, candidate, 'PUT', api(candidate, 'answers'), request);
	const said = json(answer);
	if (answer.status !== 200 || said?.durable !== true || said.batch !== batch) return answer.status;
	candidate.tookMs.push(performance.now() - begun);
	hear(candidate, said);
	note(candidate, edits, said.acks);
	return answer.status;
}

function note(candidate: Candidate, edits: readonly Edit[], acks: unknown): void {
	for (const { number, epoch, rev, status } of acks as (Edit & { status: string })[]) {
		const edit = edits.find((one) => one.number === number && one.epoch === epoch && one.rev === rev);
		if (!edit || (status !== 'applied' && status !== 'dup')) continue;
		candidate.acked.push({ code: candidate.code ?? '', number, epoch, rev, answer: edit.answer.join() });
	}
}

export async function submit(way: Line, candidate: Candidate, epoch: number): Promise<void> {
	const request = { protocol: 1, epoch, batch: 'end', ops: [] };
	const said = json(await send(way, candidate, 'POST', api(candidate, 'submit'), request));
	if (said?.durable !== true || said.batch !== 'end') return;
	if (candidate.receipt !== undefined && candidate.receipt !== said.receipt) candidate.complaints.push('two receipts');
	candidate.receipt = String(said.receipt);
}

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

/**
 * Sits as people do, only quicker: start, open, edit the three judge questions over and over, now and then reload the
 * page (a new epoch), and hand in after `editsBeforeSubmit`. A broken connection is tried again until `stopped`.
 */
export async function sit(
	way: Line,
	candidate: Candidate,
	stopped: () => boolean,
	{ editsBeforeSubmit = Infinity, pauseMs = 0 } = {}
): Promise<void> {
	let epoch: number | undefined;
	let rev = 0;
	for (let sent = 0; !stopped() && candidate.receipt === undefined;) {
		try {
			if (candidate.code === undefined) await start(way, candidate);
			if (epoch === undefined || Math.random() < 0.02) {
				epoch = await open(way, candidate);
				rev = 0;
				if (epoch === undefined) return void (await submit(way, candidate, 1));
			}
			const count = 1 + Math.floor(Math.random() * 3);
			const edits: Edit[] = [];
			for (let number = 1; number <= count; number++)
				edits.push({ number, epoch, rev: ++rev, answer: [Math.random() < 0.5 ? 'T' : 'F'], marked: false });
			await save(way, candidate, edits);
			if (++sent >= editsBeforeSubmit) await submit(way, candidate, epoch);
			if (pauseMs > 0) await rest(pauseMs * Math.random());
		} catch {
			if (!stopped()) await rest(20);
		}
	}
}

import { acknowledges, edited, emptyOutbox, nextRequest, type Outbox, settled } from '#lib/exam/attempt/outbox.ts';
import { type Candidate, json, line, open, send, start, sync } from './candidate.ts';

/** The sitting page without a screen: the product's own outbox over a line that may do anything. */
export interface Tab {
	readonly candidate: Candidate;
	/** The last answer entered for each question. */
	readonly entered: Map<number, string>;
	outbox: Outbox;
}

/** What a page takes for an acknowledgement: the product's rule, or (the control) any answer with status 200. */
export type Belief = 'own' | 'any200';

const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

async function untilDone<Result>(work: () => Promise<Result>): Promise<Result> {
	for (let failures = 0; ; failures++)
		try {
			return await work();
		} catch (reason) {
			if (failures > 200) throw reason;
			await rest(10);
		}
}

/** Opens the attempt through thick and thin; a new epoch, so a new outbox. */
export async function openTab(url: string, candidate: Candidate, timeoutMs: number): Promise<Tab> {
	const way = line(url, timeoutMs);
	await untilDone(() => (candidate.code === undefined ? start(way, candidate) : Promise.resolve()));
	const epoch = await untilDone(async () => {
		const issued = await open(way, candidate);
		if (issued === undefined) throw new Error('closed');
		return issued;
	});
	return { candidate, entered: new Map(), outbox: emptyOutbox(epoch) };
}

interface Manner {
	readonly belief: Belief;
	/** When a request is given up. */
	readonly timeoutMs: number;
	/** As the page does it: one request at a time. Otherwise one for each edit, and they overtake each other. */
	readonly single?: boolean;
	readonly pauseMs?: number;
	/** Gets the time of every acknowledgement. */
	readonly tookMs?: number[];
}

/** Enters so many answers while requests go out; then sends until the outbox is empty. */
export async function answerAll(url: string, tab: Tab, edits: number, manner: Manner): Promise<void> {
	const { belief, timeoutMs, single = false, pauseMs = 20, tookMs = [] } = manner;
	const way = line(url, timeoutMs);
	const { candidate } = tab;
	const path = `/api/v1/attempts/${candidate.code}/answers`;
	let busy = false;
	let failures = 0;
	async function flush(): Promise<void> {
		const batch = Math.random().toString(36);
		const request = nextRequest(tab.outbox, batch);
		if (!request) return;
		const begun = performance.now();
		try {
			const answer = await send(way, candidate, 'PUT', path, request);
			const said = json(answer);
			if (acknowledges(request, said)) {
				tab.outbox = settled(tab.outbox, said.acks);
				tookMs.push(performance.now() - begun);
			} else if (belief === 'any200' && answer.status === 200)
				tab.outbox = settled(
					tab.outbox,
					request.ops.map((op) => ({ ...op, status: 'applied' }))
				);
			else await rest(10);
		} catch {
			failures++;
			await rest(10);
		}
	}
	const under: Promise<void>[] = [];
	for (let n = 0; n < edits; n++) {
		const number = 1 + Math.floor(Math.random() * 3);
		const answer = Math.random() < 0.5 ? 'T' : 'F';
		tab.outbox = edited(tab.outbox, { number, answer: [answer], marked: false }, Date.now());
		tab.entered.set(number, answer);
		if (!single || !busy) {
			busy = true;
			under.push(flush().finally(() => (busy = false)));
		}
		await rest(Math.random() * pauseMs);
	}
	await Promise.all(under);
	while (tab.outbox.pending.size > 0 && failures < 2000) await flush();
	way.agent.destroy();
}

/** Questions whose answer on the server is not the last one entered. */
export async function differing(url: string, { candidate, entered }: Tab): Promise<number[]> {
	const { responses } = (await sync(line(url), candidate)) as { responses: { number: number; answer: string[] }[] };
	const stands = new Map(responses.map(({ number, answer }) => [number, answer.join()]));
	return [...entered].filter(([number, answer]) => stands.get(number) !== answer).map(([number]) => number);
}

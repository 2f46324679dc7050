import type { Mark } from './difference.ts';
import { retryAfterMs } from './retry.ts';

/** Longer than this without an answer is no answer. With the longest retry it stays below the 30 s promised for catching up. */
const patienceMs = 12_000;

export interface Reply {
	readonly status: number;
	/** The JSON of the answer; undefined when it is none. */
	readonly value: Readonly<Record<string, unknown>> | undefined;
	/** The wait a busy server asks for; 0 when it asks for none. */
	readonly retryAfterMs: number;
	readonly sentAt: number;
	readonly answeredAt: number;
}

/** One call to the server; undefined when no answer came at all. Times by the monotonic clock, in ms. */
export async function ask(method: string, address: string, body?: unknown): Promise<Reply | undefined> {
	const sentAt = performance.now();
	const abort = new AbortController();
	const limit = setTimeout(() => abort.abort(), patienceMs);
	try {
		const answer = await fetch(address, {
			method,
			signal: abort.signal,
			...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
		});
		const value = (await answer.json().catch(() => undefined)) as Reply['value'];
		const wait = retryAfterMs(answer.status, answer.headers.get('retry-after'));
		return { status: answer.status, value, retryAfterMs: wait, sentAt, answeredAt: performance.now() };
	} catch {
		return undefined;
	} finally {
		clearTimeout(limit);
	}
}

/** Sends without waiting, as the page goes away. */
export function farewell(method: string, address: string, body: unknown): void {
	const headers = { 'content-type': 'application/json' };
	void fetch(address, { method, keepalive: true, headers, body: JSON.stringify(body) }).catch(() => undefined);
}

/** One question's fields as they stand in the form. */
export function markIn(form: HTMLFormElement | undefined, number: number): Mark {
	const chosen = form?.querySelectorAll<HTMLInputElement>(`input[name="q${number}"]:checked`) ?? [];
	const flag = form?.querySelector<HTMLInputElement>(`input[name="m${number}"]`);
	return { answer: [...chosen].map(({ value }) => value), marked: flag?.checked ?? false };
}

/** Writes one question's fields; the page has no other way to change what the candidate sees chosen. */
export function fill(form: HTMLFormElement | undefined, number: number, { answer, marked }: Mark): void {
	for (const input of form?.querySelectorAll<HTMLInputElement>(`input[name="q${number}"]`) ?? [])
		input.checked = answer.includes(input.value);
	const flag = form?.querySelector<HTMLInputElement>(`input[name="m${number}"]`);
	if (flag) flag.checked = marked;
}

/**
 * Tells the other tabs of the same sitting that this one was opened, and hears it from them; they ask the server before
 * they believe it. Browsers without it find out at the next beat.
 */
export function hearTabs(code: string, opened: () => void): { tell(): void; close(): void } {
	if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
	const channel = new BroadcastChannel(`sitting-${code}`);
	channel.onmessage = opened;
	return { tell: () => channel.postMessage('opened'), close: () => channel.close() };
}

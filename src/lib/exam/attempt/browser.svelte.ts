import type { Mark } from './sitting.svelte.ts';

/** Longer than this without an answer is no answer. */
const patienceMs = 15_000;

export interface Reply {
	readonly status: number;
	/** The JSON of the answer; undefined when it is none. */
	readonly value: Readonly<Record<string, unknown>> | undefined;
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
		return { status: answer.status, value, sentAt, answeredAt: performance.now() };
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

export function untick(form: HTMLFormElement | undefined, number: number): void {
	for (const input of form?.querySelectorAll<HTMLInputElement>(`input[name="q${number}"]`) ?? []) input.checked = false;
}

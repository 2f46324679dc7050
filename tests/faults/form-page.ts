import type { Belief } from './browser.ts';
import { type Candidate, line, send } from './candidate.ts';

/** The sitting page as a browser without script has it: the fields of one page, posted whole, until an answer comes. */
export interface FormPage {
	readonly epoch: number;
	/** What the fields say now, by question: letters chosen. */
	readonly fields: Map<number, readonly string[]>;
	readonly questions: number;
}

/** One change made on a page, in the order of making. */
export interface FormEdit {
	readonly epoch: number;
	readonly number: number;
	readonly answer: string;
}

/** Sends until something comes that is what was asked for: what a person does with a page that does not load. */
async function untilThere<Result>(work: () => Promise<Result | undefined>): Promise<Result> {
	for (let tries = 0; tries < 400; tries++) {
		const result = await work().catch(() => undefined);
		if (result !== undefined) return result;
	}
	throw new Error('400 tries without an answer');
}

/** The page behind `path`, which is the candidate's attempt; redirects are answered by asking again. */
export function getPage(url: string, candidate: Candidate, timeoutMs: number, path = ''): Promise<FormPage> {
	const way = line(url, timeoutMs);
	return untilThere(async () => {
		const { status, body } = await send(way, candidate, 'GET', path || `/attempts/${candidate.code}`);
		const epoch = Number(/name="epoch" value="(\d+)"/.exec(body)?.[1]);
		const questions = Number(/name="questions" value="(\d+)"/.exec(body)?.[1]);
		// A page that was cut off on its way is loaded again.
		if (status !== 200 || !epoch || !questions || !body.includes('</html>')) return undefined;
		const fields = new Map<number, readonly string[]>();
		for (const [tag] of body.matchAll(/<input [^>]*name="q\d+"[^>]*>/g)) {
			const number = Number(/name="q(\d+)"/.exec(tag)?.[1]);
			const chosen = fields.get(number) ?? [];
			fields.set(number, / checked/.test(tag) ? [...chosen, /value="(\w)"/.exec(tag)?.[1] ?? ''] : chosen);
		}
		return { epoch, fields, questions };
	}).finally(() => way.agent.destroy());
}

/** What the server said about a posted page. */
export interface Posted {
	/** Numbers that a newer page had already answered. */
	readonly stale: readonly number[];
	readonly location: string;
}

/** Posts the page, the same bytes again and again until the server's own redirect comes. */
export function postPage(
	url: string,
	candidate: Candidate,
	page: FormPage,
	timeoutMs: number,
	belief: Belief
): Promise<Posted> {
	const way = line(url, timeoutMs);
	const fields = new URLSearchParams({ epoch: `${page.epoch}`, rev: '0', questions: `${page.questions}` });
	for (const [number, letters] of page.fields) for (const letter of letters) fields.append(`q${number}`, letter);
	return untilThere(async () => {
		const path = `/attempts/${candidate.code}?/save`;
		const { status, location } = await send(way, candidate, 'POST', path, fields.toString());
		if (belief === 'any200' && status === 200) return { stale: [], location: '' };
		if (status !== 303 || !location.startsWith(`/attempts/${candidate.code}?saved=`)) return undefined;
		const stale = /[?&]stale=([\d-]+)/.exec(location)?.[1] ?? '';
		return { stale: stale.split('-').filter(Boolean).map(Number), location };
	}).finally(() => way.agent.destroy());
}

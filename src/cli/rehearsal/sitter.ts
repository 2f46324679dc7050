import type { Client } from './client.ts';
import type { stopwatch } from './progress.ts';

type Watch = Pick<ReturnType<typeof stopwatch>, 'time'>;

/** An answer of the server that a candidate would have to call somebody about. */
export class Refused extends Error {}

/** One answer as it is sent: shown number and shown letters (T / F for a judge item). */
export interface SentAnswer {
	readonly number: number;
	readonly letters: readonly string[];
}

function expectStatus(step: string, status: number, wanted: number, body: string): void {
	if (status === wanted) return;
	const words = body.replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
	throw new Refused(`${step}: HTTP ${status} ${words.slice(0, 300)}`);
}

/** Redeems an activation slip, which also signs in. */
export async function activate(
	client: Client,
	watch: Watch,
	slip: { readonly login: string; readonly code: string; readonly password: string }
): Promise<void> {
	const { login, code, password } = slip;
	const fields = { login, code, password, again: password };
	const answer = await watch.time('activate', () => client.postForm('/activate', Object.entries(fields)));
	expectStatus(`activation of ${login}`, answer.status, 303, answer.body);
}

/** Signs in by the login form. */
export async function signIn(client: Client, watch: Watch, login: string, password: string): Promise<void> {
	const answer = await watch.time('login', () => client.postForm('/login', Object.entries({ login, password })));
	expectStatus(`login of ${login}`, answer.status, 303, answer.body);
}

/** The attempt of whoever holds its sitting page. */
export interface Held {
	readonly code: string;
	readonly epoch: number;
}

/**
 * Reads the rules, starts, and loads the sitting page, which takes the lease.
 * @param room the code on the wall, where the exam asks for one
 */
export async function start(client: Client, watch: Watch, examId: number, room = ''): Promise<Held> {
	const rules = await watch.time('rules', () => client.get(`/exams/${examId}`));
	expectStatus('rules page', rules.status, 200, rules.body);
	const fields = { pledge: 'yes', short: 'yes', ...(room === '' ? {} : { room }) };
	const begun = await watch.time('start', () => client.postForm(`/exams/${examId}`, Object.entries(fields)));
	expectStatus('start', begun.status, 303, begun.body);
	const code = /\/attempts\/([^/?]+)/.exec(begun.location)?.[1];
	if (code === undefined) throw new Refused(`start led to ${begun.location}`);
	const page = await watch.time('sitting page', () => client.get(`/attempts/${code}`));
	expectStatus('sitting page', page.status, 200, page.body);
	const epoch = /name="epoch" value="(\d+)"/.exec(page.body)?.[1];
	if (epoch === undefined) throw new Refused('the sitting page names no epoch');
	return { code, epoch: Number(epoch) };
}

/** What the script of the sitting page asks first: where the attempt stands. */
export async function look(client: Client, watch: Watch, { code }: Held): Promise<void> {
	const answer = await watch.time('open', () => client.get(`/api/v1/attempts/${code}/sync`));
	expectStatus('sync', answer.status, 200, answer.body);
}

interface Acknowledged {
	readonly durable?: boolean;
	readonly batch?: string;
	readonly acks?: readonly { readonly number: number; readonly status: string }[];
}

/**
 * Saves answers as the page's script does and returns the numbers acknowledged.
 * @param rev counts this page's edits of a question
 */
export async function save(
	client: Client,
	watch: Watch,
	attempt: Held,
	answers: readonly SentAnswer[],
	rev = 1
): Promise<number[]> {
	const batch = `${attempt.epoch}-${rev}-${answers[0]?.number ?? 0}`;
	const ops = answers.map(({ number, letters }) => ({
		number,
		epoch: attempt.epoch,
		rev,
		answer: letters,
		marked: false
	}));
	const body = { protocol: 1, epoch: attempt.epoch, batch, ops };
	const path = `/api/v1/attempts/${attempt.code}/answers`;
	const answer = await watch.time('save', () => client.sendJson('PUT', path, body));
	expectStatus('save', answer.status, 200, answer.body);
	const { durable, batch: echoed, acks = [] } = JSON.parse(answer.body) as Acknowledged;
	if (durable !== true || echoed !== batch)
		throw new Refused(`save was not acknowledged: ${answer.body.slice(0, 200)}`);
	return acks.filter(({ status }) => status === 'applied' || status === 'dup').map(({ number }) => number);
}

/** Hands in and returns the receipt. */
export async function submit(client: Client, watch: Watch, attempt: Held): Promise<string> {
	const body = { protocol: 1, epoch: attempt.epoch, batch: 'submit', ops: [] };
	const path = `/api/v1/attempts/${attempt.code}/submit`;
	const answer = await watch.time('submit', () => client.sendJson('POST', path, body));
	expectStatus('submit', answer.status, 200, answer.body);
	return (JSON.parse(answer.body) as { readonly receipt: string }).receipt;
}

/** Looks at the result, as everybody does at once. */
export async function readResult(client: Client, watch: Watch, code: string): Promise<void> {
	const answer = await watch.time('result', () => client.get(`/attempts/${code}/result`));
	expectStatus('result', answer.status, 200, answer.body);
}

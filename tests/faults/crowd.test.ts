import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inParallel } from '../../src/cli/rehearsal/progress.ts';
import { answerAll, type Belief, openTab, type Tab } from './browser.ts';
import { type Candidate, line, sync } from './candidate.ts';
import { type FormEdit, type FormPage, getPage, postPage } from './form-page.ts';
import { type Hall, openHall, type Server } from './hall.ts';
import { judge } from './oracle.ts';
import { faultProxy, type Mishap, mishaps, type Proxy } from './proxy.ts';
import { rounds, say } from './tools.ts';

/** As many as sit the model exam in `npm run faults`; each by script and, in a second attempt room, by forms alone. */
const people = rounds('XUEFA_CROWD', 12);
const together = 24;
/** More than an answer takes on a busy machine; of the requests that are delayed every third takes longer. */
const patienceMs = 1500;
const delayMs = (patienceMs * 3) / 8;
const edits = 12;

/** Two of three requests fare well; the others are lost, repeated, delayed beyond later ones or answered by a box. */
const often = (): Mishap => {
	const kinds = mishaps.filter((kind) => kind !== 'none');
	return Math.random() < 2 / 3 ? 'none' : (kinds[Math.floor(Math.random() * kinds.length)] as Mishap);
};

async function standing(url: string, candidate: Candidate): Promise<Map<number, string>> {
	const { responses } = (await sync(line(url), candidate)) as { responses: { number: number; answer: string[] }[] };
	return new Map(responses.map(({ number, answer }) => [number, answer.join('')]));
}

/** Which questions do not stand as the last edit of the newest page that touched them left them. */
function wrongOf(
	candidate: Candidate,
	stands: ReadonlyMap<number, string>,
	last: ReadonlyMap<number, string>
): string[] {
	return [...last].flatMap(([number, answer]) =>
		(stands.get(number) ?? '') === answer
			? []
			: [`${candidate.code} ${number}: ${stands.get(number)} stands, ${answer} was entered`]
	);
}

describe.each(['script', 'forms'] as const)('a crowd with two tabs each on a bad line, by %s', (manner) => {
	let hall: Hall;
	let server: Server;
	let proxy: Proxy;
	beforeAll(async () => {
		hall = await openHall({ people });
		server = await hall.serve();
		proxy = await faultProxy(server.url, often, { delayMs });
	}, 600_000);
	afterAll(async () => {
		await proxy.close();
		hall.close();
	});

	/** Both tabs go on answering; the second was opened in the middle of the first one's work. */
	async function byScript(candidate: Candidate): Promise<string[]> {
		const answer = (tab: Tab, count: number) =>
			answerAll(proxy.url, tab, count, { belief: 'own', timeoutMs: patienceMs, single: true });
		const first = await openTab(proxy.url, candidate, patienceMs);
		await answer(first, edits);
		const typing = answer(first, edits);
		const second = await openTab(proxy.url, candidate, patienceMs);
		await Promise.all([typing, answer(second, edits)]);
		const last = new Map([...first.entered, ...second.entered]);
		return wrongOf(candidate, await standing(server.url, candidate), last);
	}

	/** Now in one tab, now in the other, each time on the page that the last post there led to. */
	async function byForms(candidate: Candidate, url: string, belief: Belief = 'own'): Promise<string[]> {
		await openTab(server.url, candidate, 20_000);
		const pages: FormPage[] = [];
		for (let n = 0; n < 2; n++) pages.push(await getPage(url, candidate, patienceMs));
		const made: FormEdit[] = [];
		const wrong: string[] = [];
		for (let n = 0; n < edits; n++) {
			const tab = n < 2 ? n : Math.floor(Math.random() * 2);
			const page = pages[tab] as FormPage;
			const fresh: FormEdit[] = [];
			for (const number of [1 + Math.floor(Math.random() * 3), 4 + Math.floor(Math.random() * 3)]) {
				const before = page.fields.get(number)?.join('') ?? '';
				const letters = number < 4 ? ['T', 'F'] : ['A', 'B', 'C'];
				const answer =
					letters.filter((letter) => letter !== before)[Math.floor(Math.random() * (letters.length - 1))] ?? '';
				page.fields.set(number, [answer]);
				fresh.push({ epoch: page.epoch, number, answer });
			}
			const { stale, location } = await postPage(url, candidate, page, patienceMs, belief);
			// What did not count because a newer page had answered it, the page must say.
			for (const number of stale)
				if (!made.some((edit) => edit.number === number && edit.epoch > page.epoch))
					wrong.push(`${candidate.code} ${number}: called stale, but no newer page has answered it`);
			made.push(...fresh);
			pages[tab] = await getPage(url, candidate, patienceMs, location);
		}
		const last = new Map<number, string>();
		const inOrder = made.map((edit, n) => ({ ...edit, n })).sort((a, b) => a.epoch - b.epoch || a.n - b.n);
		for (const { number, answer } of inOrder) last.set(number, answer);
		return [...wrong, ...wrongOf(candidate, await standing(server.url, candidate), last)];
	}

	test('the last edits stand', { timeout: 60_000 + people * 4000 }, async () => {
		const wrong: string[] = [];
		await inParallel(hall.candidates, together, async (candidate) => {
			wrong.push(...(await (manner === 'script' ? byScript(candidate) : byForms(candidate, proxy.url))));
		});
		const count = [...proxy.happened].reduce((sum, [mishap, times]) => sum + (mishap === 'none' ? 0 : times), 0);
		say(`${people} candidates with two tabs, by ${manner}: ${count} mishaps, ${wrong.length} answers wrong`);
		expect(count).toBeGreaterThan(people);
		expect(wrong).toEqual([]);
	});

	// For the script proxy.test.ts has it.
	if (manner === 'forms')
		test('control: a page that believes any answer loses edits', { timeout: 120_000 }, async () => {
			const portal = await faultProxy(server.url, () => (Math.random() < 0.5 ? 'html' : 'none'));
			const few = hall.candidates.slice(0, 8);
			const wrong = await Promise.all(few.map((candidate) => byForms(candidate, portal.url, 'any200')));
			await portal.close();
			expect(wrong.flat().length).toBeGreaterThan(0);
		});

	test('the record agrees with everything that was told', { timeout: 600_000 }, async () => {
		await server.kill();
		expect(await judge(hall.folder, hall.candidates)).toEqual([]);
	});
});

import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findAttemptByCode, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { asId } from '#lib/base/core/ids.ts';
import { loadEvents } from '#lib/exam/attempt/record.server.ts';
import { chromiumOptions, launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import {
	begin,
	type Candidate,
	candidate,
	choose,
	eventually,
	keptOn,
	loseAll,
	readyForOffline,
	saved,
	signIn
} from '../browser/sitting-page.ts';
import { type Doors, openDoors } from '../doors/server.ts';
import { rounds, say } from './tools.ts';

/** Minutes of the exam without a network; a fraction in `npm test`. */
const minutes = rounds('XUEFA_OFFLINE_MINUTES', 0.25);
const machines = rounds('XUEFA_DEAD_MACHINES', 1);

const durationMs = minutes * 60_000;
const graceMs = Math.max(15_000, Math.min(120_000, durationMs / 5));
const many = minutes > 1;
/** Who comes back before the end, who after time-up within the grace; the first of the former loses the tab on the way. */
const [early, late] = many ? [5, 3] : [2, 1];

const network = await openDoors(async (store) => {
	await openExam(store, early + late, { feedback: 'score', durationMs, graceMs });
});
const hall = await openDoors(async (store) => {
	await openExam(store, machines + 1, { feedback: 'score' });
});

type Answers = ReadonlyMap<number, string>;
const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

/** What the server holds of a person's attempt, as the page showed it. */
async function onServer(doors: Doors, n: number, address: string): Promise<Answers> {
	const header = await findAttemptByCode(doors.store.db, address.split('/').pop() ?? '', asId(n));
	if (!header) throw new Error(`no attempt at ${address}`);
	const given = shownResponses(doors.store, header);
	return new Map(given.map(({ number, answer }) => [number, [...answer].sort().join('')]));
}

/** Questions of the fixture by what they take. */
const choicesOf = (number: number): string => (number <= 3 || number === 10 ? 'TF' : 'ABCD');
const takesSeveral = (number: number): boolean => number === 7 || number === 8;

/** One random edit by hand, told to `entered`. */
async function editOnce(page: Page, entered: Map<number, string>): Promise<void> {
	const number = 1 + Math.floor(Math.random() * 10);
	const letters = choicesOf(number);
	const letter = letters[Math.floor(Math.random() * letters.length)] ?? 'A';
	await choose(page, number, letter);
	const before = entered.get(number) ?? '';
	if (!takesSeveral(number)) return void entered.set(number, letter);
	const after = before.includes(letter) ? before.replace(letter, '') : [...before, letter].sort().join('');
	entered.set(number, after);
}

/** Questions with an answer, in order; one that was taken back is none. */
const sorted = (answers: Answers) => [...answers].filter(([, answer]) => answer !== '').sort(([a], [b]) => a - b);

describe('the network is gone', () => {
	const share = `${early + late} candidates, ${minutes} min`;

	/** Answers without a network until the moment given; edits until a little before. */
	async function answerUntil(
		sitting: Candidate,
		end: number
	): Promise<{ entered: Map<number, string>; edits: number }> {
		const entered = new Map<number, string>();
		const pauseMs = Math.min(12_000, durationMs / 15);
		let edits = 0;
		while (Date.now() < end - pauseMs) {
			await editOnce(sitting.page, entered);
			edits++;
			await rest(Math.random() * pauseMs);
		}
		// Kept on the disk, and not on its way to it.
		await sitting.page.waitForFunction(
			(count) => document.querySelector('.bottom .state')?.textContent?.includes(`${count} 题已存本机`),
			entered.size
		);
		return { entered, edits };
	}

	async function backBefore(browser: Browser, n: number, losesTab: boolean): Promise<number> {
		const sitting = await candidate(browser, network, n);
		const { context, page, address } = sitting;
		const begun = Date.now();
		await context.setOffline(true);
		const { entered, edits } = await answerUntil(sitting, begun + durationMs - Math.min(30_000, durationMs / 2));
		expect((await onServer(network, n, address)).size).toBe(0);
		if (losesTab) await loseAll(page);
		await context.setOffline(false);
		const returned = Date.now();
		if (losesTab) await (await context.newPage()).goto(address);
		const equal = async () =>
			JSON.stringify(sorted(await onServer(network, n, address))) === JSON.stringify(sorted(entered));
		await eventually(equal, `all answers of candidate ${n}`, 30_000);
		say(
			`back before the end${losesTab ? ', the tab lost' : ''}: ${edits} edits, equal ${Date.now() - returned} ms later`
		);
		await context.close();
		return edits;
	}

	async function backAfter(browser: Browser, n: number): Promise<number> {
		const sitting = await candidate(browser, network, n);
		const { context, page, address } = sitting;
		const begun = Date.now();
		await readyForOffline(page);
		await context.setOffline(true);
		const { entered, edits } = await answerUntil(sitting, begun + durationMs - 3000);
		await page.waitForSelector('.rescue .code', { timeout: 60_000 });
		expect((await onServer(network, n, address)).size).toBe(0);
		await context.setOffline(false);
		const returned = Date.now();
		await page.waitForURL(/\/result\?counted=/, { timeout: 30_000 });
		expect(sorted(await onServer(network, n, address))).toEqual(sorted(entered));
		say(`back after time-up: ${edits} edits, counted ${Date.now() - returned} ms later`);
		await eventually(async () => (await keptOn(page)).length === 0, 'a clean machine');
		await context.close();
		return edits;
	}

	test(
		`from the first minute of an exam to the last: every answer arrives (${share})`,
		{ timeout: durationMs + graceMs + 240_000 },
		async () => {
			const browser = await launchChromium();
			try {
				const all = await Promise.all([
					...Array.from({ length: early }, (_, index) => backBefore(browser, index + 1, index === 0)),
					...Array.from({ length: late }, (_, index) => backAfter(browser, early + index + 1))
				]);
				const edits = all.reduce((sum, count) => sum + count);
				say(`network gone for ${minutes} minutes: ${edits} edits of ${early + late} candidates, 0 lost`);
				expect(edits).toBeGreaterThan(3 * (early + late));
			} finally {
				await browser.close();
			}
		}
	);
});

describe('the machine is gone', () => {
	/** When the newest edit of each question that the server has was made, by the clock of the page. */
	async function newestOnServer(n: number, address: string): Promise<ReadonlyMap<number, number>> {
		const header = await findAttemptByCode(hall.store.db, address.split('/').pop() ?? '', asId(n));
		const newest = new Map<number, number>();
		for (const event of header ? await loadEvents(hall.store, header.id) : [])
			if (event.kind === 'responded') newest.set(header?.sheet.ofSlot(event.slot)?.number ?? 0, event.clientAt ?? 0);
		return newest;
	}

	/** Sits until the machine dies of SIGKILL, goes on elsewhere: how long that took, and how old the newest lost work was. */
	async function dieOnce(
		elsewhere: Browser,
		n: number,
		/** The control: so long before its death nothing leaves the machine any more. */
		mutedMs = 0
	): Promise<{ readonly resumedMs: number; readonly goneMs: number; readonly lossMs: number }> {
		const machine = await chromium.launchServer(await chromiumOptions());
		const browser = await chromium.connect(machine.wsEndpoint());
		const { context: own, page, address } = await begin(await browser.newContext(), hall, n);
		// Two seconds are promised where a save takes a fraction of one: a slower machine may lose what three saves take.
		const from = Date.now();
		await choose(page, 10, 'T');
		await saved(page, 10);
		const lossMs = Math.max(2000, 3 * (Date.now() - from));
		const chosen = new Map<number, string>();
		const entered: { readonly number: number; readonly from: number; readonly at: number }[] = [];
		const workMs = 2500 + Math.random() * 1500;
		while (Date.now() - from < lossMs + workMs) {
			if (mutedMs > 0 && Date.now() - from > lossMs + workMs - mutedMs) await own.setOffline(true);
			const number = 1 + Math.floor(Math.random() * 6);
			// Another one than stands there: what is chosen already is no edit.
			const letters = choicesOf(number).replace(chosen.get(number) ?? '', '');
			const letter = letters[Math.floor(Math.random() * letters.length)] ?? 'A';
			chosen.set(number, letter);
			const begun = Date.now();
			await choose(page, number, letter);
			entered.push({ number, from: begun, at: Date.now() });
			await rest(Math.random() * 400);
		}
		const diedAt = Date.now();
		await machine.kill();

		const context = await elsewhere.newContext();
		const other = await context.newPage();
		await signIn(other, hall, n);
		await other.click('a[href^="/attempts/"]');
		await other.waitForURL(/\/attempts\//);
		await other.waitForSelector('[role=timer]');
		const resumedMs = Date.now() - diedAt;
		expect(other.url()).toBe(address);
		// By the page's own time of each edit: one whose question has nothing as new on the server is gone with the machine.
		const newest = await newestOnServer(n, address);
		const lost = entered.filter(({ number, from }) => (newest.get(number) ?? 0) < from);
		const goneMs = Math.max(0, ...lost.map(({ at }) => diedAt - at));
		const held = await onServer(hall, n, address);
		for (const number of newest.keys()) {
			const shown = await other.$$eval(`input[name=q${number}]:checked`, (inputs) =>
				inputs.map((input) => (input as HTMLInputElement).value)
			);
			expect([number, ...shown]).toEqual([number, ...(held.get(number) ?? '')]);
		}
		await choose(other, 1, 'F');
		await saved(other, 1);
		await context.close();
		return { resumedMs, goneMs, lossMs };
	}

	test(
		`${machines} times: another one goes on within two minutes, at most two seconds of work gone`,
		{ timeout: 60_000 + machines * 30_000 },
		async () => {
			const elsewhere = await launchChromium();
			try {
				let [slowest, most] = [0, 0];
				for (let n = 1; n <= machines; n++) {
					const { resumedMs, goneMs, lossMs } = await dieOnce(elsewhere, n);
					expect(resumedMs).toBeLessThan(120_000);
					expect(goneMs).toBeLessThanOrEqual(lossMs);
					[slowest, most] = [Math.max(slowest, resumedMs), Math.max(most, goneMs)];
				}
				say(`${machines} machines died: resumed within ${slowest} ms, at most ${most} ms of work gone`);
			} finally {
				await elsewhere.close();
			}
		}
	);

	test('control: a machine that has sent nothing for some seconds takes them with it', async () => {
		const elsewhere = await launchChromium();
		try {
			const { goneMs, lossMs } = await dieOnce(elsewhere, machines + 1, 4500);
			expect(goneMs).toBeGreaterThan(lossMs);
		} finally {
			await elsewhere.close();
		}
	});
});

import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Doors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { open } from './ready.ts';

/** What the browser tests of a disturbed sitting do again and again; candidates are S1, S2 … of `openExam`. */
export interface Candidate {
	readonly context: BrowserContext;
	readonly page: Page;
	/** The address of the sitting. */
	readonly address: string;
}

export async function signIn(page: Page, doors: Doors, n: number): Promise<void> {
	await open(page, `${doors.url}/login`);
	await page.fill('input[name=login]', `S${n}`);
	await page.fill('input[name=password]', password);
	await page.click('main button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

/** Starts the exam, or goes on with it; the page stands on the sitting and its script has taken over. */
export async function begin(context: BrowserContext, doors: Doors, n: number): Promise<Candidate> {
	const page = await context.newPage();
	await signIn(page, doors, n);
	await page.goto(`${doors.url}/exams/1`);
	await page.check('input[name=pledge]');
	await page.click('form.card button');
	await page.waitForURL(/\/attempts\//);
	await page.waitForSelector('[role=timer]');
	return { context, page, address: page.url() };
}

export const candidate = async (browser: Browser, doors: Doors, n: number, width = 1280): Promise<Candidate> =>
	begin(await browser.newContext({ viewport: { width, height: 800 } }), doors, n);

export const choose = (page: Page, number: number, letter: string): Promise<void> =>
	page.click(`#q${number} .choices label:has(input[value="${letter}"])`);
/** Presses [交卷] and waits for the question whether that is meant. */
export async function askToHandIn(page: Page): Promise<void> {
	await page.click('.bottom button[formaction="?/submit"]');
	await page.waitForSelector('dialog[open] #confirm-title');
}
export const confirmHandIn = (page: Page) => page.click('dialog[open] .row button:last-child');
/** Waits until the edit is on the disk of the machine; the network must be gone. */
export const waits = (page: Page, number: number) => page.waitForSelector(`#q${number} .is-kept`);
export const saved = (page: Page, number: number) => page.waitForSelector(`#q${number} .is-saved`);

/**
 * Closes a page as a machine that loses power does. A page that is closed sends what waits once more as it goes, and where
 * the browser takes the network back a moment too early that last word arrives.
 */
export async function loseAll(page: Page): Promise<void> {
	await page.evaluate(() => (window.fetch = () => Promise.reject(new TypeError('no power'))));
	await page.close();
}

/**
 * A network that goes in the very moment in which the page's script takes over, before anything is fetched ahead.
 * @returns what brings it back
 */
export async function goneFromTheStart(context: BrowserContext): Promise<() => Promise<void>> {
	let isGone = false;
	await context.route(/\/sync$|\.js$/, (route) => {
		isGone ||= route.request().url().endsWith('/sync');
		return isGone ? route.abort() : route.continue();
	});
	return () => context.unrouteAll({ behavior: 'ignoreErrors' });
}

/** Waits until what helps in the worst case has been fetched ahead, which happens as soon as the page is ready. */
export async function readyForOffline(page: Page): Promise<void> {
	let counted = 0;
	const isQuiet = async () => {
		const before = counted;
		counted = await page.evaluate(() => performance.getEntriesByType('resource').length);
		return counted === before;
	};
	const fetched = await page.waitForFunction(() => {
		const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
		// Once its script has taken over, the page asks where the attempt stands; all it then runs on has come before.
		const takenOver = all.find(({ name }) => name.endsWith('/sync'))?.startTime ?? Infinity;
		// What failed is listed too, and is empty.
		const came = all.filter(({ name, decodedBodySize }) => name.endsWith('.js') && decodedBodySize > 0);
		const ahead = came.filter(({ startTime }) => startTime > takenOver);
		return ahead.length > 0 && ahead.map(({ name }) => name);
	});
	// Several parts come one after the other, each with what it imports.
	while (!(await isQuiet())) await new Promise((later) => setTimeout(later, 500));
	// A script is listed when it has come itself; imported once more it is there only with everything that it imports.
	const scripts = JSON.stringify(await fetched.jsonValue());
	await page.evaluate(`Promise.all(${scripts}.map((name) => import(name))).then(() => undefined)`);
}

async function statesOf(doors: Doors, n: number) {
	const rows = await doors.store.db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select('attempt.id')
		.where('enrolment.name', '=', `张${n}`)
		.execute();
	return rows.map(({ id }) => attemptState(doors.store, id));
}

/** How many questions the server holds an answer to. */
export const held = async (doors: Doors, n: number): Promise<number> =>
	(await statesOf(doors, n)).reduce((sum, { answered }) => sum + answered, 0);

/** Whether the server takes nothing more: the attempt has begun and is over. */
export async function closed(doors: Doors, n: number): Promise<boolean> {
	const states = await statesOf(doors, n);
	return states.length > 0 && states.every(({ status }) => status !== 'open');
}

export async function eventually(claim: () => Promise<boolean>, what: string, withinMs = 20_000): Promise<number> {
	const from = Date.now();
	while (Date.now() - from < withinMs) {
		if (await claim()) return Date.now() - from;
		await new Promise((later) => setTimeout(later, 100));
	}
	throw new Error(`never: ${what}`);
}

/** The databases of sittings that this browser keeps. */
export const keptOn = (page: Page): Promise<readonly string[]> =>
	page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => name.startsWith('sitting-'))
	);

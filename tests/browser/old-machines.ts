import { join } from 'node:path';
import type { Doors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { chineseFonts, currentProgram } from './chromium.ts';
import { type Engine, findEngine } from './engines.ts';
import { launchOld, type OldBrowser, type OldPage } from './old-browser.ts';

/** The browser of that version; undefined where this machine has none (said aloud). `current` is the one of the other tests. */
export async function launchEngine(engine: Engine | 'current'): Promise<OldBrowser | undefined> {
	if (engine === 'current') {
		const { program, libraries } = await currentProgram();
		return launchOld(program, libraries, await chineseFonts());
	}
	const home = findEngine(engine);
	if (home === undefined) return undefined;
	return launchOld(join(home, 'chromium'), [join(home, 'lib'), home], await chineseFonts());
}

/** Signs in as S`n`, reads the rules, starts: the page stands on the sitting. */
export async function beginOld(page: OldPage, doors: Doors, n: number): Promise<void> {
	await page.goto(`${doors.url}/login`);
	await page.type('#login', `S${n}`);
	await page.type('#password', password);
	await page.click('main form button');
	await page.until('location.pathname === "/" && document.querySelector("a[href=\'/exams/1\']")');
	// On a busy machine the page may still move between the look for the place and the click: then nothing was hit.
	for (let tries = 0; !(await page.value('location.pathname === "/exams/1"')); tries++) {
		if (tries === 5) throw new Error('the link to the exam leads nowhere');
		await page.click("a[href='/exams/1']");
		await page.until('location.pathname === "/exams/1"', 6000).catch(() => undefined);
	}
	await page.until('document.querySelector("input[name=pledge]")');
	await page.click('input[name=pledge]');
	await page.click('form.card button');
	await page.until('location.pathname.startsWith("/attempts/") && document.querySelector("fieldset.question")');
}

/** Answers every question with its first choice, by clicks; resolves with how many there are. */
export async function answerAll(page: OldPage): Promise<number> {
	const total = await page.value<number>('document.querySelectorAll("fieldset.question").length');
	for (let number = 1; number <= total; number++) await page.click(`#q${number} .choices label`);
	return total;
}

/** From the sitting page to the result, with the confirmation between: over the page, or without script on a page of its own. */
export async function handInOld(page: OldPage): Promise<void> {
	await page.click('.bottom button[formaction="?/submit"]');
	const confirm = 'dialog[open] .row button:last-child, main form.row button';
	await page.until(`document.querySelector(${JSON.stringify(confirm)})`);
	await page.click(confirm);
	await page.until('location.pathname.endsWith("/result") && document.readyState === "complete"');
}

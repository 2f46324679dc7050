import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import {
	begin,
	type Candidate,
	candidate,
	choose,
	closed,
	eventually,
	held,
	keptOn,
	loseAll,
	signIn,
	waits
} from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const short = await openDoors(async (store) => {
	await openExam(store, 2, { feedback: 'nothing', durationMs: 15_000, graceMs: 60_000 });
});
const doors = await openDoors(async (store) => {
	await openExam(store, 12, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** An answer that is only on the disk of the machine, whose tab has died; the network is back. */
async function leftOnDisk(at: typeof doors, n: number): Promise<Candidate> {
	const person = await candidate(browser, at, n);
	await person.context.setOffline(true);
	await choose(person.page, 2, 'F');
	await waits(person.page, 2);
	await loseAll(person.page);
	return person;
}
const online = async ({ context }: Candidate): Promise<Page> => {
	await context.setOffline(false);
	return context.newPage();
};
const stands = (at: typeof doors, n: number) => eventually(async () => (await held(at, n)) === 1, 'delivered', 15_000);
const button = 'main form:not([action="/preferences"]) button';

// The load sends on to the page before handing in, and that page never looked at the disk: what came after it was late.
test('kept edits count when the candidate is back on the same machine within the grace, on either page', async () => {
	const [one, two] = [await leftOnDisk(short, 1), await leftOnDisk(short, 2)];
	const over = Date.now() + 15_500;
	await new Promise((later) => setTimeout(later, over - Date.now()));
	const page = await online(one);
	await page.goto(one.address);
	expect(page.url()).toContain('/submit');
	await stands(short, 1);
	const other = await online(two);
	await other.goto(`${two.address}/result`);
	await stands(short, 2);
	expect(await closed(short, 2)).toBe(false);
	await one.context.close();
	await two.context.close();
}, 90_000);

test('before the deadline the page before handing in waits until what was kept is delivered, and says so', async () => {
	const person = await leftOnDisk(doors, 1);
	const page = await online(person);
	const cut: Route[] = [];
	await page.route('**/answers', (route) => void cut.push(route));
	await page.goto(`${person.address}/submit`);
	await page.locator('main [role=status]').getByText('1 题').waitFor();
	// A press is kept, and hands in nothing before what was left has gone.
	await page.click(button);
	expect(page.url()).toContain('/submit');
	// Nobody is held for ever: after a while there is a way on that names what is left behind.
	await page.waitForFunction(() => document.querySelector('main form button')?.textContent?.includes('仍要交卷'));
	for (const route of cut) await route.abort();
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await page.reload();
	await page.locator('main').getByText('第 2 题已补传').waitFor();
	expect(await held(doors, 1)).toBe(1);
	expect(await page.textContent('main form button')).toBe('确认交卷');
	await page.click(button);
	await page.waitForURL(/\/result/);
	await eventually(async () => (await keptOn(page)).length === 0, 'a clean machine');
	await person.context.close();
}, 60_000);

test('pressed while it is being sent, the paper is handed in once it is there', async () => {
	const person = await leftOnDisk(doors, 12);
	const page = await online(person);
	await page.route('**/answers', async (route) => {
		await new Promise((later) => setTimeout(later, 1500));
		await route.continue();
	});
	await page.goto(`${person.address}/submit`);
	await page.locator('main [role=status]').getByText('1 题').waitFor();
	await page.click(button);
	await page.waitForURL(/\/result/);
	expect(await page.textContent('main')).not.toContain('未计入成绩');
	expect(await held(doors, 12)).toBe(1);
	await person.context.close();
});

test('nothing newer is overwritten: what was answered on another machine meanwhile stays', async () => {
	const person = await leftOnDisk(doors, 2);
	const elsewhere = await browser.newContext();
	const second = await elsewhere.newPage();
	await signIn(second, doors, 2);
	await second.goto(person.address);
	await choose(second, 2, 'T');
	await second.waitForSelector('#q2 .is-saved');
	const page = await online(person);
	const answered = page.waitForResponse((response) => response.url().endsWith('/answers'));
	await page.goto(`${person.address}/submit`);
	expect(await (await answered).json()).toMatchObject({ acks: [{ status: 'stale' }] });
	await second.reload();
	expect(await second.isChecked('input[name=q2][value=T]')).toBe(true);
	await elsewhere.close();
	await person.context.close();
});

test('the home page hands over what was kept, and loads what does it only then', async () => {
	const person = await leftOnDisk(doors, 3);
	const scripts: string[] = [];
	const count = (page: Page) => page.on('request', (request) => request.url().endsWith('.js') && scripts.push('one'));
	const page = await online(person);
	count(page);
	await page.goto(`${doors.url}/`);
	await stands(doors, 3);
	const withKept = scripts.splice(0).length;
	const elsewhere = await browser.newContext();
	const clean = await elsewhere.newPage();
	await signIn(clean, doors, 3);
	count(clean);
	await clean.goto(`${doors.url}/`, { waitUntil: 'networkidle' });
	expect(scripts.length).toBeLessThan(withKept);
	await elsewhere.close();
	await person.context.close();
});

// The disk was cleared with the words that the machine may be handed to the next one.
test('signing out delivers first what was kept, from its own page and from the button of any other', async () => {
	const person = await leftOnDisk(doors, 4);
	const page = await online(person);
	await page.goto(`${doors.url}/logout`);
	await page.click('main form button');
	await page.waitForSelector('main .notice.good >> text=可以放心');
	expect(await held(doors, 4)).toBe(1);
	await eventually(async () => (await keptOn(page)).length === 0, 'a clean machine');
	await person.context.close();
	const other = await leftOnDisk(doors, 5);
	const laws = await online(other);
	await laws.goto(`${doors.url}/laws`, { waitUntil: 'networkidle' });
	await laws.click('header form[action="/logout"] button');
	await laws.waitForURL(/\/logout/);
	await stands(doors, 5);
	await other.context.close();
});

test('what cannot be delivered is named before it is deleted; a second press signs out all the same', async () => {
	const person = await leftOnDisk(doors, 6);
	const page = await online(person);
	await page.route('**/answers', (route) => route.abort());
	await page.goto(`${doors.url}/logout`, { waitUntil: 'networkidle' });
	await page.click('main form button');
	await page.waitForSelector('main [role=alert] >> text=还有 1 题没有送达');
	expect((await keptOn(page)).length).toBe(1);
	await page.click('main form button');
	await page.waitForSelector('main >> text=可以放心');
	await eventually(async () => (await keptOn(page)).length === 0, 'a clean machine');
	await person.context.close();
});

test('an answer is no longer called kept when another tab has deleted it, and is kept again for the same person only', async () => {
	const { context, page } = await candidate(browser, doors, 7);
	await page.route('**/api/v1/**', (route) => route.abort());
	await choose(page, 1, 'T');
	await waits(page, 1);
	await context.clearCookies();
	const other = await begin(context, doors, 8);
	await page.waitForSelector('#q1 .is-pending');
	// Of the one before nothing comes back to the disk while somebody else is signed in.
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await page.waitForSelector('dialog[open]');
	expect(await page.textContent('.bottom .state')).not.toContain('已存本机');
	expect((await keptOn(other.page)).length).toBe(1);
	await context.clearCookies();
	await signIn(other.page, doors, 7);
	await stands(doors, 7);
	await context.close();
}, 60_000);

import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policy } from '#lib/people/access/policy.ts';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { routes } from '../house/routes.ts';
import { seriousFindings, thinOut } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { isReady, ready } from './ready.ts';
import { fillWorld, pathOf, type World } from './every-page.ts';
import { launchEngine } from './old-machines.ts';

let world: World;
const doors = await openDoors(async (store, secret) => {
	world = await fillWorld(store, secret);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Pages without a page of their own to look at: an upload of another kind, a one-time link, the answer to a refusal. */
const unseen = new Set([
	'/bureau/banks/[bank]/import/[upload]',
	'/bureau/banks/[bank]/imports/[batch]',
	'/bureau/units/import/[upload]',
	'/unit/roster/[upload]',
	'/unit/roster/batches/[batch]',
	// The upload is the officer's; the bureau's page is the same.
	'/unit/sessions/[session]/file/[upload]',
	'/(door)/setup/[token]',
	'/(door)/refused',
	'/(door)/logout'
]);

const pages = routes().filter(({ page, id }) => page && !unseen.has(id));

function personaOf(routeId: string): keyof World['logins'] | null {
	if (routeId.startsWith('/(door)')) return null;
	if (routeId.startsWith('/(candidate)')) return 'candidate';
	if (routeId.startsWith('/unit')) return 'unit';
	const rule = policy[routeId];
	const permission = rule && 'permission' in rule ? rule.permission : '';
	if (permission === 'audit.read') return 'auditor';
	if (permission === 'roles.grant' || permission === 'settings.manage') return 'systemAdmin';
	return permission.startsWith('items.') ? 'itemEditor' : 'examOfficer';
}

const sessions = new Map<string, Promise<[string, string][]>>();
/** One sign-in for each persona, for both languages. */
async function signedIn(persona: keyof World['logins']): Promise<[string, string][]> {
	const made = doors.client();
	const answer = await made.signIn(world.logins[persona], password);
	if (answer.status !== 303) throw new Error(`${persona}: ${answer.status} at the door`);
	return [...made.cookies];
}

async function pageOf(
	persona: keyof World['logins'] | null,
	locale: string,
	javaScriptEnabled: boolean
): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
	const known = persona ? (sessions.get(persona) ?? signedIn(persona)) : Promise.resolve([]);
	if (persona) sessions.set(persona, known);
	const cookies = [...(await known), ['locale', locale] as const];
	await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: doors.url })));
	return context.newPage();
}

/** What is wrong with the page of that path. */
async function look(page: Page, path: string, scripted: boolean): Promise<string[]> {
	const faults: string[] = [];
	const onConsole = (message: ConsoleMessage) => {
		if (message.type() === 'error') faults.push(`console: ${message.text().slice(0, 160)}`);
	};
	const onError = (error: Error) => faults.push(error.message);
	page.on('console', onConsole).on('pageerror', onError);
	const answer = await page.goto(doors.url + path);
	if (scripted) await ready(page);
	if (answer?.status() !== 200) faults.push(`HTTP ${answer?.status()}`);
	const [overflow, title] = await page.evaluate(() => [
		document.documentElement.scrollWidth - window.innerWidth,
		document.title
	]);
	if (Number(overflow) > 0) faults.push(`${overflow} px wider than the phone`);
	if (title === '') faults.push('no title');
	if (scripted) {
		await thinOut(page);
		faults.push(...(await seriousFindings(page)));
	}
	page.off('console', onConsole).off('pageerror', onError);
	return faults.map((fault) => `${path}: ${fault}`);
}

// Axe reads the long lists alone for half a minute where others use the machine too.
const patient = { timeout: 480_000 };

const byPersona = Map.groupBy(pages, ({ id }) => personaOf(id));

// Each page is read by axe, and with its script, in one of the languages in turn; in the other without script, as old
// machines have it. Both languages at once, each persona in one tab: a tab keeps what it has compiled, a new one begins at nothing.
test.concurrent.each(['zh', 'en'])(
	'every page, %s: answers, fits 360 px, has a title, no serious axe finding, a silent console',
	patient,
	async (locale) => {
		const faults: string[] = [];
		for (const [persona, routes] of byPersona) {
			const [plain, scripted] = [await pageOf(persona, locale, false), await pageOf(persona, locale, true)];
			for (const [index, { id }] of routes.entries()) {
				const path = pathOf(id, world.values);
				if (path === undefined) faults.push(`${id}: no fixture for its parameters; add one to every-page.ts`);
				else {
					const withScript = (index % 2 === 0) === (locale === 'zh');
					faults.push(...(await look(withScript ? scripted : plain, path, withScript)));
				}
			}
			await Promise.all([plain.context().close(), scripted.context().close()]);
		}
		expect(faults).toEqual([]);
	}
);

// 87 is the first whose pages are promised to come to life. The bureau's desks on it, and 78, which gets plain pages though it may run
// scripts, are looked at where all engines are asked for.
const all = process.env.XUEFA_ENGINES === '1';
const engines = all ? ([78, 87] as const) : ([87] as const);
const looked = [...byPersona].filter(([persona]) => all || persona === null || ['candidate', 'unit'].includes(persona));
test.concurrent.for(engines)('every page on Chromium %s: fits 360 px, no error', patient, async (engine, { skip }) => {
	const old = await launchEngine(engine);
	if (!old) return skip('not fetched: XUEFA_ENGINES=1 fetches every engine');
	const faults: string[] = [];
	try {
		for (const [persona, routes] of looked) {
			const page = await old.open({ width: 360 });
			let told = 0;
			if (persona) {
				await page.goto(`${doors.url}/login`);
				await page.type('#login', world.logins[persona]);
				await page.type('#password', password);
				await page.click('main form button');
				await page.until('location.pathname !== "/login" && document.readyState === "complete"');
			}
			for (const { id } of routes) {
				const path = pathOf(id, world.values) ?? '';
				await page.goto(doors.url + path);
				if (engine === 87)
					await page.until(`(${isReady})()`).catch((error) => faults.push(`${path}: ${String(error)}`));
				const over = await page.value<number>('document.documentElement.scrollWidth - window.innerWidth');
				if (over > 0) faults.push(`${path}: ${over} px wider than the phone`);
				faults.push(...page.errors.slice(told).map((error) => `${path}: ${error.slice(0, 600)}`));
				told = page.errors.length;
			}
		}
	} finally {
		await old.close();
	}
	expect(faults).toEqual([]);
});

test('one row that differs is found among many alike', async () => {
	const page = await browser.newPage();
	const rows = Array.from({ length: 40 }, (_, n) => `<tr><td>${n}</td><td><a href="#${n}">见</a></td></tr>`);
	const found = async (odd: string) => {
		const table = `<table><tbody>${[...rows, odd, ...rows].join('')}</tbody></table>`;
		await page.setContent(`<html lang="zh"><title>t</title><main><h1>h</h1>${table}</main></html>`);
		await thinOut(page);
		return (await seriousFindings(page)).map((finding) => finding.split(' ')[1]);
	};
	expect(await found('')).toEqual([]);
	expect(await found('<tr><td>1</td><td><a href="#x"></a></td></tr>')).toEqual(['link-name']);
	expect(await found('<tr><td style="color:#bbb">张三</td><td><a href="#x">见</a></td></tr>')).toEqual([
		'color-contrast'
	]);
	await page.close();
});

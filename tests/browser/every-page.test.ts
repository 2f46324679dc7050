import axe from 'axe-core';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policy } from '#lib/people/access/policy.ts';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { routes } from '../house/routes.ts';
import { launchChromium } from './chromium.ts';
import { fillWorld, pathOf, type World } from './every-page.ts';

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

const contexts = new Map<string, BrowserContext>();
async function contextOf(persona: keyof World['logins'] | null, locale: string): Promise<BrowserContext> {
	const known = contexts.get(`${persona} ${locale}`);
	if (known) return known;
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: false });
	contexts.set(`${persona} ${locale}`, context);
	if (persona) {
		const page = await context.newPage();
		await page.goto(`${doors.url}/login`);
		await page.fill('input[name="login"]', world.logins[persona]);
		await page.fill('input[name="password"]', password);
		await Promise.all([page.waitForURL((url) => url.pathname !== '/login'), page.click('main form button')]);
		await page.close();
	}
	await context.addCookies([{ name: 'locale', value: locale, url: doors.url }]);
	return context;
}

test.each(['zh', 'en'])(
	'every page, %s: answers, fits 360 px, has a title, no serious axe finding, a silent console',
	async (locale) => {
		const faults: string[] = [];
		for (const { id } of pages) {
			const path = pathOf(id, world.values);
			if (path === undefined) {
				faults.push(`${id}: no fixture for its parameters; add one to every-page.ts`);
				continue;
			}
			const page = await (await contextOf(personaOf(id), locale)).newPage();
			page.on('console', (message) => {
				if (message.type() === 'error') faults.push(`${path}: console: ${message.text().slice(0, 160)}`);
			});
			page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
			const answer = await page.goto(doors.url + path);
			if (answer?.status() !== 200) faults.push(`${path}: HTTP ${answer?.status()}`);
			const [overflow, title] = await page.evaluate(() => [
				document.documentElement.scrollWidth - window.innerWidth,
				document.title
			]);
			if (Number(overflow) > 0) faults.push(`${path}: ${overflow} px wider than the phone`);
			if (title === '') faults.push(`${path}: no title`);
			await page.evaluate(axe.source);
			const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
			for (const { id: rule, impact, nodes } of violations)
				if (impact === 'serious' || impact === 'critical')
					faults.push(`${path}: axe ${rule} at ${nodes.length} places, e.g. ${nodes[0]?.html.slice(0, 160)}`);
			await page.close();
		}
		expect(faults).toEqual([]);
	},
	// Axe reads the long lists alone for half a minute where others use the machine too.
	480_000
);

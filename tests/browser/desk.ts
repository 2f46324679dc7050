import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Locale } from '#i18n/area.ts';
import { password } from '../doors/people.ts';
import type { Doors } from '../doors/server.ts';
import { stopAt } from './keyboard.ts';
import { open } from './ready.ts';

/**
 * Journeys by keyboard are walked in the first of these languages and widths, and in all where XUEFA_BOTH is set: the pages
 * themselves are looked at in both by every-page, and a journey takes long.
 */
export const walkedIn = <One>(first: One, ...others: readonly One[]): readonly One[] =>
	process.env.XUEFA_BOTH === undefined ? [first] : [first, ...others];

/** A page of that login, signed in from the keyboard. */
export type Desk = (login: string, locale: Locale, width: number) => Promise<Page>;

export function desks(doors: Doors, browser: () => Browser): Desk {
	const contexts = new Map<string, BrowserContext>();
	return async (login, locale, width) => {
		const key = `${login} ${locale} ${width}`;
		const known = contexts.get(key);
		if (known) return listening(await known.newPage());
		const context = await browser().newContext({ viewport: { width, height: 800 } });
		contexts.set(key, context);
		await context.addCookies([{ name: 'locale', value: locale, url: doors.url }]);
		const page = await context.newPage();
		await open(page, `${doors.url}/login`);
		await page.focus('input[name="login"]');
		await page.keyboard.type(login);
		await page.keyboard.press('Tab');
		await page.keyboard.type(password);
		await Promise.all([page.waitForURL((url) => url.pathname !== '/login'), page.keyboard.press('Enter')]);
		return listening(page);
	};
}
/** Playwright catches file dialogs only while somebody listens: from the start, so that none is missed. */
const listening = (page: Page): Page => page.on('filechooser', () => undefined);

/** What an action answers is under the focus. */
export async function answered(page: Page, words: string): Promise<void> {
	await expect.poll(async () => (await stopAt(page))?.name).toContain(words);
}

export const csv = (...rows: string[]) => new TextEncoder().encode(`${rows.join('\n')}\n`);

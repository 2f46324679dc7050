import type { Page } from 'playwright-core';

/**
 * Whether the page's own script has taken over, or the page has none. Kit says so only by what it does last, taking the
 * scroll position into its own hands. Runs in the page.
 */
export const isReady = (): boolean =>
	history.scrollRestoration === 'manual' ||
	![...document.scripts].some(({ textContent }) => textContent.includes('kit.start('));

export async function ready(page: Page): Promise<void> {
	await page.waitForLoadState();
	await page.waitForFunction(isReady);
}

export async function open(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await ready(page);
}

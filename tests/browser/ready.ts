import type { Page } from 'playwright-core';

/**
 * Resolves when the page's own script has taken over, or at once where the page has none.
 * Kit says so only by what it does last, taking the scroll position into its own hands.
 */
export async function ready(page: Page): Promise<void> {
	await page.waitForLoadState();
	await page.waitForFunction(
		() =>
			history.scrollRestoration === 'manual' ||
			![...document.scripts].some(({ textContent }) => textContent.includes('kit.start('))
	);
}

export async function open(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await ready(page);
}

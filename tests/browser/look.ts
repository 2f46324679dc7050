import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from './chromium.ts';

/**
 * Photographs pages of a running server at 360 and 1280 px, in Chinese and English, for looking at them by eye.
 * Use: node tests/browser/look.ts OUTDIR ORIGIN LOGIN PASSWORD PATH [PATH …]; LOGIN "-" for pages before login.
 */
const [folder = '.', origin = '', login = '-', password = '', ...paths] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
for (const locale of ['zh', 'en'])
	for (const width of [360, 1280]) {
		const context = await browser.newContext({ viewport: { width, height: 800 } });
		const page = await context.newPage();
		if (login !== '-') {
			await page.goto(`${origin}/login`);
			await page.fill('input[name="login"]', login);
			await page.fill('input[name="password"]', password);
			await Promise.all([page.waitForLoadState('load'), page.click('main button')]);
		}
		await context.addCookies([{ name: 'locale', value: locale, url: origin }]);
		for (const path of paths) {
			const answer = await page.goto(origin + path);
			const name = `${path.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'home'}-${locale}-${width}.png`;
			await page.screenshot({ path: join(folder, name), fullPage: true });
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			process.stdout.write(`${answer?.status() ?? '?'} ${name}${overflow > 0 ? ` OVERFLOWS by ${overflow}px` : ''}\n`);
		}
		await context.close();
	}
await browser.close();

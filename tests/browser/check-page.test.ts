import { expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { launchEngine } from './old-machines.ts';

const doors = await openDoors();

const verdict = 'document.querySelector("[data-verdict]").dataset.verdict';
const signs = '[...document.querySelectorAll("dt .badge")].map((badge) => badge.textContent.trim())';
const fits = 'document.documentElement.scrollWidth <= window.innerWidth';

test.for([
	// Forms alone: what must be done by hand is said, and nothing is claimed that only a script could find out.
	[78, false, 'limited', ['注意', '注意', '正常', '未查', '未查', '未查', '未查', '正常']],
	[78, true, 'limited', ['注意', '注意', '正常', '未查', '未查', '未查', '未查', '正常']],
	['current', false, 'limited', ['正常', '注意', '正常', '未查', '未查', '未查', '未查', '正常']],
	[87, true, 'fit', ['正常', '正常', '正常', '正常', '正常', '正常', '正常', '正常']],
	['current', true, 'fit', ['正常', '正常', '正常', '正常', '正常', '正常', '正常', '正常']]
] as const)(
	'the check page on Chromium %s, script allowed: %s: %s',
	async ([engine, script, said, found], { skip }) => {
		const browser = await launchEngine(engine);
		if (!browser) return skip('not fetched: XUEFA_ENGINES=1 fetches every engine');
		try {
			const page = await browser.open({ script, width: 360 });
			await page.goto(`${doors.url}/login`);
			await page.click('a[href="/check"]');
			await page.until(`${verdict} !== "running" && ${verdict} === ${JSON.stringify(said)}`);
			expect(await page.value(signs)).toEqual(found);
			expect(await page.value(fits)).toBe(true);
			expect(page.errors).toEqual([]);
		} finally {
			await browser.close();
		}
	}
);

test('without cookies nobody can sign in, and the page says so instead of going in circles', async () => {
	const anonymous = doors.client();
	const first = await anonymous.get('/check');
	expect([first.status, first.location]).toEqual([303, '/check?again']);
	const kept = await anonymous.get('/check?again');
	expect(kept.text).toContain('data-verdict="limited"');
	anonymous.cookies.clear();
	const refused = await anonymous.get('/check?again');
	expect(refused.status).toBe(200);
	expect(refused.text).toContain('data-verdict="unfit"');
	const ie = await anonymous.get('/check?again', {
		'user-agent': 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)'
	});
	expect(ie.text).toContain('极速模式');
	expect(JSON.parse((await anonymous.get('/check/ping')).text)).toHaveProperty('serverNow');
});

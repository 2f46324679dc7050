import { createDecipheriv, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base32, grouped } from '#lib/exam/attempt/base32.ts';
import { joinFrames, keyMessage, nonceBytes, parseSealed, sealHead, tagBytes } from '#lib/exam/attempt/rescue.ts';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { openExam } from './sitting-fixture.ts';
import {
	begin,
	candidate,
	choose,
	closed,
	eventually,
	goneFromTheStart,
	held,
	keptOn,
	loseAll,
	readyForOffline,
	saved,
	waits
} from './sitting-page.ts';

// Real minutes cannot be waited for: eight people write their twenty seconds at the same time, each in their own browser.
const durationMs = 20_000;
const graceMs = 18_000;
const doors = await openDoors(async (store) => {
	await openExam(store, 8, { feedback: 'nothing', durationMs, graceMs });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Until the server takes nothing more of the attempt; the sweeper looks once a second. */
const pastTheGrace = (n: number) => eventually(() => closed(doors, n), 'closed by the clock', 120_000);

/** What the server will do with the file: derive the key again, open, recompute the code. */
function opened(sealed: string): { readonly plaintext: string; readonly code: string } {
	const parsed = parseSealed(sealed);
	if (!parsed) throw new Error('not sealed');
	const key = createHmac('sha256', doors.secret).update(keyMessage(parsed.attempt)).digest();
	const text = parsed.bytes.subarray(nonceBytes, parsed.bytes.length - tagBytes);
	const nonce = parsed.bytes.subarray(0, nonceBytes);
	const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes });
	decipher.setAAD(Buffer.from(sealHead(parsed.attempt)), { plaintextLength: text.length });
	decipher.setAuthTag(parsed.bytes.subarray(parsed.bytes.length - tagBytes));
	const plaintext = Buffer.concat([decipher.update(text), decipher.final()]).toString();
	const mac = createHmac('sha256', key).update(plaintext).digest();
	return { plaintext, code: grouped(base32(mac.subarray(0, 8), 12)) };
}

/** Reads the code that stands on the screen, as a phone would. */
async function scan(page: Page): Promise<string> {
	const size = 400;
	const bits = await page.evaluate(async (side) => {
		const copy = document.querySelector('.frame svg')?.cloneNode(true) as SVGElement;
		copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
		copy.setAttribute('width', String(side));
		copy.setAttribute('height', String(side));
		const image = new Image();
		image.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = canvas.height = side;
		const context = canvas.getContext('2d') as CanvasRenderingContext2D;
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, side, side);
		let text = '';
		for (let at = 0; at < data.length; at += 4) text += (data[at] ?? 0) < 128 ? '1' : '0';
		return text;
	}, size);
	const data = new Uint8ClampedArray(size * size * 4);
	[...bits].forEach((bit, index) => data.fill(bit === '1' ? 0 : 255, index * 4, index * 4 + 4));
	return decodeQR({ width: size, height: size, data });
}

test.concurrent(
	'time-up offline: rescue code, a file that opens to exactly the unsent edits, and the same as a QR code',
	async () => {
		const { context, page, address } = await candidate(browser, doors, 1, 360);
		await choose(page, 1, 'T');
		await saved(page, 1);
		await readyForOffline(page);
		await context.setOffline(true);
		await choose(page, 2, 'F');
		await choose(page, 7, 'C');
		await choose(page, 7, 'A');
		await page.check('input[name=m7]');
		await waits(page, 7);
		const shown = await page.waitForSelector('.rescue .code', { timeout: 60_000 });
		expect(await page.isDisabled('input[name=q2][value=F]')).toBe(true);
		const code = await shown.textContent();
		const [file] = await Promise.all([page.waitForEvent('download'), page.click('.rescue a[download]')]);
		expect(file.suggestedFilename()).toBe(`xuefa-${code}.txt`);
		const sealed = readFileSync(await file.path(), 'utf8');
		const { plaintext, code: recomputed } = opened(sealed);
		const attempt = address.split('/').pop() ?? '';
		expect(plaintext).toMatch(new RegExp(`^1;${attempt};1;5;2\\.1\\.2\\.F,7\\.1\\.5\\.AC!$`));
		expect(recomputed).toBe(code);
		expect(joinFrames(await scan(page))).toEqual({ ok: true, value: sealed });
		expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
		await context.close();
	}
);

test.concurrent('a network that is gone just when the rescue sheet is fetched ahead: it is fetched later', async () => {
	// Nothing is answered from the moment the script takes over: what is asked for in that moment fails, once and for all.
	const context = await browser.newContext();
	const back = await goneFromTheStart(context);
	const { page } = await begin(context, doors, 7);
	await new Promise((later) => setTimeout(later, 4000));
	await back();
	await readyForOffline(page);
	await context.setOffline(true);
	await choose(page, 2, 'F');
	await page.waitForSelector('.rescue .code', { timeout: 60_000 });
	await context.close();
});

test.concurrent('a network that goes a second after the page came: the rescue sheet is there', async () => {
	const { context, page } = await candidate(browser, doors, 8);
	await new Promise((later) => setTimeout(later, 1000));
	await context.setOffline(true);
	await choose(page, 2, 'F');
	await page.waitForSelector('.rescue .code', { timeout: 60_000 });
	await context.close();
});

test.concurrent('back within the grace: everything arrives and counts, and the page says which', async () => {
	const { context, page } = await candidate(browser, doors, 5);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await context.setOffline(true);
	await choose(page, 2, 'F');
	await choose(page, 7, 'C');
	await page.waitForFunction(
		() => document.querySelector('.live')?.textContent?.includes('还有 2 题没有送达'),
		undefined,
		{ timeout: 60_000 }
	);
	await context.setOffline(false);
	await page.waitForURL(/\/result\?counted=2-7/, { timeout: 60_000 });
	expect(await page.textContent('main .notice.good')).toContain('第 2、7 题');
	expect(await held(doors, 5)).toBe(3);
	await context.close();
});

test.concurrent('back only after the grace: the edits are kept as late, named, and the machine is clean', async () => {
	const context = await browser.newContext();
	const back = await goneFromTheStart(context);
	const { page } = await begin(context, doors, 2);
	await context.setOffline(true);
	await choose(page, 3, 'T');
	await waits(page, 3);
	await pastTheGrace(2);
	// The rescue sheet could not be fetched, for the network was gone from the beginning: the page says what to do.
	await page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('请不要关闭本页'));
	await back();
	await context.setOffline(false);
	await page.waitForURL(/\/result$/, { timeout: 60_000 });
	expect(await page.textContent('main .notice.warn')).toContain('第 3 题');
	expect(await held(doors, 2)).toBe(0);
	await eventually(async () => (await keptOn(page)).length === 0, 'a clean machine');
	await context.close();
});

test.concurrent(
	'a page that was closed offline and is opened after the end still hands over what the machine holds',
	async () => {
		const { context, page, address } = await candidate(browser, doors, 3);
		await context.setOffline(true);
		await choose(page, 4, 'B');
		await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('已存本机'));
		await loseAll(page);
		await pastTheGrace(3);
		await context.setOffline(false);
		const again = await context.newPage();
		await again.goto(address);
		await again.waitForURL(/\/result/);
		await again.waitForFunction(() => document.querySelector('main')?.textContent?.includes('未计入成绩'));
		const late = await doors.store.db
			.selectFrom('attemptEvent')
			.innerJoin('attempt', 'attempt.id', 'attemptEvent.attemptId')
			.select('attemptEvent.n')
			.where('attempt.code', '=', address.split('/').pop() ?? '')
			.where('attemptEvent.kind', '=', 'late')
			.execute();
		expect(late).toHaveLength(1);
		await eventually(async () => (await keptOn(again)).length === 0, 'a clean machine');
		await context.close();
	}
);

test.concurrent('time-up offline with everything on the server asks for nothing', async () => {
	const { context, page } = await candidate(browser, doors, 4);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await context.setOffline(true);
	await page.waitForFunction(
		() => document.querySelector('.live')?.textContent?.includes('都已存服务器，服务器会自动收卷'),
		undefined,
		{ timeout: 60_000 }
	);
	expect(await page.locator('.rescue').count()).toBe(0);
	await context.setOffline(false);
	await page.waitForURL(/\/result$/, { timeout: 60_000 });
	await context.close();
});

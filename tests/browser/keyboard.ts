import type { Page } from 'playwright-core';
import { ready } from './ready.ts';

/** What the keyboard stands on: enough to tell it apart, and whether a sighted person can see where it is. */
export interface Stop {
	readonly key: string;
	readonly name: string;
	readonly seen: boolean;
}

/** Names every control of the page, in the page: `data-stop` on what Tab must reach. Radios of one group are one stop. */
const markStops = (): string[] => {
	const wanted = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
	const groups = new Set<string>();
	const keys: string[] = [];
	for (const [index, control] of [...document.querySelectorAll(wanted)].entries()) {
		const field = control as HTMLInputElement;
		if (field.disabled || field.tabIndex < 0 || field.type === 'hidden') continue;
		if (!control.checkVisibility({ visibilityProperty: true })) continue;
		if (field.type === 'radio') {
			if (groups.has(field.name)) continue;
			groups.add(field.name);
			for (const one of document.getElementsByName(field.name)) one.setAttribute('data-stop', `radio ${field.name}`);
		} else control.setAttribute('data-stop', `${index} ${control.outerHTML.slice(0, 120)}`);
		keys.push(control.getAttribute('data-stop') ?? '');
	}
	return keys;
};

const readStop = (): Stop | null => {
	const at = document.activeElement;
	if (!at || at === document.body) return null;
	const field = at as HTMLInputElement;
	const labels = [...(field.labels ?? [])].map((label) => label.textContent).join(' ');
	const name = (at.getAttribute('aria-label') ?? (labels || at.textContent)).replace(/\s+/g, ' ').trim();
	const { outlineStyle, outlineWidth } = getComputedStyle(at);
	const box = at.getBoundingClientRect();
	const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
	const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && inSight;
	return { key: at.getAttribute('data-stop') ?? `other ${at.outerHTML.slice(0, 120)}`, name, seen };
};

export const stopAt = (page: Page): Promise<Stop | null> => page.evaluate(readStop);

/**
 * Walks the whole page with Tab alone and says what is wrong: a control that is not reached, a focus that is not seen, a
 * place that Tab does not leave.
 */
export async function walk(page: Page): Promise<string[]> {
	const expected = new Set(await page.evaluate(markStops));
	const enough = expected.size * 2 + 60;
	const faults: string[] = [];
	let before = '';
	let stays = 0;
	for (let presses = 0; presses < enough; presses++) {
		await page.keyboard.press('Tab');
		const stop = await stopAt(page);
		if (stop === null) {
			for (const key of expected) faults.push(`not reached: ${key}`);
			return faults;
		}
		// A field for a date has several stops of its own.
		stays = stop.key === before ? stays + 1 : 0;
		if (stays > 12) return [`Tab does not leave ${stop.key}`];
		if (stop.key !== before && !stop.seen) faults.push(`focus not seen: ${stop.key}`);
		expected.delete(stop.key);
		before = stop.key;
	}
	return [...faults, `Tab does not come round; left: ${[...expected].join(' | ').slice(0, 400)}`];
}

/** Tabs on to the control of that name; throws with the names passed when there is none. */
export async function reach(page: Page, name: string | RegExp): Promise<void> {
	const passed: string[] = [];
	for (let presses = 0; presses < 700; presses++) {
		await page.keyboard.press('Tab');
		const stop = await stopAt(page);
		if (stop === null) {
			if (presses > 0 && passed.includes('(end)')) break;
			passed.push('(end)');
			continue;
		}
		passed.push(stop.name.slice(0, 40));
		if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) {
			if (!stop.seen) throw new Error(`the focus on ${stop.name} cannot be seen`);
			return;
		}
	}
	throw new Error(`Tab does not reach ${String(name)}; it passed ${passed.join(' | ').slice(0, 1500)}`);
}

/** Reaches a button or link and presses it; waits for the page that answers and for its script. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
	await reach(page, name);
	await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
	await ready(page);
}

export async function fill(page: Page, name: string | RegExp, text: string): Promise<void> {
	await reach(page, name);
	await page.keyboard.press('Control+A');
	await page.keyboard.type(text);
}

export async function tick(page: Page, name: string | RegExp): Promise<void> {
	await reach(page, name);
	await page.keyboard.press('Space');
}

/** Arrow keys until the list shows the option. */
export async function choose(page: Page, name: string | RegExp, option: string | RegExp): Promise<void> {
	await reach(page, name);
	const shown = () =>
		page.evaluate(() => {
			const list = document.activeElement as HTMLSelectElement;
			return list.selectedOptions[0]?.textContent.trim() ?? '';
		});
	const fits = (text: string) => (typeof option === 'string' ? text === option : option.test(text));
	await page.keyboard.press('Home');
	for (let presses = 0; presses < 300 && !fits(await shown()); presses++) await page.keyboard.press('ArrowDown');
	if (!fits(await shown())) throw new Error(`${String(name)} does not offer ${String(option)}`);
}

/** Opens the file dialog from the keyboard and hands it a file. */
export async function upload(page: Page, name: string | RegExp, fileName: string, bytes: Uint8Array): Promise<void> {
	await reach(page, name);
	const [dialog] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
	await dialog.setFiles({ name: fileName, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
}

import { expect, test } from 'vitest';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { openDoors } from '../doors/server.ts';
import { answerAll, beginOld, handInOld, launchEngine } from './old-machines.ts';
import { openExam } from './sitting-fixture.ts';
import { held } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 12, { feedback: 'score' });
});

/** Whether the candidate has handed in, as the server knows it. */
async function submitted(n: number): Promise<boolean> {
	const { id } = await doors.store.db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select('attempt.id')
		.where('enrolment.name', '=', `张${n}`)
		.executeTakeFirstOrThrow();
	return attemptState(doors.store, id).status === 'submitted';
}

const isPlain = '!document.querySelector("[role=timer]")';
const fits = 'document.documentElement.scrollWidth <= window.innerWidth';

test.for([
	[78, false, 1],
	[80, false, 2],
	['current', false, 3],
	[78, true, 4],
	[80, true, 5],
	[83, true, 6]
] as const)(
	'Chromium %s, script allowed: %s: the whole exam by forms alone, without an error',
	async ([engine, script, n], { skip }) => {
		const browser = await launchEngine(engine);
		if (!browser) return skip('not fetched: XUEFA_ENGINES=1 fetches every engine');
		try {
			if (engine !== 'current') expect(browser.version).toContain(`/${engine}.`);
			const page = await browser.open({ script, width: 1280 });
			await beginOld(page, doors, n);
			// A script that wanted to take over has had the time to.
			if (script) await new Promise((later) => setTimeout(later, 1500));
			expect(await page.value(isPlain)).toBe(true);
			expect(await page.value(fits)).toBe(true);
			const total = await answerAll(page);
			await page.click('.bottom button[formaction="?/save"]');
			await page.until('location.search.includes("saved=")');
			expect(await held(doors, n)).toBe(total);
			await page.until('document.querySelectorAll(".choices input:checked").length >= ' + total);
			await handInOld(page);
			expect(await submitted(n)).toBe(true);
			expect(page.errors).toEqual([]);
		} finally {
			await browser.close();
		}
	}
);

test.for([
	// One version below the promise: everything the script uses is there.
	[86, 7],
	[87, 8],
	[92, 9]
] as const)(
	'Chromium %s with script: saves by itself, survives a cut network, hands in',
	async ([engine, n], { skip }) => {
		const browser = await launchEngine(engine);
		if (!browser) return skip('not fetched: XUEFA_ENGINES=1 fetches every engine');
		try {
			expect(browser.version).toContain(`/${engine}.`);
			const page = await browser.open();
			await beginOld(page, doors, n);
			await page.until('document.querySelector("[role=timer]")');
			await page.click('#q1 .choices label');
			await page.until('document.querySelector("#q1 .is-saved")');
			expect(await held(doors, n)).toBe(1);
			await page.offline(true);
			await page.click('#q2 .choices label');
			await page.click('#q3 .choices label');
			await page.until('document.querySelector("#q2 .is-kept") && document.querySelector("#q3 .is-kept")');
			expect(await held(doors, n)).toBe(1);
			await page.offline(false);
			await page.until('document.querySelector("#q2 .is-saved") && document.querySelector("#q3 .is-saved")');
			expect(await held(doors, n)).toBe(3);
			const total = await answerAll(page);
			await page.until('!document.querySelector(".question .is-pending, .question .is-kept")');
			expect(await held(doors, n)).toBe(total);
			await handInOld(page);
			expect(await submitted(n)).toBe(true);
			// What the cut network itself wrote into the console is none of the page's errors.
			expect(page.errors.filter((line) => !/net::ERR_|Failed to load resource/.test(line))).toEqual([]);
		} finally {
			await browser.close();
		}
	}
);

import { beforeAll, describe, expect, test } from 'vitest';
import { makeAccount, makeUnit, password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

const people = 1115;
let doors: Doors;
beforeAll(async () => {
	doors = await openDoors(async ({ db }) => {
		await db.transaction().execute(async (trx) => {
			const unit = await makeUnit(trx, 'A');
			for (let n = 1; n <= people; n++) await makeAccount(trx, { login: `N${n}`, unitId: unit });
			for (let n = 1; n <= 8; n++) await makeAccount(trx, { login: `V${n}`, unitId: unit });
		});
	});
});

/** Runs `work` for every number with some dozens under way at once, as browsers of one office would. */
async function atOnce(count: number, lanes: number, work: (n: number) => Promise<void>): Promise<void> {
	let next = 1;
	const lane = async () => {
		while (next <= count) await work(next++);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

describe('one address, a whole district', () => {
	test('1,115 people sign in from one address within a minute: nobody is refused', { timeout: 300_000 }, async () => {
		const statuses = new Map<number, number>();
		await atOnce(people, 64, async (n) => {
			const { status } = await doors.client().signIn(`N${n}`, password);
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		});
		expect([...statuses]).toEqual([[303, people]]);
	});

	test('mistyping by many from one address delays nobody else', async () => {
		await atOnce(60, 16, async (n) => {
			expect((await doors.client().signIn(`N${n}`, 'wrong-Word-1')).status).toBe(400);
		});
		expect((await doors.client().signIn('N1115', password)).status).toBe(303);
	});
});

describe('someone tries to lock colleagues out', () => {
	test('the owner’s own browser gets in at once, and few guesses were even looked at', async () => {
		const owners = [];
		for (let n = 1; n <= 8; n++) {
			const browser = doors.client();
			await browser.signIn(`V${n}`, password);
			await browser.post('/logout');
			expect(browser.cookies.has('device')).toBe(true);
			owners.push(browser);
		}
		const looked: number[] = [];
		await atOnce(8 * 40, 16, async (n) => {
			const { status } = await doors.client().signIn(`V${(n % 8) + 1}`, `Guess-Number-${n}`);
			if (status === 400) looked.push(n);
			else expect(status).toBe(429);
		});
		expect(looked.length).toBeLessThanOrEqual(8 * 5);
		for (const [index, browser] of owners.entries())
			expect((await browser.signIn(`V${index + 1}`, password)).status).toBe(303);
	});

	test('the control: a browser the account does not know waits, even with the right password, and is told how long', async () => {
		const answer = await doors.client().signIn('V1', password);
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(answer.text).toMatch(/\d+ 分钟/);
	});

	test('a name nobody has is answered, and held back, like one that exists', async () => {
		const tries = async (login: string) => {
			const seen = [];
			for (let n = 0; n < 5; n++) {
				const { status, text } = await doors.client().signIn(login, 'wrong-Word-1');
				seen.push([status, text.replaceAll(login, '').replace(/nonce[-="][\w+/=]+|\w{5,8}(?=")/g, '').length]);
			}
			return seen;
		};
		expect(await tries('N900')).toEqual(await tries('Z900'));
	});
});

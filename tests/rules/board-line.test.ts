import { expect, test } from 'vitest';
import { askEveryMs, beatMs, type BoardLine, boardLine, patienceMs } from '#lib/exam/attempt/board-line.ts';

/** The server's clock at the page's zero. */
const server = Date.UTC(2026, 11, 4, 1);
const second = 1_000;

/** A page that looks every second from `from` to `to`; what it did, as "second step". Asking is answered when `answers` says. */
function look(line: BoardLine, from: number, to: number, answers: (now: number) => boolean = () => true): string[] {
	const done: string[] = [];
	for (let now = from * second; now <= to * second; now += second)
		for (let due = line.due(now); due; due = line.due(now)) {
			done.push(`${now / second} ${due}`);
			if (due === 'open') line.opens(now);
			if (due === 'close') line.closes(now);
			if (due === 'ask') line.asks(now);
			if (due === 'ask' && answers(now)) line.asks(now, server + now);
		}
	return done;
}

function page(): BoardLine {
	const line = boardLine(server, 0);
	line.begins(0);
	return line;
}

const says = (line: BoardLine, at: number, now = at) => line.speaks(server + at * second, now * second);

test('a stream that beats is all there is: nothing is asked, closed or opened', () => {
	const line = page();
	expect(look(line, 0, 0)).toEqual(['0 open']);
	for (let at = 1; at < 600; at += beatMs / second) {
		expect(says(line, at)).toBe(true);
		expect(look(line, at, at + beatMs / second - 1)).toEqual([]);
		expect(line.live).toBe(true);
	}
});

test('a stream that never says anything is not waited for: the page asks, and tries it again ever more rarely', () => {
	const line = page();
	const done = look(line, 0, 25 * 60);
	const asked = done.filter((step) => step.endsWith('ask')).map((step) => parseInt(step));
	expect(asked[0]).toBe(5);
	expect(asked.slice(1).every((at, index) => at - (asked[index] ?? 0) === askEveryMs / second)).toBe(true);
	expect(asked.length).toBeGreaterThan(140);
	const opened = done.filter((step) => step.endsWith('open')).map((step) => parseInt(step));
	const rests = opened.slice(1).map((at, index) => at - (opened[index] ?? 0) - patienceMs / second - 1);
	expect(rests).toEqual([60, 120, 240, 480]);
	expect(line.live).toBe(false);
});

test('a stream that falls silent is live no more after two heartbeats, and is again once it speaks', () => {
	const line = page();
	look(line, 0, 0);
	says(line, 1);
	expect(look(line, 1, 27)).toEqual([]);
	expect(line.live).toBe(true);
	expect(look(line, 28, 30)).toEqual(['28 close', '28 ask']);
	expect(line.live).toBe(false);
	expect(look(line, 31, 88).filter((step) => !step.endsWith('ask'))).toEqual(['88 open']);
	expect(says(line, 88)).toBe(true);
	expect(look(line, 89, 100)).toEqual([]);
});

test('what a proxy hands on too late is not live, however regularly it comes', () => {
	const line = page();
	look(line, 0, 0);
	expect(says(line, 1)).toBe(true);
	expect(says(line, 13, 20)).toBe(true);
	expect(says(line, 25, 25 + patienceMs / second)).toBe(true);
	expect(says(line, 37, 38 + patienceMs / second)).toBe(false);
	expect(line.live).toBe(false);
});

test('the device’s time of day does not matter, nor that the page came slowly', () => {
	const line = boardLine(server - 3_600_000, 40 * second);
	line.begins(40 * second);
	look(line, 40, 40);
	expect(line.speaks(server, 41 * second)).toBe(true);
	expect(line.speaks(server + 12 * second, 53 * second)).toBe(true);
	expect(line.speaks(server + 13 * second, 90 * second)).toBe(false);
	// The server's clock was set back by an hour: the answer to a question says so, and streams are in time again.
	line.asks(91 * second, server - 3_600_000);
	expect(line.speaks(server - 3_599_000, 92 * second)).toBe(true);
});

test('a server out of reach is asked, and its stream opened once it answers; where a page has given way it never is', () => {
	const line = page();
	const opened = (steps: string[]) => steps.filter((step) => step.endsWith('open'));
	expect(opened(look(line, 0, 200, () => false))).toEqual(['0 open']);
	expect(opened(look(line, 201, 215))).toEqual(['205 open']);

	const crowded = page();
	look(crowded, 0, 0);
	says(crowded, 1);
	crowded.closes(2 * second, true);
	expect(look(crowded, 2, 3600, (now) => now % 3 > 0).filter((step) => !step.endsWith('ask'))).toEqual([]);
	crowded.begins(3601 * second);
	expect(look(crowded, 3601, 3601)).toEqual(['3601 open']);
});

test('an interrupted stream that the browser opens again is live from its next word on', () => {
	const line = page();
	look(line, 0, 0);
	says(line, 1);
	line.breaks();
	expect(line.live).toBe(false);
	expect(look(line, 12, 13)).toEqual(['12 ask']);
	expect(says(line, 14)).toBe(true);
	expect(look(line, 15, 26)).toEqual([]);
});

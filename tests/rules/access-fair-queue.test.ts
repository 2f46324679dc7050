import { describe, expect, test } from 'vitest';
import { createFairQueue, lineOf, QueueFull } from '#lib/people/access/fair-queue.ts';

/** Asks for turns in the given order; work is done one tick after another. Who was served, in order, and who was refused. */
async function serve(capacity: number, asked: readonly string[], lanes = 1) {
	const queue = createFairQueue(capacity, lanes);
	const served: string[] = [];
	const refused: string[] = [];
	let [running, most] = [0, 0];
	await Promise.all(
		asked.map((name) =>
			queue
				.run(name.charAt(0), async () => {
					most = Math.max(most, ++running);
					await new Promise(setImmediate);
					running--;
					served.push(name);
				})
				.catch((reason: unknown) => {
					expect(reason).toBeInstanceOf(QueueFull);
					refused.push(name);
				})
		)
	);
	return { served, refused, most };
}

const flood = (line: string, count: number) => Array.from({ length: count }, (_, n) => `${line}${n}`);

describe('a queue in which lines take turns', () => {
	test('who comes behind a flood of one line waits for one of it only', async () => {
		const { served } = await serve(100, [...flood('a', 50), 'b0', 'c0']);
		expect(served.slice(0, 4)).toEqual(['a0', 'a1', 'b0', 'c0']);
		expect(served).toHaveLength(52);
	});

	test('within a line the first comes first', async () => {
		const { served } = await serve(100, ['a0', 'a1', 'b0', 'a2', 'b1', 'a3']);
		expect(served).toEqual(['a0', 'a1', 'b0', 'a2', 'b1', 'a3']);
	});

	test('full: the longest line pays, newest first, and nobody else', async () => {
		const { served, refused } = await serve(5, [...flood('a', 20), 'b0', 'c0', 'b1']);
		expect(refused.filter((name) => !name.startsWith('a'))).toEqual([]);
		expect(served).toEqual(expect.arrayContaining(['a0', 'a1', 'b0', 'b1', 'c0']));
		// One runs, five wait.
		expect(served).toHaveLength(6);
	});

	test('full of short lines: the newcomer is refused', async () => {
		const { served, refused } = await serve(2, ['a0', 'b0', 'c0', 'b1', 'd0']);
		expect([served, refused]).toEqual([
			['a0', 'b0', 'c0'],
			['b1', 'd0']
		]);
	});

	test.each([1, 3])('never more at once than lanes (%i), and a lane is free again after a failure', async (lanes) => {
		const { most, served } = await serve(100, flood('a', 20), lanes);
		expect([most, served.length]).toEqual([lanes, 20]);
		const queue = createFairQueue(10, 1);
		await expect(queue.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await queue.run('b', () => Promise.resolve(1))).toBe(1);
	});
});

test.each([
	['10.1.2.3', '10.1.2.3'],
	['::ffff:10.1.2.3', '::ffff:10.1.2.3'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
	['2001:db8:1:2::9', '2001:db8:1:2'],
	['2001:db8::9', '2001:db8'],
	['::1', ''],
	['', '']
])('%s stands in line %j', (address, line) => {
	expect(lineOf(address)).toBe(line);
});

import { expect, test } from 'vitest';
import { notePaces } from '#lib/exam/attempt/pace.server.ts';
import { takePlace } from '#lib/exam/attempt/place.server.ts';
import { reviewOf } from '#lib/exam/attempt/review.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, closesAt, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

/** An exam that so many have sat, each of them away again and again and at a device of ten or eleven. */
async function satBy(people: number) {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people });
	const insert = store.raw.prepare(
		'insert into absence (attempt_id, began_at, length_ms, cause, received_at) values (?, ?, ?, ?, ?)'
	);
	const sat = await Promise.all(fixture.people.map((person) => sit(store, fixture, opensAt, person)));
	const headers = sat.map(({ header }) => header);
	await Promise.all(
		headers.map(({ id }, n) => {
			const device = `pc${n % Math.floor(people / 11)}`;
			return takePlace(store, id, { device, session: `s-${device}-${id}`, address: '10.0.0.9' }, false, opensAt);
		})
	);
	await Promise.all(headers.map((header) => submitAttempt(store, header, null, opensAt + 30 * minute)));
	store.raw.transaction(() => {
		for (const { id } of headers)
			for (let n = 0; n < 40; n++) insert.run(id, opensAt + n * minute, 20_000 + n * 500, 'otherTab', closesAt);
	})();
	let rounds = 0;
	while ((await notePaces(store, 25)) > 0) rounds++;
	return { look: () => reviewOf(store, fixture.examId, closesAt), rounds };
}

/** What it takes of the processor, whose clock stands still while others are at work; in microseconds. */
async function costOf(work: () => Promise<unknown>, times: number): Promise<number> {
	const before = process.cpuUsage();
	for (let n = 0; n < times; n++) await work();
	const { user, system } = process.cpuUsage(before);
	return user + system;
}

test('the list of an exam of 1,115 people costs what ten lists of a tenth of them cost', async () => {
	const [few, many] = [await satBy(111), await satBy(1115)];
	const { cases, toCome } = await many.look();
	expect([cases.length, toCome, many.rounds]).toEqual([1115, 0, Math.ceil(1115 / 25)]);
	await costOf(few.look, 10);
	const small = await costOf(few.look, 50);
	const large = await costOf(many.look, 5);
	process.stdout.write(`review list of ${cases.length} attempts: ${Math.round(large / 5000)} ms\n`);
	// With room for noise; a list that goes through everything for everybody costs up to ten times as much.
	expect(large / small).toBeLessThan(3);
});

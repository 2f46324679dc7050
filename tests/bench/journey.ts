import { createClient } from '../../src/cli/rehearsal/client.ts';
import { inParallel, stopwatch } from '../../src/cli/rehearsal/progress.ts';
import { look, save, signIn, start, submit } from '../../src/cli/rehearsal/sitter.ts';
import { bareCall, closedLoop, cpuMs } from './load.ts';
import { openPlace, password, seedExam, seedPeople, serve, serveBare } from './place.ts';
import type { Print } from './print.ts';

const together = 32;
/** The counted journeys go in so many parts: where others use the machine too, the same work costs up to twice as much. */
const parts = 10;
/** Journeys of the exam before, in which V8 compiles what is done often: printed apart. */
const warming = 1115;
/** The goal of 20 CPU-ms was set on a machine whose bare loop (bare-loop.ts) costs this much a save. */
const goal = { journeyMs: 20, bareMicros: 30 } as const;

/**
 * One complete candidate journey: login (Argon2id), rules page, start, sitting page of 50 items, 50 single saves, submit,
 * result page. Once with `together` candidates at a time, as on the day, beside the bare loop before and after it, so that
 * the ratio holds on any machine; and once one after another, step by step.
 */
export async function journeys(print: Print, count: number): Promise<void> {
	const place = await openPlace();
	const people = await seedPeople(place.store, count * 2 + warming);
	const examId = await seedExam(place.store, 50);
	const server = await serve(place);
	const bare = await serveBare(place, 'group');
	let turn = 0;
	const bareMicros = async () => (await closedLoop(bare, 64, 4, () => bareCall(turn++, 1000))).cpuMicros;
	try {
		const origin = `http://127.0.0.1:${server.port}`;
		const watch = stopwatch();
		const sit = async (person: (typeof people)[number], clock: typeof watch) => {
			const client = createClient(origin);
			await signIn(client, clock, person.login, password);
			const held = await start(client, clock, examId);
			await look(client, clock, held);
			for (let number = 1; number <= 50; number++)
				await save(client, clock, held, [{ number, letters: [number <= 15 ? 'T' : 'A'] }]);
			await submit(client, clock, held);
			const result = await clock.time('result', () => client.get(`/attempts/${held.code}/result`));
			if (result.status !== 200) throw new Error(`result: HTTP ${result.status}`);
			client.close();
		};
		const cold = cpuMs(server.pid);
		await inParallel(people.slice(0, warming), together, (person) => sit(person, stopwatch()));
		print.line(
			`the first ${warming} of a server just started: ${((cpuMs(server.pid) - cold) / warming).toFixed(1)} server CPU-ms`
		);

		const bareBefore = await bareMicros();
		const costs: number[] = [];
		for (let part = 0; part < parts; part++) {
			const from = warming + Math.floor((count * part) / parts);
			const some = people.slice(from, warming + Math.floor((count * (part + 1)) / parts));
			const before = cpuMs(server.pid);
			await inParallel(some, together, (person) => sit(person, watch));
			costs.push((cpuMs(server.pid) - before) / some.length);
		}
		costs.sort((a, b) => a - b);
		const each = costs.reduce((sum, ms) => sum + ms, 0) / parts;
		const quiet = costs[Math.floor(parts / 4)] as number;
		const micros = (bareBefore + (await bareMicros())) / 2;
		print.line(
			`candidate journey, ${together} at a time: ${each.toFixed(1)} server CPU-ms, ${quiet.toFixed(1)} in the least ` +
				`disturbed half (${count} after ${warming}, in ${parts} parts; goal ${goal.journeyMs} where a bare save costs ` +
				`${goal.bareMicros} CPU-µs)`
		);
		print.line(
			`ratio: ${Math.round((each * 1000) / micros)} bare saves of ${micros.toFixed(0)} CPU-µs in the same run ` +
				`(goal ${Math.round((goal.journeyMs * 1000) / goal.bareMicros)})`
		);

		const alone = stopwatch();
		const spent = new Map<string, number>();
		const costed: typeof watch = {
			...alone,
			async time(step, work) {
				const begun = cpuMs(server.pid);
				try {
					return await alone.time(step, work);
				} finally {
					spent.set(step, (spent.get(step) ?? 0) + cpuMs(server.pid) - begun);
				}
			}
		};
		for (const person of people.slice(warming + count)) await sit(person, costed);
		const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0) / count;
		print.line(`the same, one after another: ${total.toFixed(1)} server CPU-ms`);
		for (const [step, { count: times, p50, p99 }] of Object.entries(alone.figures()))
			print.line(
				`  ${step.padEnd(13)}${((spent.get(step) ?? 0) / times).toFixed(2).padStart(7)} CPU-ms · p50 ${p50} ms · p99 ${p99} ms`
			);
	} finally {
		await Promise.all([server.stop(), bare.stop()]);
		await place.close();
	}
}

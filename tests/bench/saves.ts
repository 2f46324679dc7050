import { bareCall, closedLoop, type LoadFigures, saveCall } from './load.ts';
import { openPlace, seedAttempts, seedExam, seedPeople, serve, serveBare } from './place.ts';
import type { Print } from './print.ts';

/** Durable saves per second of as many clients as keep the server busy, beside the two bare loops in the same run. */
export async function saves(print: Print, seconds: number, connections: number, openAttempts: number): Promise<void> {
	const place = await openPlace();
	const people = await seedPeople(place.store, openAttempts);
	const attempts = await seedAttempts(place.store, await seedExam(place.store, 100), people);
	const server = await serve(place);
	const [group, single] = [await serveBare(place, 'group'), await serveBare(place, 'single')];
	try {
		let turn = 0;
		const own = () => {
			const attempt = attempts[turn % attempts.length];
			if (!attempt) throw new Error('no attempt');
			return saveCall(attempt, Math.floor(turn++ / attempts.length) + 1);
		};
		const bare = () => bareCall(turn++, openAttempts);
		const cost: Record<string, LoadFigures[]> = {};
		// Turn and turn about, so that a noisy minute is shared.
		for (let round = 0; round < 3; round++)
			for (const [name, target, call] of [
				['durable saves', server, own],
				['bare loop, group commit', group, bare],
				['bare loop, one commit per request', single, bare]
			] as const)
				(cost[name] ??= []).push(await closedLoop(target, connections, seconds / 3, call));
		const middle = (name: string) => {
			const sorted = (cost[name] ?? []).toSorted((a, b) => a.cpuMicros - b.cpuMicros);
			return sorted[Math.floor(sorted.length / 2)] as LoadFigures;
		};
		print.line(`${connections} connections, ${openAttempts} attempts of 100 items open, median of three turns:`);
		for (const name of Object.keys(cost)) print.load(name, middle(name));
		const [ours, theirs] = [middle('durable saves'), middle('bare loop, group commit')];
		print.line(
			`ratio: ${(ours.perSecond / theirs.perSecond).toFixed(2)} of the bare loop's rate (goal 0.5), ` +
				`${(ours.cpuMicros / theirs.cpuMicros).toFixed(2)} times its CPU per save (goal 2)`
		);
	} finally {
		await Promise.all([server.stop(), group.stop(), single.stop()]);
		await place.close();
	}
}

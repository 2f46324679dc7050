import { readdirSync, readFileSync } from 'node:fs';
import type { Cost } from '#lib/exam/rehearsal/capacity.ts';

/**
 * Processor time a process has used so far, in milliseconds: its main thread and all its threads, user and system. From
 * /proc by the nanosecond; undefined where the machine does not tell (other systems than Linux).
 */
export function processorTime(pid: number): Cost | undefined {
	const spent = (thread: string) =>
		Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
	try {
		let all = 0;
		for (const thread of readdirSync(`/proc/${pid}/task`)) all += spent(thread);
		return { main: spent(String(pid)), all };
	} catch {
		return undefined;
	}
}

export const difference = (before: Cost | undefined, after: Cost | undefined): Cost | undefined =>
	before && after && { main: after.main - before.main, all: after.all - before.all };

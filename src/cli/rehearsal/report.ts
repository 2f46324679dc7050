import { constants, setPriority } from 'node:os';
import type { Db } from '#lib/base/db/schema.ts';
import { sittingNow } from '#lib/exam/rehearsal/hindrance.server.ts';
import type { Message } from '#lib/exam/rehearsal/progress.ts';
import { type Report, Stopped } from './exact.ts';
import { progress } from './progress.ts';

/** A server that started this process hears of the progress a few times a second at most. */
const sayEveryMs = 300;

const words = {
	copy: '复制 copying',
	people: '建考生 people',
	alone: '逐人测量 one by one',
	sitting: '考试 answers',
	checking: '核对 checking'
} as const;

/** Tells how far the rehearsal is: to the server that started this process, else on stderr. */
export function reporter(): { readonly report: Report; readonly say: (message: Message) => void } {
	const say = (message: Message) => {
		if (process.connected) process.send?.(message);
	};
	const bars = new Map<string, (done: number) => void>();
	let saidAt = 0;
	let stageSaid = '';
	return {
		say,
		report(stage, done, all) {
			if (process.connected) {
				const now = performance.now();
				if (stage === stageSaid && done < all && now - saidAt < sayEveryMs) return;
				[saidAt, stageSaid] = [now, stage];
				say({ kind: 'progress', stage, done, all });
				return;
			}
			if (all === 1) {
				process.stderr.write(`${words[stage]}\n`);
				return;
			}
			const bar = bars.get(stage) ?? progress(words[stage], all);
			bars.set(stage, bar);
			bar(done);
		}
	};
}

/** How often it looks whether somebody real has begun to sit. */
const lookEveryMs = 2000;

/**
 * Ends the rehearsal when it is told to, when the server that started it is gone, or when somebody real starts an exam:
 * real people come first. Started by a server, it also runs at a lower priority than that.
 * @param beside whether it goes on beside real people all the same
 */
export function watchful(db: Db, beside = false): { readonly signal: AbortSignal; end(): void } {
	const controller = new AbortController();
	const stop = () => controller.abort(new Stopped('stopped'));
	const look = setInterval(() => {
		void sittingNow(db, Date.now()).then(
			(people) => {
				if (people > 0 && !beside) controller.abort(new Stopped('sitting'));
			},
			// A moment in which the database is busy is no reason to end.
			() => undefined
		);
	}, lookEveryMs);
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
	if (process.connected) {
		process.once('disconnect', stop);
		setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
	}
	return {
		signal: controller.signal,
		end() {
			clearInterval(look);
			for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, stop);
			process.off('disconnect', stop);
			// An open channel keeps a process alive.
			if (process.connected) process.disconnect();
		}
	};
}

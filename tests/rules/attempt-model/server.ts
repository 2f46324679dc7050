import { type Attempt, type AttemptEvent, unstarted } from '#lib/exam/attempt/attempt.ts';
import { inTime } from '#lib/exam/attempt/attempt-rules.ts';
import { createBatch, viewOf } from './batch.ts';
import { type Job, startedAt } from './job.ts';
import type { Network } from './network.ts';
import type { Witness } from './properties.ts';
import type { Seams } from './seams.ts';

/** How one group commit goes: whole, or the process dies before or after COMMIT. */
export type Fate = 'whole' | 'dieBefore' | 'dieAfter';

/** The server in small: a durable log, a queue, group commit, and a process that dies and comes up again. */
export function createServer(seams: Seams, witness: Witness, network: Network, limitMs: number) {
	const log: AttemptEvent[] = [];
	let attempt: Attempt = unstarted;
	let queue: Job[] = [];
	/** Arrived, but not read to the end yet. */
	let doorway: Job[] = [];
	let diedAt: number | undefined;

	function harden(batch: ReturnType<typeof createBatch>): void {
		log.push(...batch.appended.map(({ event }) => event));
		attempt = batch.attempt;
		witness.commit(batch.appended, batch.judged);
	}

	function commit(fate: Fate, now: number): void {
		const batch = createBatch(seams, witness, log, attempt, now);
		const answers: (() => void)[] = [];
		for (const job of queue) {
			const answer = batch.run(job);
			if (!answer || job.kind !== 'call') continue;
			const head = batch.attempt.n;
			answers.push(() => {
				witness.told(head);
				network.put({ to: 'tab', call: job.call, ...answer });
			});
		}
		queue = [];
		const early = seams.answersLeave === 'beforeCommit';
		if (early) for (const leave of answers) leave();
		if (fate !== 'dieBefore') harden(batch);
		if (fate === 'whole') {
			if (!early) for (const leave of answers) leave();
			return;
		}
		if (batch.appended.length > 0) witness.reached.add(fate);
		doorway = [];
		diedAt = now;
	}

	const first = createBatch(seams, witness, log, attempt, startedAt);
	first.begin(startedAt, limitMs);
	harden(first);

	return {
		log,
		get attempt() {
			return attempt;
		},
		get up() {
			return diedAt === undefined;
		},
		view: (now: number) => viewOf(attempt, now),
		/** Into the queue, or into the doorway first; nobody is there when the process is dead. */
		take(job: Job, slow = false): void {
			if (diedAt === undefined) (slow ? doorway : queue).push(job);
		},
		enter(now: number): void {
			queue.push(...doorway.map((job) => ({ ...job, enteredAt: now })));
			doorway = [];
		},
		commit(fate: Fate, now: number): void {
			if (diedAt === undefined) commit(fate, now);
		},
		/** All is read from the log; a running attempt gets the time back before any door opens. */
		restart(now: number): void {
			if (diedAt === undefined) return;
			const gap = now - diedAt;
			const running = attempt.status === 'open' && inTime(attempt, diedAt);
			diedAt = undefined;
			attempt = log.reduce(seams.apply, unstarted);
			witness.restarted({ log, attempt });
			if (!running || gap === 0) return;
			witness.promise(gap);
			witness.reached.add('outage');
			if (!seams.outageCredited) return;
			queue.push({ kind: 'extend', byMs: gap, reason: 'outage', receivedAt: now, enteredAt: now });
			commit('whole', now);
		}
	};
}

export type Server = ReturnType<typeof createServer>;

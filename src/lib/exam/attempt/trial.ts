import type { Instant } from '#lib/base/core/clock.ts';
import type { Register } from './attempt.ts';
import { respond } from './attempt-rules.ts';
import type { ReadRequest } from './read-request.ts';
import type { Ack, SaveAnswer, Standing, SyncAnswer, WireResponse } from './wire.ts';

/** Questions of the practice paper. */
export const trialQuestions = 5;

/** Far away: nobody is closed while trying out. */
const endless = 24 * 3_600_000;

/** One person's trial: no attempt of record, no row anywhere. */
export interface Trial {
	readonly epoch: number;
	/** By question number. */
	readonly registers: ReadonlyMap<number, Register>;
	readonly openedAt: Instant;
	/** Counts what was taken in. */
	readonly n: number;
}

export const opened = (trial: Trial | undefined, now: Instant): Trial => ({
	epoch: (trial?.epoch ?? 0) + 1,
	registers: new Map(),
	openedAt: now,
	n: 0
});

const standing = ({ registers, openedAt, n }: Trial, now: Instant): Standing => ({
	serverNow: now,
	deadlineAt: openedAt + endless,
	state: 'open',
	answered: [...registers.values()].filter(({ answer }) => answer.length > 0).length,
	head: { n, hash: '' }
});

const responses = ({ registers }: Trial): WireResponse[] =>
	[...registers].map(([number, { epoch, rev, answer, marked }]) => ({ number, epoch, rev, answer, marked }));

export const synced = (trial: Trial, now: Instant): SyncAnswer => ({
	epoch: trial.epoch,
	graceMs: 0,
	responses: responses(trial),
	...standing(trial, now)
});

/** Takes edits in by the very rules of the sitting (`respond`), so that what people see here is what will happen. */
export function saved(
	trial: Trial,
	read: ReadRequest,
	now: Instant
): { readonly trial: Trial; readonly answer: SaveAnswer } {
	const gate = { status: 'open', epoch: trial.epoch, deadlineAt: trial.openedAt + endless, graceMs: 0 } as const;
	const registers = new Map(trial.registers);
	let { n } = trial;
	const acks = read.ops.map((one): Ack => {
		if (!one.ok || one.op.number > trialQuestions) {
			const { number, epoch, rev } = one.ok ? one.op : one;
			return { number, epoch, rev, status: 'rejected', code: one.ok ? 'noSuchQuestion' : 'unreadable' };
		}
		const { number, epoch, rev, answer, marked } = one.op;
		const current = registers.get(number);
		const { ack: status } = respond(gate, current, { slot: number, epoch, rev, answer, marked, clientAt: null }, now);
		if (status === 'applied') {
			registers.set(number, { epoch, rev, answer, marked, receivedAt: now });
			n++;
		}
		const stands =
			status === 'stale' && current
				? { current: { epoch: current.epoch, rev: current.rev, answer: current.answer, marked: current.marked } }
				: {};
		return { number, epoch, rev, status, ...stands };
	});
	const after = { ...trial, registers, n };
	const lease = read.epoch < trial.epoch ? 'lost' : 'held';
	return { trial: after, answer: { durable: true, batch: read.batch, lease, acks, ...standing(after, now) } };
}

import { toCanonical, toShown } from '#lib/exam/attempt/answer-sheet.ts';
import {
	answeredIn,
	type Attempt,
	type AttemptEvent,
	compareVersions,
	type Happening,
	type Op
} from '#lib/exam/attempt/attempt.ts';
import type { LateEdit } from '#lib/exam/attempt/attempt-rules.ts';
import { reopenedDeadline } from '#lib/exam/attempt/officer-rules.ts';
import { type ReadOp, readRequest } from '#lib/exam/attempt/read-request.ts';
import { type Ack, protocol, type SaveRequest, type SyncAnswer, type WireOp } from '#lib/exam/attempt/wire.ts';
import { graceMs, type Job, type PostedForm } from './job.ts';
import type { Call } from './network.ts';
import { questions, sheet, total } from './paper.ts';
import { type Appended, broken, contentOf, type Judgement, nameOf, type Witness } from './properties.ts';
import type { Case, Seams } from './seams.ts';

export interface Answer {
	readonly status: number;
	readonly value: unknown;
}

/** What a page is told of the attempt. */
export const viewOf = (attempt: Attempt, serverNow: number): SyncAnswer => ({
	serverNow,
	deadlineAt: attempt.deadlineAt,
	state: attempt.status === 'open' ? 'open' : 'submitted',
	answered: answeredIn(attempt.registers),
	head: { n: attempt.n, hash: '' },
	epoch: attempt.epoch,
	graceMs,
	responses: questions.flatMap((question) => {
		const register = attempt.registers.get(question.slot);
		if (!register) return [];
		const { epoch, rev, answer, marked } = register;
		return [{ number: question.number, epoch, rev, answer: toShown(question, answer), marked }];
	})
});

/**
 * One group commit before COMMIT: runs jobs on a copy and collects what is to be appended. Edits go through the
 * product's reading, answer sheet and rules; only the SQL around them (save, form, submit, extend, officer.server.ts) is
 * replaced by a list of events.
 */
export function createBatch(seams: Seams, witness: Witness, log: readonly AttemptEvent[], start: Attempt, now: number) {
	let attempt = start;
	const events = [...log];
	const appended: Appended[] = [];
	const judged: Judgement[] = [];

	function append(happening: Happening, on: Pick<AttemptEvent, 'receivedAt' | 'clientAt' | 'actor'>): void {
		const { receivedAt, clientAt, actor } = on;
		const event: AttemptEvent = { ...happening, receivedAt, clientAt, actor, n: attempt.n + 1 };
		appended.push({ before: attempt, event });
		events.push(event);
		attempt = seams.apply(attempt, event);
	}
	const by = (job: Job, actor = 'candidate') => ({ receivedAt: job.receivedAt, clientAt: null, actor });

	function judge(op: Op, receivedAt: number, source: Case['source'], gate = attempt) {
		const register = attempt.registers.get(op.slot);
		const standing = register && events.findLast((event) => event.kind === 'responded' && event.slot === op.slot);
		const standingClientAt = standing?.clientAt ?? 0;
		return seams.judge({ gate, register, op, receivedAt, standingClientAt, source });
	}

	function applyEdit(read: ReadOp, job: Job, source: Case['source'] = 'browser'): Ack {
		const { number, epoch, rev } = read.ok ? read.op : read;
		const named = { number, epoch, rev };
		if (!read.ok) return { ...named, status: 'rejected', code: 'unreadable' };
		const question = sheet.question(number);
		if (!question) return { ...named, status: 'rejected', code: 'noSuchQuestion' };
		const answer = seams.toCanonical(question, read.op.answer);
		if (!answer) return { ...named, status: 'rejected', code: 'invalidAnswer' };
		const { slot } = question;
		const { marked, clientAt = null } = read.op;
		const op: Op = { slot, epoch, rev, answer, marked, clientAt };
		const register = attempt.registers.get(slot);
		const verdict = judge(op, seams.receivedAt === 'door' ? job.receivedAt : now, source);
		const { receivedAt, enteredAt } = job;
		const judgement = { op, verdict, at: attempt, receivedAt, enteredAt };
		witness.judge(judgement);
		judged.push(judgement);
		const again = register && compareVersions(op, register) === 0 && verdict.ack === 'stale';
		witness.reached.add(again ? 'two edits of one name' : `${source}: ${verdict.ack}`);
		const kept = events.some((event) => event.kind === 'late' && sameEdit(event, op) && event.receivedAt <= receivedAt);
		if (verdict.event !== null && !(verdict.event === 'late' && kept))
			append({ kind: verdict.event, slot, epoch, rev, answer, marked }, { ...by(job), clientAt });
		const ack = { ...named, status: verdict.ack, ...(verdict.code ? { code: verdict.code } : {}) };
		if (verdict.ack !== 'stale' || !register) return ack;
		const { epoch: standingEpoch, rev: standingRev } = register;
		const current = { epoch: standingEpoch, rev: standingRev, answer: toShown(question, register.answer) };
		return { ...ack, current: { ...current, marked: register.marked } };
	}

	const isBad = (read: ReadOp): boolean => {
		const question = read.ok ? sheet.question(read.op.number) : undefined;
		return !read.ok || !question || !toCanonical(question, read.op.answer) || read.op.epoch > attempt.epoch;
	};

	/** P13 is looked at here: a good edit is never refused for the sake of a bad one. */
	function applyEdits(job: Job, request: SaveRequest): readonly Ack[] | undefined {
		const read = readRequest(request);
		if (!read) return broken('P13', 'the request was unreadable as a whole');
		const good = read.ops.map((one) => !isBad(one));
		const failed = seams.badEditFails === 'request' && good.includes(false);
		const acks = failed ? undefined : read.ops.map((one) => applyEdit(one, job));
		if (good.some((is, index) => is && (acks?.[index]?.status ?? 'rejected') === 'rejected'))
			broken('P13', 'a good edit was refused with a bad one');
		return acks;
	}

	/** Only what differs from what that page showed is an edit, with the page's epoch and the next rev of it. */
	function applyForm(job: Job, { epoch, rev: scripted, answers }: PostedForm): void {
		const openedAt = events.find((event) => event.kind === 'opened' && event.epoch === epoch)?.n ?? 0;
		const view = new Map<number, Pick<WireOp, 'answer' | 'marked'>>();
		let rev = scripted;
		for (const event of events) {
			if (event.kind === 'late' && event.epoch === epoch) rev = Math.max(rev, event.rev);
			if (event.kind !== 'responded' && event.kind !== 'marked') continue;
			if (event.epoch === epoch) rev = Math.max(rev, event.rev);
			const question = sheet.ofSlot(event.slot);
			if (question && (event.epoch === epoch || event.n < openedAt))
				view.set(question.number, { answer: toShown(question, event.answer), marked: event.marked });
		}
		rev++;
		for (const [number, { answer: shown, marked }] of answers) {
			const before = view.get(number) ?? { answer: [], marked: false };
			if (before.answer.join() === shown.join() && before.marked === marked) continue;
			const question = sheet.question(number);
			const answer = question && toCanonical(question, shown);
			if (!answer) continue;
			witness.edit({ slot: question.slot, epoch, rev, answer, marked, clientAt: null }, 'posted');
			applyEdit({ ok: true, op: { number, epoch, rev, answer: shown, marked } }, job);
		}
	}

	function close(job: Job, closer: 'candidate' | 'clock'): void {
		const closing = seams.submit(attempt, closer, job.receivedAt);
		const answered = answeredIn(attempt.registers);
		if (!closing) return;
		append({ kind: 'submitted', ...closing, answered, total }, by(job, closer));
		witness.reached.add(`closed by ${closing.by}`);
	}

	/** The deadline grows, and what came late but before the new deadline counts after all. */
	function extend(job: Job, byMs: number, reason: string): void {
		const deadlineAt = seams.extend(attempt, attempt.deadlineAt + byMs);
		if (deadlineAt === undefined) return;
		append({ kind: 'extended', deadlineAt, reason }, by(job, 'clock'));
		countTimely('late edit counted after all');
	}

	function countTimely(reached: string): void {
		const late = events.filter((one): one is LateEdit => one.kind === 'late');
		for (const edit of seams.timelyAfterAll(attempt, (slot) => attempt.registers.get(slot), late)) {
			const { slot, epoch, rev, answer, marked } = edit;
			append({ kind: 'responded', slot, epoch, rev, answer, marked }, edit);
			witness.reached.add(reached);
		}
	}

	/** What was handed in is open again, and what came in the meantime counts. */
	function reopen(job: Job, moreMs: number): void {
		const deadlineAt = reopenedDeadline(attempt, moreMs, job.receivedAt);
		if (attempt.status !== 'submitted' || deadlineAt === undefined) return;
		const overMs = deadlineAt - attempt.deadlineAt;
		append({ kind: 'reopened', deadlineAt, overMs, reason: 'officer' }, by(job, 'officer'));
		witness.reached.add('reopened');
		if (seams.lateCountsWhenReopened) countTimely('late edit counted when reopened');
	}

	/** What came late may stand by the word of two officers, where nothing newer does. */
	function adopt(job: Job, proposer: string, decider: string): void {
		if (attempt.status !== 'submitted' || !seams.mayAdopt(proposer, decider)) return;
		const actor = `adopted:${proposer}+${decider}`;
		for (const event of events.filter((one) => one.kind === 'late')) {
			const { slot, epoch, rev, answer, marked } = event;
			const { ack } = judge(event, attempt.startedAt, 'browser', { ...attempt, status: 'open' });
			if (ack !== 'applied') continue;
			append({ kind: 'responded', slot, epoch, rev, answer, marked }, by(job, actor));
			witness.reached.add('late edit adopted');
		}
	}

	function answerCall(job: Job, { request, kind }: Call): Answer {
		if (kind === 'open') {
			if (attempt.status !== 'open') return { status: 410, value: null };
			append({ kind: 'opened', epoch: attempt.epoch + 1, session: 's' }, by(job));
			return { status: 200, value: viewOf(attempt, job.receivedAt) };
		}
		const acks = applyEdits(job, request);
		if (!acks) return { status: 422, value: null };
		const heard = { durable: true, batch: request.batch, acks };
		if (kind === 'submit') {
			close(job, 'candidate');
			const closing = events.findLast((event) => event.kind === 'submitted');
			return closing
				? { status: 200, value: { ...heard, receipt: `receipt ${closing.n}` } }
				: { status: 410, value: null };
		}
		const lease = request.epoch < attempt.epoch ? 'lost' : 'held';
		return { status: 200, value: { ...heard, lease, ...viewOf(attempt, job.receivedAt) } };
	}

	function upload(job: Job, ops: readonly WireOp[]): void {
		const read = readRequest({ protocol, epoch: 1, batch: '', ops });
		for (const one of read?.ops ?? []) applyEdit(one, job, 'rescue');
	}

	return {
		appended,
		judged,
		get attempt() {
			return attempt;
		},
		run(job: Job): Answer | undefined {
			switch (job.kind) {
				case 'call':
					return answerCall(job, job.call);
				case 'form':
					return void applyForm(job, job.form);
				case 'sweep':
					return void close(job, 'clock');
				case 'extend':
					return void extend(job, job.byMs, job.reason);
				case 'upload':
					return void upload(job, job.ops);
				case 'reopen':
					return void reopen(job, job.moreMs);
				case 'adopt':
					return void adopt(job, job.proposer, job.decider);
			}
		},
		/** The attempt begins. */
		begin(startedAt: number, limitMs: number): void {
			const deadlineAt = startedAt + limitMs;
			const started = { kind: 'started' as const, layoutHash: '', limitMs, deadlineAt, graceMs, total };
			append(started, { receivedAt: startedAt, clientAt: null, actor: 'candidate' });
		}
	};
}

const sameEdit = (a: LateEdit, b: Op): boolean =>
	nameOf(a.slot, a) === nameOf(b.slot, b) && contentOf(a) === contentOf(b);

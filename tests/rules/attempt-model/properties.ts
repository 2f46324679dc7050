import {
	type Attempt,
	type AttemptEvent,
	compareVersions,
	fold,
	type Op,
	type Register,
	unstarted,
	type Version
} from '#lib/exam/attempt/attempt.ts';
import { closingMarginMs, inTime, receive, type Verdict } from '#lib/exam/attempt/attempt-rules.ts';
import type { Receipt } from '#lib/exam/attempt/wire.ts';

/** The properties of reliability.md §4.5, by their numbers there. */
export const properties = {
	P1: 'an acknowledged edit stands, or a newer one, for ever and over any crash',
	P2: 'healed in time, the newest edit of all stands and every queue is empty',
	P3: 'any order, repetition and batching of the same edits gives the same answers',
	P4: 'after closing nothing changes but what two officers adopt, until an officer opens it again',
	P5: 'what is applied to one question grows strictly by (epoch, rev)',
	P6: 'every answer that stands was entered for that question',
	P7: 'one closing, one receipt, and another after each reopening',
	P8: 'after a crash the log is what had been committed, all that was told included',
	P9: 'a higher version is never overwritten by a lower one',
	P10: 'the log, folded anew, is what stands and what was handed in',
	P11: 'the deadline never comes sooner, nor before all time promised and given back',
	P12: 'an edit counts exactly if it arrived within deadline and grace',
	P13: 'a refused edit changes nothing for the others',
	P14: 'with an empty queue the page shows what the server has'
} as const;
export type Property = keyof typeof properties;

export interface Broken extends Error {
	readonly property: Property;
}

export function broken(property: Property, detail: string): never {
	throw Object.assign(new Error(`${property} (${properties[property]}): ${detail}`), { property });
}

export const contentOf = (edit: { readonly answer: readonly string[]; readonly marked: boolean }): string =>
	`${edit.answer.join('')}${edit.marked ? '!' : ''}`;
export const nameOf = (slot: number, { epoch, rev }: Version): string => `${slot}.${epoch}.${rev}`;

/** One edit as the server judged it. */
export interface Judgement {
	readonly op: Op;
	readonly verdict: Verdict;
	/** Where the attempt stood. */
	readonly at: Attempt;
	/** The moment of arrival at the door, and of entering the queue. */
	readonly receivedAt: number;
	readonly enteredAt: number;
}

/** What the server appended, with the attempt before. */
export interface Appended {
	readonly before: Attempt;
	readonly event: AttemptEvent;
}

/** What the server lets be looked at from outside. */
export interface Seen {
	readonly log: readonly AttemptEvent[];
	readonly attempt: Attempt;
}

export const adoptedBy = (event: AttemptEvent): readonly string[] | undefined =>
	event.actor.startsWith('adopted:') ? event.actor.slice(8).split('+') : undefined;

const listed = (registers: ReadonlyMap<number, Register>): string =>
	[...registers]
		.map(([slot, register]) => `${nameOf(slot, register)}=${contentOf(register)}`)
		.sort()
		.join(' ');

/** Stands beside the history, remembers what everybody did and was told, and raises `Broken` when a property fails. */
export function createWitness(promisedAt: number) {
	/** By (slot, epoch, rev): the contents entered under this name. More than one only after a page came back to life. */
	const made = new Map<string, Set<string>>();
	const newest = new Map<number, Version>();
	/** Replaced, before they were sent, by an edit that the server then refused; the page shows the refusal. */
	const covered = new Set<string>();
	const acked = new Map<number, Version & { readonly content: string }>();
	const judgements: Judgement[] = [];
	const committed: AttemptEvent[] = [];
	let before: Attempt = unstarted;
	let promised = promisedAt;
	let toldHead = 0;
	const receipts = new Set<string>();

	const reached = new Set<string>();

	/** P4, P5, P6, P7, P12 on one event that was committed. */
	function append({ before: at, event }: Appended): void {
		committed.push(event);
		const times = (wanted: AttemptEvent['kind']) => committed.filter(({ kind }) => kind === wanted).length;
		if (times('submitted') > 1 + times('reopened')) broken('P7', 'closed twice');
		if (event.kind === 'extended' && event.reason === 'officer')
			promised += Math.max(0, event.deadlineAt - at.deadlineAt);
		if (event.kind === 'submitted' && event.answered !== answered(at)) broken('P10', 'another count was handed in');
		if (event.kind !== 'responded' && event.kind !== 'marked') return;
		const name = nameOf(event.slot, event);
		const register = at.registers.get(event.slot);
		if (register && compareVersions(event, register) <= 0)
			broken('P5', `${name} after ${nameOf(event.slot, register)}`);
		if (!made.get(name)?.has(contentOf(event))) broken('P6', `${name}=${contentOf(event)} was entered by nobody`);
		const officers = adoptedBy(event);
		if (officers) {
			if (new Set(officers).size < 2) broken('P4', `${name} adopted by ${officers.join()} alone`);
		} else {
			if (at.status !== 'open') broken('P4', `${name} applied when ${at.status}`);
			if (!inTime(at, event.receivedAt)) broken('P12', `${name} counts, received at ${event.receivedAt}`);
		}
	}

	/** P12 on one edit: what the server said fits the moment of arrival. */
	function judge({ op, verdict, at, receivedAt, enteredAt }: Judgement): void {
		const name = nameOf(op.slot, op);
		const timely = inTime(at, receivedAt);
		if (verdict.ack === 'applied' && !timely) broken('P12', `${name} applied though late`);
		if (verdict.ack === 'late' && timely) broken('P12', `${name} late though in time`);
		const margin = at.deadlineAt + at.graceMs + closingMarginMs;
		if (verdict.ack === 'closed' && timely && at.submittedBy === 'clock' && enteredAt <= margin)
			broken('P12', `${name} came in time and found the attempt closed by the clock`);
	}

	const answered = (attempt: Attempt) =>
		[...attempt.registers.values()].filter(({ answer }) => answer.length > 0).length;

	return {
		/** What this history came to, so that a test can see that histories come to everything. */
		reached,
		/** An edit that can be one was entered; `kept` when its machine holds it until it is acknowledged. */
		edit(op: Op, held: 'kept' | 'posted'): void {
			const name = nameOf(op.slot, op);
			made.set(name, (made.get(name) ?? new Set()).add(contentOf(op)));
			const known = newest.get(op.slot);
			if (held === 'kept' && (!known || compareVersions(op, known) > 0)) newest.set(op.slot, op);
		},
		cover: (slot: number, version: Version) => void covered.add(nameOf(slot, version)),
		/** Time to be given back, whatever the server does. */
		promise: (ms: number) => void (promised += ms),
		/** The server let an answer out. */
		told: (head: number) => void (toldHead = Math.max(toldHead, head)),
		/** A page was told that this edit stands. */
		acked(slot: number, edit: Version & { readonly answer: readonly string[]; readonly marked: boolean }): void {
			const known = acked.get(slot);
			if (known && compareVersions(edit, known) < 0) return;
			acked.set(slot, { epoch: edit.epoch, rev: edit.rev, content: contentOf(edit) });
		},
		receipt({ receipt: number }: Receipt): void {
			receipts.add(number);
			const closings = committed.filter(({ kind }) => kind === 'submitted').length;
			if (receipts.size > closings) broken('P7', `receipts ${[...receipts].join()}, closed ${closings} times`);
		},
		judge,
		commit(appended: readonly Appended[], judged: readonly Judgement[]): void {
			for (const one of appended) append(one);
			judgements.push(...judged);
			for (const { op, verdict } of judged) {
				if (verdict.ack !== 'late' && verdict.ack !== 'closed') continue;
				const evidence = (event: AttemptEvent) =>
					event.kind === 'late' &&
					nameOf(event.slot, event) === nameOf(op.slot, op) &&
					contentOf(event) === contentOf(op);
				if (!committed.some(evidence)) broken('P12', `${nameOf(op.slot, op)} came late and was not kept`);
			}
		},
		/** P8, P10 when the server has come up again: everything is read from the log. */
		restarted({ log, attempt }: Seen): void {
			if (log.length < toldHead) broken('P8', `event ${toldHead} was told, the log ends at ${log.length}`);
			if (log.length !== committed.length || log.some((event, index) => event !== committed[index]))
				broken('P8', 'the log is not what had been committed');
			if (listed(fold(log).registers) !== listed(attempt.registers)) broken('P10', 'folded otherwise');
		},
		/** P1, P9, P11 after every step. */
		look({ attempt }: Seen): void {
			if (attempt === before) return;
			for (const [slot, register] of before.registers) {
				const now = attempt.registers.get(slot);
				if (!now || compareVersions(now, register) < 0) broken('P9', `slot ${slot} fell`);
			}
			if (attempt.deadlineAt < before.deadlineAt) broken('P11', 'the deadline came sooner');
			before = attempt;
		},
		stands({ attempt }: Seen): void {
			for (const [slot, ack] of acked) {
				const register = attempt.registers.get(slot);
				const order = register ? compareVersions(register, ack) : -1;
				if (order < 0) broken('P1', `${nameOf(slot, ack)} was acknowledged and does not stand`);
				if (register && order === 0 && contentOf(register) !== ack.content)
					broken('P1', `${nameOf(slot, ack)} was acknowledged as ${ack.content} and stands as ${contentOf(register)}`);
			}
		},
		/** P2, when all has come through before the deadline. */
		healed({ attempt }: Seen): void {
			for (const [slot, version] of newest) {
				const register = attempt.registers.get(slot);
				const name = nameOf(slot, version);
				if (register && compareVersions(register, version) >= 0) continue;
				if (!covered.has(name)) broken('P2', `${name} does not stand`);
			}
		},
		/** P3, P10, P11, P12 at the end. */
		end({ log, attempt }: Seen): void {
			const again = fold(log);
			if (listed(again.registers) !== listed(attempt.registers)) broken('P10', 'the log folds to something else');
			if (attempt.status === 'open' && attempt.deadlineAt < promised)
				broken('P11', `${promised - attempt.deadlineAt} ms less than promised`);
			// What was said to be closed before it was opened again is decided anew, by the deadline that stands then.
			const reopenedAt = log.findLast(({ kind }) => kind === 'reopened')?.n ?? 0;
			const open = judgements.filter(
				({ at, verdict }) => (at.status === 'open' || at.n < reopenedAt) && verdict.ack !== 'rejected'
			);
			for (const { op, verdict, receivedAt } of open) {
				if (!['late', 'closed'].includes(verdict.ack) || !inTime(attempt, receivedAt)) continue;
				const register = attempt.registers.get(op.slot);
				if (!register || compareVersions(register, op) < 0)
					broken('P12', `${nameOf(op.slot, op)} came before the deadline that stands in the end and does not count`);
			}
			// One name for two contents: then the first to arrive stands, and order matters by design.
			if ([...made.values()].some((contents) => contents.size > 1)) return;
			const timely = open.filter(({ receivedAt }) => inTime(attempt, receivedAt));
			const counts = new Set(timely.map(({ op }) => nameOf(op.slot, op)));
			const unadopted = new Map<number, Register>();
			for (const event of log)
				if (event.kind === 'responded' || event.kind === 'marked')
					if (!adoptedBy(event) || counts.has(nameOf(event.slot, event))) unadopted.set(event.slot, event);
			const start: Attempt = { ...attempt, status: 'open', registers: new Map() };
			const turned = [...open].reverse();
			const cut = open.length >> 1;
			for (const order of [turned, [...open, ...open], [...turned.slice(cut), ...open, ...turned.slice(0, cut)]]) {
				const registers = new Map<number, Register>();
				for (const { op, receivedAt } of order)
					for (const event of receive({ ...start, registers }, [op], receivedAt).events)
						if (event.kind === 'responded' || event.kind === 'marked') registers.set(event.slot, event);
				if (listed(registers) !== listed(unadopted)) broken('P3', `${listed(registers)}, not ${listed(unadopted)}`);
			}
		}
	};
}

export type Witness = ReturnType<typeof createWitness>;

import { toCanonical } from '#lib/exam/attempt/answer-sheet.ts';
import { apply, type Closer, type Register } from '#lib/exam/attempt/attempt.ts';
import { inTime, respond, submit } from '#lib/exam/attempt/attempt-rules.ts';
import type { Outbox } from '#lib/exam/attempt/outbox.ts';
import type { Ack } from '#lib/exam/attempt/wire.ts';
import { contentOf, type Property } from './properties.ts';
import type { Case, Seams } from './seams.ts';

interface Mutant {
	readonly seams: Partial<Seams>;
	/** The properties that may be the first to notice. */
	readonly caughtBy: readonly Property[];
}

const judged = ({ gate, receivedAt }: Case, register: Register | undefined, op: Case['op']) =>
	respond(gate, register, op, receivedAt);

/** The edit as if there were one epoch only; one that was never issued stays refused. */
const leveled = ({ gate, op }: Case): Case['op'] => (op.epoch > gate.epoch ? op : { ...op, epoch: 1 });

/** Any ack of a question takes its edit out. */
function careless(outbox: Outbox, acks: readonly Ack[]): Outbox {
	const pending = new Map(outbox.pending);
	for (const { number } of acks) pending.delete(number);
	return { ...outbox, pending };
}

/** Closing in this one's name keeps no margin after the grace. */
const atOnce =
	(hasty: Closer): typeof submit =>
	(gate, by, at) =>
		by === hasty && gate.status === 'open' && !inTime(gate, at)
			? { by: 'clock', submittedAt: gate.deadlineAt }
			: submit(gate, by, at);

/**
 * Bugs that answer-saving systems have had or could have (reliability.md §4.5, and some of our own). Each must be
 * caught: a mutant that survives means that the properties do not look.
 */
export const mutants: Readonly<Record<string, Mutant>> = {
	'acknowledges before COMMIT': { seams: { answersLeave: 'beforeCommit' }, caughtBy: ['P1', 'P8', 'P14'] },
	'empties the queue by sending': { seams: { queueEmptied: 'bySending' }, caughtBy: ['P2'] },
	'orders by the browser’s clock': {
		seams: {
			judge: (on) => {
				const register = on.register && { ...on.register, epoch: 1, rev: on.standingClientAt + 1 };
				return judged(on, register, { ...leveled(on), rev: (on.op.clientAt ?? 0) + 1 });
			}
		},
		caughtBy: ['P1', 'P2', 'P3', 'P5', 'P9']
	},
	'compares revs without epochs': {
		seams: {
			judge: (on) => judged(on, on.register && { ...on.register, epoch: 1 }, leveled(on))
		},
		caughtBy: ['P1', 'P2', 'P3', 'P5', 'P9']
	},
	'lets the last arrival win': {
		seams: { judge: (on) => judged(on, undefined, on.op) },
		caughtBy: ['P1', 'P2', 'P3', 'P5', 'P9']
	},
	'writes after closing': {
		seams: { judge: (on) => judged({ ...on, gate: { ...on.gate, status: 'open' } }, on.register, on.op) },
		caughtBy: ['P4']
	},
	'closes twice': {
		seams: { submit: (gate, by, at) => submit({ ...gate, status: 'open' }, by, at) },
		caughtBy: ['P7']
	},
	'fails the request for one bad edit': { seams: { badEditFails: 'request' }, caughtBy: ['P2', 'P13'] },
	'drops the queue on 5xx': { seams: { on5xx: 'drop' }, caughtBy: ['P2'] },
	'lets any ack clear a question': { seams: { settled: careless }, caughtBy: ['P2'] },
	'shrinks the deadline by an extension': {
		seams: {
			extend: (gate, deadlineAt) => (gate.status === 'open' ? deadlineAt : undefined),
			apply: (attempt, event) => {
				const next = apply(attempt, event);
				return event.kind === 'extended' ? { ...next, deadlineAt: event.deadlineAt } : next;
			}
		},
		caughtBy: ['P11']
	},
	'lets the rescue file overwrite newer answers': {
		seams: { judge: (on) => judged(on, on.source === 'rescue' ? undefined : on.register, on.op) },
		caughtBy: ['P1', 'P2', 'P3', 'P5', 'P9']
	},
	'shows a stale answer as saved': { seams: { shown: 'own' }, caughtBy: ['P14'] },
	'takes another edit of the same version for the same edit': {
		seams: {
			judge: (on) => {
				const verdict = judged(on, on.register, on.op);
				const same = on.register?.epoch === on.op.epoch && on.register.rev === on.op.rev;
				return same && verdict.ack === 'stale' ? { ack: 'dup', event: null } : verdict;
			}
		},
		caughtBy: ['P1', 'P14']
	},
	'drops the same answer in a higher version': {
		seams: {
			judge: (on) => {
				const verdict = judged(on, on.register, on.op);
				const same = on.register && contentOf(on.register) === contentOf(on.op);
				return same && verdict.ack === 'applied' ? { ack: 'dup', event: null } : verdict;
			}
		},
		caughtBy: ['P1', 'P2', 'P3']
	},
	'stores letters as they were shown': {
		seams: { toCanonical: (question, shown) => toCanonical(question, shown) && [...shown].sort() },
		caughtBy: ['P6']
	},
	'forgets flags in memory': {
		seams: {
			apply: (attempt, event) =>
				apply(attempt, event.kind === 'responded' || event.kind === 'marked' ? { ...event, marked: false } : event)
		},
		caughtBy: ['P1', 'P10', 'P14']
	},
	'judges by the moment of the queue': { seams: { receivedAt: 'queue' }, caughtBy: ['P12'] },
	'forgets late edits when the deadline grows': { seams: { timelyAfterAll: () => [] }, caughtBy: ['P2', 'P3', 'P12'] },
	'forgets late edits when it is opened again': {
		seams: { lateCountsWhenReopened: false },
		caughtBy: ['P2', 'P3', 'P12']
	},
	'gives no time back after an outage': { seams: { outageCredited: false }, caughtBy: ['P11'] },
	'lets one officer adopt alone': { seams: { mayAdopt: () => true }, caughtBy: ['P4'] },
	'sweeps without the margin': { seams: { submit: atOnce('clock') }, caughtBy: ['P12'] },
	'closes at once when handed in too late': { seams: { submit: atOnce('candidate') }, caughtBy: ['P12'] }
};

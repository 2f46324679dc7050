import { toCanonical } from '#lib/exam/attempt/answer-sheet.ts';
import { apply, type Op, type Register } from '#lib/exam/attempt/attempt.ts';
import { extend, type Gate, respond, submit, timelyAfterAll, type Verdict } from '#lib/exam/attempt/attempt-rules.ts';
import { settled } from '#lib/exam/attempt/outbox.ts';

/** One edit before the server's rules. */
export interface Case {
	readonly gate: Gate;
	readonly register: Register | undefined;
	readonly op: Op;
	readonly receivedAt: number;
	/** What the browser's clock said of the edit that stands. */
	readonly standingClientAt: number;
	readonly source: 'browser' | 'rescue';
}

/**
 * The places where the model's server and pages meet the product's pure code, or hold what the product holds in SQL and
 * in the browser. Mutants replace one of them; the product itself knows no switch.
 */
export interface Seams {
	readonly toCanonical: typeof toCanonical;
	readonly judge: (on: Case) => Verdict;
	readonly submit: typeof submit;
	readonly extend: typeof extend;
	readonly apply: typeof apply;
	readonly settled: typeof settled;
	/** When answers leave the server. */
	readonly answersLeave: 'afterCommit' | 'beforeCommit';
	/** Which clock reading an edit is judged by. */
	readonly receivedAt: 'door' | 'queue';
	/** What one bad edit spoils. */
	readonly badEditFails: 'itself' | 'request';
	/** Which late edits count after all when the deadline grows. */
	readonly timelyAfterAll: typeof timelyAfterAll;
	/** Whether they count as well when an officer opens the attempt again. */
	readonly lateCountsWhenReopened: boolean;
	/** Whether the time the server was away is given back. */
	readonly outageCredited: boolean;
	readonly mayAdopt: (proposer: string, decider: string) => boolean;
	/** Whether the page's queue is emptied by sending or by the acknowledgement. */
	readonly queueEmptied: 'byAck' | 'bySending';
	readonly on5xx: 'keep' | 'drop';
	/** Whose word the page shows for a question where nothing waits. */
	readonly shown: 'server' | 'own';
}

export const sound: Seams = {
	toCanonical,
	judge: ({ gate, register, op, receivedAt }) => respond(gate, register, op, receivedAt),
	submit,
	extend,
	apply,
	settled,
	answersLeave: 'afterCommit',
	receivedAt: 'door',
	badEditFails: 'itself',
	timelyAfterAll,
	lateCountsWhenReopened: true,
	outageCredited: true,
	mayAdopt: (proposer, decider) => proposer !== decider,
	queueEmptied: 'byAck',
	on5xx: 'keep',
	shown: 'server'
};

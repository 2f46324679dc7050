import type { Generated } from 'kysely';
import type { AccountId, AttemptId, ExamId } from '../core/ids.ts';

/** Tables of migrations/0005_time.ts and 0010_boot.ts. `…At` milliseconds since 1970, `…Ms` milliseconds. */
export interface TimeTables {
	/** One row: the last moment at which the server was seen alive, and which older moments a confirmation has set aside. */
	serverClock: {
		id: number;
		beatAt: number;
		auditFloor: Generated<number>;
		attemptFloor: Generated<number>;
		/** Which start of the machine the heartbeat belongs to; null where the system does not tell. */
		bootId: string | null;
		/** How long the machine had been on at the heartbeat, sleep included. */
		uptimeMs: number | null;
	};
	/** The machine's clock and the server's disagreed; until confirmed every bureau page says so. */
	clockAlarm: {
		id: Generated<number>;
		kind: 'jump' | 'behind' | 'ahead' | 'year';
		wallAt: number;
		serverAt: number;
		confirmedAt: number | null;
		confirmedBy: string | null;
		takes: 'server' | 'machine' | null;
		note: Generated<string>;
		/** When the running server has taken the decision up. */
		appliedAt: number | null;
	};
	outage: {
		id: Generated<number>;
		kind: 'stopped' | 'stalled' | 'suspended' | 'clock';
		fromAt: number;
		toAt: number;
		/** When every running attempt had its time back. */
		creditedAt: number | null;
	};
	outageCredit: {
		attemptId: AttemptId;
		outageId: number;
		examId: ExamId;
		/** Working time the outage took. */
		lostMs: number;
		/** What the policy of the exam gave back. */
		creditMs: number;
		/** Working time that was left when the outage began. */
		leftMs: number;
	};
	rescueUpload: {
		id: Generated<number>;
		attemptId: AttemptId;
		examId: ExamId;
		code: string;
		/** `matched`: the code on the candidate's slip was typed in · `none`: there was no slip. */
		slip: 'matched' | 'none';
		digest: string;
		edits: number;
		applied: number;
		late: number;
		stale: number;
		rejected: number;
		receivedAt: number;
		actor: string;
		accountId: AccountId | null;
	};
	/** A proposal to let late answers count, and what another account decided. */
	adoption: {
		id: Generated<number>;
		attemptId: AttemptId;
		examId: ExamId;
		/** Numbers of the `late` events, as JSON. */
		events: string;
		reason: string;
		proposedBy: string;
		proposedAccount: AccountId;
		proposedAt: number;
		decision: 'approved' | 'refused' | null;
		note: Generated<string>;
		decidedBy: string | null;
		decidedAccount: AccountId | null;
		decidedAt: number | null;
	};
}

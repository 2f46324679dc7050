import type { Generated } from 'kysely';
import type { AccountId, PersonId, PlanMonthId, SessionId, UnitId } from '../core/ids.ts';

/** Tables of migrations/0015_sessions.ts. `…At` are milliseconds since 1970; JSON columns are text. */
export interface SessionTables {
	studySession: {
		id: Generated<SessionId>;
		level: 'district' | 'unit';
		/** The organising unit; null for the district. */
		unitId: UnitId | null;
		kind: 'collectiveStudy' | 'preMeetingStudy' | 'trialObservation';
		topic: string;
		lecturer: string;
		startsAt: number;
		place: string;
		subVenues: string;
		planMonthId: PlanMonthId | null;
		content: string;
		codes: number;
		walkIns: number;
		state: 'planned' | 'held' | 'cancelled';
		stateReason: string;
		stateAt: number;
		stateBy: string;
		madeAt: number;
		madeBy: string;
		lateAt: number | null;
		lateBy: string | null;
	};
	sessionLaw: { sessionId: SessionId; n: number; lawId: number };
	sessionUnit: {
		sessionId: SessionId;
		unitId: UnitId;
		reportingUnitId: UnitId;
		name: string;
		shortName: string;
		category: string;
		sortOrder: number;
	};
	sessionPerson: {
		id: Generated<number>;
		sessionId: SessionId;
		personId: PersonId;
		/** The establishment unit when the person was put on the list. */
		unitId: UnitId;
		name: string;
		section: string;
		post: string;
		walkIn: number;
		addedAt: number;
		addedBy: string;
		withdrawnAt: number | null;
		withdrawnBy: string | null;
		withdrawnReason: Generated<string>;
		status: 'present' | 'leave' | 'absent' | null;
		leaveKind: 'official' | 'sick' | 'personal' | 'other' | null;
		documentNo: Generated<string>;
		route: 'tick' | 'file' | 'code' | 'undo' | null;
		late: Generated<number>;
		markedAt: number | null;
		markedBy: string | null;
	};
	sessionBatch: {
		id: Generated<number>;
		sessionId: SessionId;
		fileName: string;
		fileHash: string;
		actor: string;
		accountId: AccountId | null;
		at: number;
		counts: string;
		undoneAt: number | null;
		undoneBy: string | null;
	};
	sessionMark: {
		id: Generated<number>;
		sessionPersonId: number;
		before: string;
		status: 'present' | 'leave' | 'absent' | null;
		leaveKind: 'official' | 'sick' | 'personal' | 'other' | null;
		documentNo: string;
		route: 'tick' | 'file' | 'code' | 'undo';
		batchId: number | null;
		/** The person was put on the list by this very entry. */
		adds: Generated<number>;
		late: number;
		actor: string;
		at: number;
	};
	sessionUpload: {
		id: Generated<number>;
		sessionId: SessionId;
		accountId: AccountId | null;
		fileName: string;
		fileHash: string;
		choices: string;
		rows: string;
		createdAt: number;
		batchId: number | null;
	};
}

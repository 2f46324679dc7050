import type { Generated } from 'kysely';
import type { AttemptId } from '../core/ids.ts';

/** Tables of migrations/0009_integrity.ts: how attempts were sat. `…At` milliseconds since 1970. All append-only. */
export interface IntegrityTables {
	/** First opening of the paper's page by one device in one session, shown or refused. */
	attemptPlace: {
		attemptId: AttemptId;
		device: string;
		session: string;
		address: string;
		admitted: number;
		at: number;
	};
	/** Time the page was left, as the browser told it; `beganAt` by the server's clock as the browser knew it. */
	absence: {
		id: Generated<number>;
		attemptId: AttemptId;
		beganAt: number;
		lengthMs: number;
		cause: 'screenLock' | 'otherTab' | 'otherWindow' | 'networkDialog' | 'reload' | 'unknown';
		receivedAt: number;
	};
	candidateNote: { id: Generated<number>; attemptId: AttemptId; text: string; at: number };
	reviewDecision: {
		id: Generated<number>;
		attemptId: AttemptId;
		flag: string;
		decision: 'nothing' | 'talkedTo' | 'toVoid';
		reason: string;
		actor: string;
		at: number;
	};
}

import type { Generated } from 'kysely';
import type { AttemptId } from '../core/ids.ts';

/** Tables of migrations/0011_integrity.ts: how attempts were sat. `…At` milliseconds since 1970. All append-only but `attemptPace`. */
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
		/** The flags that stood when it was decided, as JSON: what is computed anew later may differ. */
		flags: string;
		decision: 'nothing' | 'talkedTo' | 'voided';
		reason: string;
		actor: string;
		at: number;
	};
	/** The fastest run of a closed attempt where it is faster than anybody reads, else null: made from the log. */
	attemptPace: {
		attemptId: AttemptId;
		/** The submission it was made at. */
		eventId: number;
		answers: number;
		tookMs: number | null;
		readingMs: number | null;
	};
}

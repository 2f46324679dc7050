import type { Generated } from 'kysely';
import type {
	AttemptId,
	BlueprintId,
	EnrolmentId,
	ExamId,
	ItemVersionId,
	PaperId,
	PersonId,
	PublicationId,
	ScoringRunId,
	UnitId
} from '../core/ids.ts';

/** Tables of migrations/0003_exam.ts and later ones about exams. `…At` milliseconds since 1970, `…Ms` milliseconds, points in hundredths. */
export interface ExamTables {
	exam: {
		id: Generated<ExamId>;
		title: string;
		organiser: string;
		subjectOwner: Generated<string>;
		/** Scheme of exam/plan/scheme.ts. */
		scheme: string;
		blueprintId: BlueprintId | null;
		opensAt: number;
		closesAt: number;
		/** Selection of exam/plan/selection.ts: whose enrolment the draft asks for. */
		selection: Generated<string>;
		publishedAt: number | null;
		closedAt: number | null;
		createdAt: number;
		createdBy: string;
	};
	examPaper: { examId: ExamId; variant: string; paperId: PaperId };
	examUnit: {
		examId: ExamId;
		unitId: UnitId;
		parentId: UnitId | null;
		reportingUnitId: UnitId;
		name: string;
		shortName: string;
		category: string;
		sortOrder: number;
	};
	enrolment: {
		id: Generated<EnrolmentId>;
		examId: ExamId;
		personId: PersonId;
		unitId: UnitId;
		name: string;
		section: Generated<string>;
		post: Generated<string>;
		status: 'required' | 'exempt' | 'deferred' | 'voluntary';
		reason: Generated<string>;
		documentNo: Generated<string>;
		changedAt: number;
	};
	/** Every change of an enrolment, the first entry included; standing before and after as JSON. */
	enrolmentChange: {
		id: Generated<number>;
		enrolmentId: EnrolmentId;
		examId: ExamId;
		personId: PersonId;
		before: string | null;
		after: string;
		actor: string;
		at: number;
	};
	/** A unit's application to exempt or defer someone. */
	enrolmentRequest: {
		id: Generated<number>;
		enrolmentId: EnrolmentId;
		examId: ExamId;
		status: 'exempt' | 'deferred';
		reason: string;
		documentNo: string;
		askedBy: string;
		askedAt: number;
		decision: 'approved' | 'refused' | 'withdrawn' | null;
		decisionNote: Generated<string>;
		decidedBy: string | null;
		decidedAt: number | null;
	};
	windowOverride: {
		id: Generated<number>;
		examId: ExamId;
		unitId: UnitId | null;
		personId: PersonId | null;
		opensAt: number | null;
		closesAt: number | null;
		extraMs: Generated<number>;
		reason: string;
		actor: string;
		at: number;
	};
	attempt: {
		id: Generated<AttemptId>;
		/** Opaque public name in addresses, 26 characters of base 32. */
		code: string;
		enrolmentId: EnrolmentId;
		examId: ExamId;
		no: number;
		paperId: PaperId;
		/** Layout of content/paper/paper.ts: the order of slots and options this candidate sees. */
		layout: string;
		startedAt: number;
	};
	paperAhead: { enrolmentId: EnrolmentId; no: number; paperId: PaperId };
	attemptEvent: {
		/** Place in the log of all attempts. */
		id: Generated<number>;
		attemptId: AttemptId;
		n: number;
		/** Id of the event before it in the same attempt; null for the first. */
		previous: number | null;
		kind:
			| 'started'
			| 'opened'
			| 'responded'
			| 'marked'
			| 'late'
			| 'adopted'
			| 'extended'
			| 'submitted'
			| 'voided'
			| 'reopened'
			| 'released'
			| 'identityConfirmed';
		slot: number | null;
		epoch: number | null;
		rev: number | null;
		answer: string | null;
		receivedAt: number;
		clientAt: number | null;
		actor: string;
		body: string | null;
		hash: string;
	};
	response: {
		attemptId: AttemptId;
		slot: number;
		epoch: number;
		rev: number;
		answer: string | null;
		marked: Generated<number>;
		receivedAt: number;
	};
	attemptState: {
		attemptId: AttemptId;
		examId: ExamId;
		status: 'open' | 'submitted' | 'voided';
		n: number;
		head: string;
		epoch: number;
		answered: number;
		deadlineAt: number;
		graceMs: number;
		lastSeenAt: number;
		submittedAt: number | null;
		submittedBy: 'candidate' | 'clock' | 'officer' | null;
		receipt: string | null;
		/** Number of questions of the paper. */
		total: Generated<number>;
		/** Id of the last event that this row and the responses reflect; later ones stand in the log alone. */
		lastEvent: Generated<number>;
	};
	attemptLogMark: {
		one: 1;
		/** Every event up to this id is reflected in the rows of its attempt. */
		upto: number;
	};
	keyAmendment: {
		id: Generated<number>;
		examId: ExamId;
		itemVersionId: ItemVersionId;
		part: number;
		kind: 'replace' | 'acceptAlso' | 'fullCredit' | 'exclude';
		correct: string | null;
		reason: string;
		actor: string;
		at: number;
	};
	scoringRun: {
		id: Generated<ScoringRunId>;
		examId: ExamId;
		rules: string;
		amendmentsUpto: number;
		attempts: number;
		hash: string;
		reason: string;
		actor: string;
		at: number;
	};
	itemScore: { runId: ScoringRunId; attemptId: AttemptId; slot: number; points: number; maxPoints: number };
	attemptScore: { runId: ScoringRunId; attemptId: AttemptId; points: number; maxPoints: number };
	publication: {
		id: Generated<PublicationId>;
		examId: ExamId;
		no: number;
		runId: ScoringRunId;
		policy: string;
		snapshot: string;
		snapshotHash: string;
		reason: string;
		actor: string;
		at: number;
	};
	rehearsalVerdict: {
		id: Generated<number>;
		examId: ExamId;
		at: number;
		heads: number;
		decision: 'go' | 'slots' | 'noGo';
		/** Verdict of exam/rehearsal/verdict.ts as canonical JSON. */
		body: string;
		/** SHA-256 of the body, as in the audit entry of the same moment. */
		hash: string;
		/** The body under the key of the installation. */
		signature: string;
		actor: string;
	};
	/** Exams that were sat on a running server by simulated people: they stay out of every list. */
	rehearsalExam: { examId: ExamId };
}

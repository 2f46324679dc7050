import type { Generated } from 'kysely';
import type {
	ItemId,
	ItemVersionId,
	LawEditionId,
	PersonId,
	PlanMonthId,
	PracticeSetId,
	SessionId
} from '../core/ids.ts';

/** Tables of migrations/0013_guides.ts and 0014_study.ts. `…At` are milliseconds since 1970, `…Day` ISO days of the district; JSON columns are text. */
export interface StudyTables {
	/** `content` is GuideContent of study/month/guide.ts. */
	guide: { lawEditionId: LawEditionId; content: string };
	planYear: { year: number; title: string; publishedAt: number | null };
	planMonth: {
		id: Generated<PlanMonthId>;
		year: number;
		month: number;
		theme: string;
		presenter: string;
		mode: 'collective' | 'self';
		note: string;
	};
	planLaw: { planMonthId: PlanMonthId; n: number; lawId: number };
	planMaterial: {
		id: Generated<number>;
		planMonthId: PlanMonthId;
		kind: 'text' | 'article' | 'file';
		title: string;
		body: string;
		lawId: number | null;
		article: string;
		fileName: string;
		fileType: string;
		fileSize: number;
		addedAt: number;
	};
	planFile: { planMaterialId: number; bytes: Uint8Array };
	practiceSet: {
		id: Generated<PracticeSetId>;
		code: string;
		personId: PersonId;
		kind: 'month' | 'catchUp' | 'law' | 'kind' | 'random' | 'wrong' | 'due' | 'mock';
		/** Scope of study/practice/scope.ts. */
		scope: string;
		planMonthId: PlanMonthId | null;
		sessionId: SessionId | null;
		madeAt: number;
		finishedAt: number | null;
	};
	practiceAsk: {
		id: Generated<number>;
		setId: PracticeSetId;
		n: number;
		itemId: ItemId;
		itemVersionId: ItemVersionId;
		reason: 'asked' | 'again' | 'between';
		/** AskedChoice[][] of study/practice/asking.ts, part by part. */
		choices: string;
		token: string;
		answeredAt: number | null;
		answer: string | null;
		isRight: number | null;
		isUnsure: Generated<number>;
	};
	recall: {
		id: Generated<number>;
		personId: PersonId;
		itemId: ItemId;
		lawId: number | null;
		askId: number;
		day: string;
		rating: number;
		at: number;
	};
	memory: {
		personId: PersonId;
		itemId: ItemId;
		lawId: number | null;
		stability: number;
		difficulty: number;
		lastDay: string;
		dueDay: string;
		reviews: number;
		lapses: number;
		/** The day of the last wrong answer; null when there was none. */
		missedDay: string | null;
		/** Days with a right first answer since then. */
		successes: number;
	};
}

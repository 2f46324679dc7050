import type { LawEditionId } from '../core/ids.ts';

/** Tables of migrations/0013_guides.ts. */
export interface StudyTables {
	/** `content` is GuideContent of study/month/guide.ts. */
	guide: { lawEditionId: LawEditionId; content: string };
}

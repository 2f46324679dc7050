import type { ExamId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { AnswerKind, Option } from '#lib/content/item/item.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { amendmentsOf } from '#lib/exam/scoring/amendment.server.ts';
import { mayStillSit } from '../ranking/publish.server.ts';

/** One question that the exam handed out, for a decision about its key. */
export interface ServedPart {
	readonly itemVersionId: ItemVersionId;
	readonly part: number;
	/** How many parts the item has; more than one in a case. */
	readonly parts: number;
	readonly code: string;
	readonly kind: AnswerKind;
	readonly stem: string;
	readonly options: readonly Option[];
	readonly correct: readonly string[];
}

type Amendments = Awaited<ReturnType<typeof amendmentsOf>>;

export interface AmendingDesk {
	readonly title: string;
	readonly amendments: Amendments;
	/** Questions whose code or wording holds the text asked for, in order of first use; at most `shown`. */
	readonly parts: readonly ServedPart[];
	readonly found: number;
	/** While anybody may still sit no key is shown. */
	readonly locked: boolean;
}

/** Questions listed at a time. */
const shown = 50;

export async function amendingDesk(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	text: string,
	now: number
): Promise<Outcome<AmendingDesk, 'forbidden' | 'unknownExam'>> {
	if (!may(viewer, 'results.publish')) return refused('forbidden');
	const exam = await findExam(db, examId);
	if (!exam) return refused('unknownExam');
	const amendments = await amendmentsOf(db, examId);
	const locked = await mayStillSit(db, exam, now);
	const parts = locked ? [] : await servedParts(db, examId);
	const wanted = text.trim();
	const found = parts.filter(({ code, stem }) => wanted === '' || code === wanted || stem.includes(wanted));
	return done({ title: exam.title, amendments, parts: found.slice(0, shown), found: found.length, locked });
}

async function servedParts(db: Db, examId: ExamId): Promise<ServedPart[]> {
	const common = db.selectFrom('examPaper').select('paperId').where('examId', '=', examId);
	const drawn = db.selectFrom('attempt').select('paperId').distinct().where('examId', '=', examId);
	const seen = new Map<string, { itemVersionId: ItemVersionId; part: number }>();
	for (const { paperId } of await common.union(drawn).execute())
		for (const { itemVersionId, part } of (await loadPaper(db, paperId)).slots)
			seen.set(`${itemVersionId} ${part}`, { itemVersionId, part });
	const versions = [...new Set([...seen.values()].map(({ itemVersionId }) => itemVersionId))];
	const contents = await loadContents(db, versions);
	const keys = await loadKeys(db, versions);
	return [...seen.values()].flatMap(({ itemVersionId, part }): ServedPart[] => {
		const item = contents.get(itemVersionId);
		const asked = item?.content.parts[part - 1];
		const key = keys.get(itemVersionId)?.[part - 1];
		if (!item || !asked || !key) return [];
		const { kind, stem, options } = asked;
		const parts = item.content.parts.length;
		return [{ itemVersionId, part, parts, code: item.itemCode, kind, stem, options, correct: key.correct }];
	});
}

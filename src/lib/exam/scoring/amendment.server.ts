import { record } from '#lib/base/audit/audit.server.ts';
import type { ExamId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents } from '#lib/content/item/item.server.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import { type AmendmentKind, amendmentKinds, type KeyAmendment } from './amendment.ts';

const amendmentRows = prepared((db, { examId, upto }: { examId: ExamId; upto: number }) =>
	db.selectFrom('keyAmendment').selectAll().where('examId', '=', examId).where('id', '<=', upto).orderBy('id')
);

/** The exam's key amendments in the order decided; `upto` leaves out those decided after that one. */
export async function amendmentsOf(
	db: Db,
	examId: ExamId,
	upto = Number.MAX_SAFE_INTEGER
): Promise<readonly (KeyAmendment & { readonly reason: string; readonly actor: string; readonly at: number })[]> {
	const rows = await amendmentRows(db, { examId, upto });
	return rows.map(({ id, itemVersionId, part, kind, correct, reason, actor, at }) => {
		const key = correct === null ? null : (JSON.parse(correct) as readonly string[]);
		return { id, itemVersionId, part, kind, correct: key, reason, actor, at };
	});
}

export interface AmendmentDraft {
	readonly itemVersionId: ItemVersionId;
	readonly part: number;
	readonly kind: AmendmentKind;
	/** Canonical option ids for `replace` and `acceptAlso`; ignored for the others. */
	readonly correct: readonly string[];
	readonly reason: string;
}

export type AmendmentRefusal = 'forbidden' | 'noReason' | 'unknownPart' | 'badKey';

/**
 * Puts a decision about a disputed key on record. Published figures do not change by it: the next scoring run applies
 * it, and only a new publication shows it.
 */
export async function amendKey(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	draft: AmendmentDraft,
	now: number
): Promise<Outcome<number, AmendmentRefusal>> {
	if (!may(viewer, 'results.publish')) return refused('forbidden');
	const reason = draft.reason.trim();
	if (reason === '') return refused('noReason');
	return db.transaction().execute(async (trx) => {
		const { itemVersionId, part, kind } = draft;
		const served = await isServed(trx, examId, itemVersionId, part);
		const asked = (await loadContents(trx, [itemVersionId])).get(itemVersionId)?.content.parts[part - 1];
		if (!served || !asked || !amendmentKinds.includes(kind)) return refused('unknownPart');
		const keyed = kind === 'replace' || kind === 'acceptAlso';
		const correct = [...new Set(draft.correct)].sort();
		const known = asked.kind === 'judge' ? ['T', 'F'] : asked.options.map((option) => option.id);
		const fits = correct.every((id) => known.includes(id)) && correct.length >= 1;
		if (keyed && (!fits || (asked.kind !== 'multiple' && correct.length > 1))) return refused('badKey');
		const { id } = await trx
			.insertInto('keyAmendment')
			.values({
				examId,
				itemVersionId,
				part,
				kind,
				correct: keyed ? JSON.stringify(correct) : null,
				reason,
				actor: viewer.name,
				at: now
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const body = { amendmentId: id, itemVersionId, part, kind, reason };
		await record(trx, viewer, { act: 'key.amended', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(id);
	});
}

/** Whether any paper that the exam hands out or has handed out holds the part. */
async function isServed(db: Db, examId: ExamId, itemVersionId: ItemVersionId, part: number): Promise<boolean> {
	const common = db.selectFrom('examPaper').select('paperId').where('examId', '=', examId);
	const drawn = db.selectFrom('attempt').select('paperId').distinct().where('examId', '=', examId);
	for (const { paperId } of await common.union(drawn).execute()) {
		const { slots } = await loadPaper(db, paperId);
		if (slots.some((slot) => slot.itemVersionId === itemVersionId && slot.part === part)) return true;
	}
	return false;
}

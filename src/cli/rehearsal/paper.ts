import type { AttemptId, PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';

/** One question of one simulated candidate, with the key: only the machine that holds the database can know it. */
export interface KnownQuestion {
	readonly slot: number;
	/** As shown to this candidate. */
	readonly number: number;
	readonly kind: 'judge' | 'single' | 'multiple';
	readonly points: number;
	/** Canonical option ids, as authored; empty for judge. */
	readonly options: readonly string[];
	/** Canonical option ids in the order shown. */
	readonly shown: readonly string[];
	/** Canonical key. */
	readonly correct: readonly string[];
}

/** The paper that an attempt's candidate sees, in the order shown. */
export async function knownPaper(
	db: Db,
	code: string,
	personId: PersonId
): Promise<{ readonly attemptId: AttemptId; readonly questions: readonly KnownQuestion[] }> {
	const header = await findAttemptByCode(db, code, personId);
	if (!header) throw new Error(`no attempt ${code}`);
	const { slots } = await loadPaper(db, header.paperId);
	const versions = [...new Set(slots.map(({ itemVersionId }) => itemVersionId))];
	const contents = await loadContents(db, versions);
	const keys = await loadKeys(db, versions);
	const questions = header.sheet.layout().flatMap(({ slot, options: shown }, index) => {
		const found = slots.find(({ no }) => no === slot);
		if (!found) return [];
		const { itemVersionId, part, kind, points } = found;
		const options = contents.get(itemVersionId)?.content.parts[part - 1]?.options.map(({ id }) => id) ?? [];
		const correct = keys.get(itemVersionId)?.[part - 1]?.correct ?? [];
		return [{ slot, number: index + 1, kind, points, options, shown, correct }];
	});
	return { attemptId: header.id, questions };
}

/** Canonical ids as the letters this candidate sees; judge answers are T or F everywhere. */
export const toLetters = (question: KnownQuestion, answer: readonly string[]): string[] =>
	answer
		.map((option) => (question.kind === 'judge' ? option : String.fromCharCode(65 + question.shown.indexOf(option))))
		.sort();

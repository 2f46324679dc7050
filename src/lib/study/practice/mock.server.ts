import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import type { ItemKind, PartKey } from '#lib/content/item/item.ts';
import { scorePart } from '#lib/exam/scoring/score.ts';
import { settle } from './answer.server.ts';
import { type AskedChoices, readChoices } from './asking.ts';
import { mockField } from './mock.ts';
import { mockScheme } from './scope.ts';
import { type AskLine, findSet } from './view.server.ts';

/**
 * Saves the answers of a mock exam as its form has them, or hands it in: then every answer is checked and remembered;
 * open questions earn nothing and are not remembered. A value of another form is no answer. A second handing in changes
 * nothing.
 */
export async function answerMock(
	db: Db,
	personId: PersonId,
	code: string,
	fields: (name: string) => readonly string[],
	handIn: boolean,
	now: Instant
): Promise<Outcome<null, 'noSet'>> {
	return db.transaction().execute(async (trx) => {
		const found = await findSet(trx, personId, code);
		if (found?.set.kind !== 'mock') return refused('noSet');
		if (found.set.finishedAt !== null) return done(null);
		const contents = await loadContents(
			trx,
			found.asks.map(({ itemVersionId }) => itemVersionId)
		);
		for (const ask of found.asks) {
			const item = contents.get(ask.itemVersionId);
			if (!item) continue;
			const read = readChoices(item.content, JSON.parse(ask.choices) as AskedChoices, (name) =>
				fields(mockField(ask.n, name))
			);
			if (read === 'unknown') continue;
			const answer = read === 'unanswered' ? null : read;
			if (handIn && answer !== null) await settle(trx, personId, ask, answer, false, now);
			else
				await trx
					.updateTable('practiceAsk')
					.set({ answer: answer && JSON.stringify(answer) })
					.where('id', '=', ask.id)
					.execute();
		}
		if (handIn) await trx.updateTable('practiceSet').set({ finishedAt: now }).where('id', '=', found.set.id).execute();
		return done(null);
	});
}

export interface MockResult {
	readonly earned: Points;
	readonly total: Points;
	/** By kind: right, answered and asked. */
	readonly kinds: readonly {
		readonly kind: ItemKind;
		readonly right: number;
		readonly answered: number;
		readonly asked: number;
	}[];
}

/** The points of a mock exam that was handed in, by the scheme's rules. */
export async function mockResult(db: Db, presetId: string, asks: readonly AskLine[]): Promise<MockResult> {
	const preset = mockScheme(presetId);
	const versions = asks.map(({ itemVersionId }) => itemVersionId);
	const contents = await loadContents(db, versions);
	const keys = await loadKeys(db, versions);
	let earned = 0;
	let total = 0;
	const kinds = new Map<ItemKind, { right: number; answered: number; asked: number }>();
	for (const ask of asks) {
		const item = contents.get(ask.itemVersionId);
		const row = item && preset?.rows.find(({ kind }) => kind === item.kind);
		if (!item || !preset || !row) continue;
		const answer = (ask.answeredAt === null ? [] : JSON.parse(ask.answer ?? '[]')) as string[][];
		const counts = kinds.get(item.kind) ?? { right: 0, answered: 0, asked: 0 };
		counts.asked++;
		if (ask.answeredAt !== null) counts.answered++;
		if (ask.isRight === 1) counts.right++;
		kinds.set(item.kind, counts);
		total += row.points;
		earned += pointsOf(keys.get(ask.itemVersionId) ?? [], answer, item.kind, row.points, preset.scheme);
	}
	return { earned, total, kinds: [...kinds].map(([kind, counts]) => ({ kind, ...counts })) };
}

function pointsOf(
	keys: readonly PartKey[],
	answer: readonly (readonly string[])[],
	kind: ItemKind,
	points: Points,
	scheme: NonNullable<ReturnType<typeof mockScheme>>['scheme']
): Points {
	if (kind === 'case') return 0;
	const { multipleRule: rule, perOptionPoints } = scheme;
	return scorePart({ kind, rule, perOptionPoints, correct: keys[0]?.correct ?? [], answer: answer[0] ?? [], points });
}

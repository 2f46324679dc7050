import type { AnswerKind, PartKey } from '#lib/content/item/item.ts';
import type { Slot } from '#lib/content/paper/paper.ts';
import type { ItemVersionId } from '#lib/base/core/ids.ts';
import type { MultipleRule, Scheme } from '#lib/exam/plan/scheme.ts';
import { divideHalfUp, type Points } from '#lib/base/core/points.ts';
import { type KeyAmendment, ruledPart } from './amendment.ts';

/** What scoring needs of an exam's scheme. `perOptionPoints` absent: the slot's points in equal shares. */
export type ScoringRules = Pick<Scheme, 'multipleRule' | 'perOptionPoints'>;

export interface PartAnswer {
	readonly kind: AnswerKind;
	readonly rule: MultipleRule;
	readonly perOptionPoints?: Points | undefined;
	/** Canonical option ids that are right. */
	readonly correct: readonly string[];
	/** Canonical option ids the candidate chose; [] when left open. */
	readonly answer: readonly string[];
	/** Full points of the slot. */
	readonly points: Points;
}

/**
 * Points of one answer against one key, in hundredths, never negative. 判断 and 单选: all or nothing. 多选 by rule:
 * `exact` all or nothing; `half` a right but incomplete choice earns half, rounded half up to a hundredth;
 * `perOption` it earns `perOptionPoints` per right option, at most the slot's points.
 */
export function scorePart(part: PartAnswer): Points {
	const correct = new Set(part.correct);
	const chosen = new Set(part.answer);
	if (chosen.size === 0 || correct.size === 0) return 0;
	for (const option of chosen) if (!correct.has(option)) return 0;
	if (chosen.size === correct.size) return part.points;
	if (part.kind !== 'multiple') return 0;
	switch (part.rule) {
		case 'exact':
			return 0;
		case 'half':
			return divideHalfUp(part.points, 2);
		case 'perOption': {
			const earned =
				part.perOptionPoints === undefined
					? divideHalfUp(part.points * chosen.size, correct.size)
					: part.perOptionPoints * chosen.size;
			return Math.min(earned, part.points);
		}
	}
}

export interface ItemPoints {
	readonly slot: number;
	readonly points: Points;
	readonly maxPoints: Points;
}

export interface AttemptPoints {
	readonly items: readonly ItemPoints[];
	readonly points: Points;
	readonly maxPoints: Points;
}

export interface AttemptAnswers {
	readonly slots: readonly Slot[];
	/** Keys of each item version by part (part 1 first). */
	readonly keys: ReadonlyMap<ItemVersionId, readonly PartKey[]>;
	/** In the order they were decided. */
	readonly amendments: readonly KeyAmendment[];
	/** Answer of each slot by its number; a missing slot was left open. */
	readonly responses: ReadonlyMap<number, readonly string[]>;
	readonly scheme: ScoringRules;
}

/**
 * Scores one attempt. Pure: the same answers, keys and amendments give the same points for ever, whoever sat.
 * An excluded part counts 0 of 0: the maximum falls and nothing is rescaled, so cut scores keep their meaning in points.
 * Full credit goes to everyone who was served the part, answered or not. Of several accepted keys the best one counts.
 * @throws when a slot names an item version or part without a key: such a paper must not be scored in silence
 */
export function scoreAttempt({ slots, keys, amendments, responses, scheme }: AttemptAnswers): AttemptPoints {
	const items = slots.map((slot): ItemPoints => {
		const key = keys.get(slot.itemVersionId)?.[slot.part - 1];
		if (!key) throw new Error(`no key for slot ${slot.no}: item version ${slot.itemVersionId}, part ${slot.part}`);
		const ruled = ruledPart(key, slot.itemVersionId, slot.part, amendments);
		if (ruled.treatment === 'excluded') return { slot: slot.no, points: 0, maxPoints: 0 };
		if (ruled.treatment === 'fullCredit') return { slot: slot.no, points: slot.points, maxPoints: slot.points };
		const answer = responses.get(slot.no) ?? [];
		const { kind, points } = slot;
		const { multipleRule: rule, perOptionPoints } = scheme;
		const earned = ruled.accepted.map((correct) => scorePart({ kind, rule, perOptionPoints, correct, answer, points }));
		return { slot: slot.no, points: Math.max(0, ...earned), maxPoints: slot.points };
	});
	return {
		items,
		points: items.reduce((sum, item) => sum + item.points, 0),
		maxPoints: items.reduce((sum, item) => sum + item.maxPoints, 0)
	};
}

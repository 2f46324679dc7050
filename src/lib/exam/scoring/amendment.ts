import type { PartKey } from '#lib/content/item/item.ts';
import type { ItemVersionId } from '#lib/base/core/ids.ts';

/** What the bureau can decide about a disputed key (domain.md §7, situation 30). */
export const amendmentKinds = ['replace', 'acceptAlso', 'fullCredit', 'exclude'] as const;
export type AmendmentKind = (typeof amendmentKinds)[number];

/** One decision about one part of one item version; append-only, numbered in the order decided. */
export interface KeyAmendment {
	readonly id: number;
	readonly itemVersionId: ItemVersionId;
	readonly part: number;
	readonly kind: AmendmentKind;
	/** The option ids of `replace` and `acceptAlso`; null for the others. */
	readonly correct: readonly string[] | null;
}

/** How a part is scored after all decisions about it. */
export interface RuledPart {
	readonly treatment: 'scored' | 'fullCredit' | 'excluded';
	/** Every set of options that earns full points. */
	readonly accepted: readonly (readonly string[])[];
}

/**
 * The key of a part after the amendments, in their order; the latest decision holds. `replace` starts the key anew,
 * `acceptAlso` adds another right answer, and both end an earlier full credit or exclusion.
 */
export function ruledPart(
	key: PartKey,
	itemVersionId: ItemVersionId,
	part: number,
	amendments: readonly KeyAmendment[]
): RuledPart {
	let ruled: RuledPart = { treatment: 'scored', accepted: [key.correct] };
	for (const amendment of amendments) {
		if (amendment.itemVersionId !== itemVersionId || amendment.part !== part) continue;
		ruled = decided(ruled, amendment);
	}
	return ruled;
}

function decided(ruled: RuledPart, { kind, correct }: KeyAmendment): RuledPart {
	switch (kind) {
		case 'replace':
			return { treatment: 'scored', accepted: [correct ?? []] };
		case 'acceptAlso':
			return { treatment: 'scored', accepted: [...ruled.accepted, correct ?? []] };
		case 'fullCredit':
			return { treatment: 'fullCredit', accepted: ruled.accepted };
		case 'exclude':
			return { treatment: 'excluded', accepted: ruled.accepted };
	}
}

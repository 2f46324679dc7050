import type { PlanMonthId, SessionId } from '#lib/base/core/ids.ts';
import type { ItemKind } from '#lib/content/item/item.ts';
import { findPreset, type Preset, type PresetRow } from '#lib/exam/plan/presets.ts';

/** What a person wants to practise. */
export type Wish =
	| { readonly kind: 'month'; readonly planMonthId: PlanMonthId; readonly lawIds: readonly number[] }
	/** Makes up for a collective session that the person did not attend. */
	| { readonly kind: 'catchUp'; readonly sessionId: SessionId; readonly lawIds: readonly number[] }
	| { readonly kind: 'law'; readonly lawIds: readonly number[] }
	| { readonly kind: 'kind'; readonly itemKind: ItemKind }
	| { readonly kind: 'random' }
	| { readonly kind: 'wrong' }
	| { readonly kind: 'due' }
	| { readonly kind: 'mock'; readonly presetId: string };

export type SetKind = Wish['kind'];

/** What a set was made from, as it is kept. */
export interface Scope {
	readonly lawIds?: readonly number[];
	readonly itemKind?: ItemKind;
	readonly presetId?: string;
}

export function scopeOf(wish: Wish): Scope {
	switch (wish.kind) {
		case 'month':
		case 'catchUp':
		case 'law':
			return { lawIds: wish.lawIds };
		case 'kind':
			return { itemKind: wish.itemKind };
		case 'mock':
			return { presetId: wish.presetId };
		case 'random':
		case 'wrong':
		case 'due':
			return {};
	}
}

/** Sets whose missed questions must be recalled, not repeated: what is counted as done rests on them. */
export const isSpaced = (kind: SetKind): boolean => kind === 'month' || kind === 'catchUp';

/** A handful a day: so many that are due, and no more, however many wait. */
export const handful = 8;

/** Questions of one round of practice by law, kind or chance. */
export const roundQuestions = 10;

/** An item leaves the wrong-answer book after right first answers on so many days. */
export const successesToLeave = 2;

export const isInWrongBook = (memory: { readonly missedDay: string | null; readonly successes: number }): boolean =>
	memory.missedDay !== null && memory.successes < successesToLeave;

/** A scheme that a mock exam can follow: one that names its questions by kind. */
export function mockScheme(presetId: string): (Preset & { readonly rows: readonly PresetRow[] }) | undefined {
	const preset = findPreset(presetId);
	return preset?.rows ? { ...preset, rows: preset.rows } : undefined;
}

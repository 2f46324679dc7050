/** What a rehearsal does, in order. */
export const stages = ['copy', 'people', 'alone', 'sitting', 'checking'] as const;
export type Stage = (typeof stages)[number];

/** One line of a rehearsal under way, from its process to the server that started it. */
export type Message =
	| { readonly kind: 'progress'; readonly stage: Stage; readonly done: number; readonly all: number }
	/** The verdict is in the database. */
	| { readonly kind: 'kept' }
	| { readonly kind: 'refused'; readonly reason: string; readonly detail?: Readonly<Record<string, string | number>> };

/** What a figure counts, as addresses say it. */
export const whats = [
	'expected',
	'present',
	'leave',
	'absent',
	'unmarked',
	'walkIns',
	'selfStudy',
	'backfilled'
] as const;
export type What = (typeof whats)[number];

/** What shows nothing or breaks files: zero width, direction marks, BOM, soft hyphen, controls, noncharacters. */
const unseen =
	/\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|\p{Noncharacter_Code_Point}|(?![\n\t])\p{Cc}/gu;

/** Line ends of every system: CRLF, CR, NEL, line and paragraph separator. */
const lineEnds = /\r\n?|[\u0085\u2028\u2029]/gu;

/**
 * A text as items keep it: well-formed, line feeds only, no invisible characters, no-break spaces and tabs as spaces,
 * no space at the end of lines or around the whole. Blanks （ ） and everything else inside stay as written.
 * Applying it twice changes nothing, so a text survives every export and import.
 */
export function itemText(text: string): string {
	return text
		.toWellFormed()
		.replace(lineEnds, '\n')
		.replace(unseen, '')
		.replace(/[\u00a0\t]/g, ' ')
		.replace(/[^\S\n]+$/gmu, '')
		.trim();
}

/** The same on one line. */
export const itemLine = (text: string): string => itemText(text).replace(/\s*\n\s*/g, ' ');

/** Text lengths allowed, in characters. */
export const textLimits = {
	code: 64,
	material: 6000,
	stem: 2000,
	option: 600,
	explanation: 4000,
	article: 200,
	tag: 40
} as const;

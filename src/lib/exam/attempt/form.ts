import { type AnswerSheet, lettersOf } from './answer-sheet.ts';

/** What one question's fields say. */
export interface FormAnswer {
	readonly answer: readonly string[];
	readonly marked: boolean;
}

/** The sitting page's form as it was posted. */
export interface SittingForm {
	/** The page that the form stood on. */
	readonly epoch: number;
	/** The highest rev the page's script has given out; 0 without script. */
	readonly rev: number;
	/** The page came only in part, or did not say that it was whole: what it does not post may have stood beyond its end. */
	readonly isCut?: boolean;
	/** By shown number. A question the page showed but that posted no field was left open or cleared. */
	readonly answers: ReadonlyMap<number, FormAnswer>;
}

const integer = (text: string | undefined): number => (text && /^\d{1,9}$/.test(text) ? Number(text) : 0);

/**
 * Reads the form: `q1` = letters chosen, `m1` = flagged, `epoch`, `rev`, `questions` = how many stood on the page, which it
 * says at its end, `clear` = the number whose [清除本题] was pressed. A question is touched only if it posted a field or lies within
 * `questions`, so that a cut-off form clears nothing. Undefined when the page cannot be told.
 */
export function readForm(sheet: AnswerSheet, fields: Iterable<readonly [string, unknown]>): SittingForm | undefined {
	const values = new Map<string, string[]>();
	for (const [name, value] of fields)
		if (typeof value === 'string') values.set(name, [...(values.get(name) ?? []), value]);
	const epoch = integer(values.get('epoch')?.[0]);
	if (epoch < 1) return undefined;
	const shown = integer(values.get('questions')?.[0]);
	const cleared = integer(values.get('clear')?.[0]);
	const answers = new Map<number, FormAnswer>();
	for (const question of sheet.questions()) {
		const { number } = question;
		const chosen = values.get(`q${number}`);
		const flag = values.has(`m${number}`);
		if (chosen === undefined && !flag && number > shown) continue;
		const order = lettersOf(question);
		const letters = [...new Set(chosen ?? [])].filter((letter) => letter !== '');
		const sorted = letters.sort((a, b) => order.indexOf(a) - order.indexOf(b));
		answers.set(number, { answer: number === cleared ? [] : sorted, marked: flag });
	}
	return { epoch, rev: integer(values.get('rev')?.[0]), isCut: shown === 0, answers };
}

import * as v from 'valibot';

/** Kinds of fields of the exam file, each with the words that its JSON Schema carries. */
export const described = <const Schema extends v.GenericSchema>(
	schema: Schema,
	description: string,
	examples?: unknown[]
) => v.pipe(schema, v.metadata({ description, ...(examples ? { examples } : {}) }));

/** An object without other fields. valibot alone takes a list for an object whose fields are all optional. */
export const fields = <const Entries extends v.ObjectEntries>(entries: Entries) =>
	v.pipe(v.custom<v.InferInput<v.StrictObjectSchema<Entries, undefined>>>(notList), v.strictObject(entries));

const notList = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (description: string, examples?: string[]) =>
	v.pipe(
		v.string(),
		v.trim(),
		v.nonEmpty(),
		v.maxLength(200),
		v.metadata({ description, ...(examples ? { examples } : {}) })
	);

export const whole = ([least, most]: readonly [number, number], description: string, examples?: number[]) =>
	v.pipe(
		v.number(),
		v.integer(),
		v.minValue(least),
		v.maxValue(most),
		v.metadata({ description, ...(examples ? { examples } : {}) })
	);

/** 1.5 and 0.07 are no exact binary numbers: the check allows for that. */
export const twoDecimals = v.check(
	(value: number) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6,
	'notPoints'
);

export const marks = (description: string, examples: number[] = [1, 1.5]) =>
	v.pipe(
		v.number(),
		v.minValue(0),
		v.maxValue(10_000),
		twoDecimals,
		v.metadata({ description: `${description} In marks, with at most two decimals.`, examples })
	);

export const moment = (description: string) =>
	described(v.pipe(v.string(), v.trim(), v.nonEmpty()), description, [
		'2026-12-04 08:30',
		'2026-12-04T08:30:00+08:00',
		'now',
		'+2h',
		'+90m'
	]);

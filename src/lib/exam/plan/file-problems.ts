import * as v from 'valibot';
import { distance } from '#lib/base/core/text.ts';
import { type PlanProblem, problem } from './plan-problem.ts';
import { pathText } from './readable.ts';

/** The JSON path of an issue: `paper.rows[2].count`. */
const pathOf = (issue: v.BaseIssue<unknown>): string =>
	pathText((issue.path ?? []).map(({ key }) => key as string | number));

/** Says what the file's form breaks, all at once, in the words of the plan. */
export function problemsOf(
	issues: readonly v.BaseIssue<unknown>[],
	fields: readonly string[],
	prefix = ''
): PlanProblem[] {
	return issues.flatMap((issue) => {
		const inner = pathOf(issue);
		const path = prefix === '' || inner === '' || inner.startsWith('[') ? prefix + inner : `${prefix}.${inner}`;
		const deeper = (issue.issues ?? []).filter((each) => (each.path ?? []).length > 0);
		if (issue.type === 'union' && deeper.length > 0) return problemsOf(deeper, fields, path);
		const expected = { expected: (issue.expected ?? '').replaceAll('"', '') };
		const least = { least: String(issue.requirement) };
		switch (issue.type) {
			case 'strict_object':
				if (issue.expected === 'never') return [problem(path, 'unknownField', nearest(path, fields))];
				return [problem(path, issue.received === 'undefined' ? 'missing' : 'wrongType', expected)];
			case 'custom':
				return [problem(path, 'wrongType', { expected: '{ … }', found: String(issue.received).slice(0, 60) })];
			case 'non_empty':
				return [problem(path, 'missing')];
			case 'min_value':
			case 'min_length':
				return [problem(path, 'outOfRange', least)];
			case 'max_value':
			case 'max_length':
				return [problem(path, 'outOfRange', { most: String(issue.requirement) })];
			case 'check':
				return [problem(path, 'notPoints')];
			case 'variant':
				if (issue.received === 'undefined') return [problem(path, 'missing', { expected: choices(expected.expected) })];
				if (issue.path?.at(-1)?.key !== 'kind')
					return [problem(path, 'wrongType', { expected: '{ … }', found: issue.received.slice(0, 60) })];
				return [
					problem(path, 'notOneOf', { expected: choices(expected.expected), found: issue.received.slice(0, 60) })
				];
			case 'picklist':
			case 'literal':
				return [problem(path, 'notOneOf', { expected: choices(expected.expected), found: String(issue.received) })];
			default:
				return [problem(path, 'wrongType', { ...expected, found: String(issue.received).slice(0, 60) })];
		}
	});
}

const choices = (expected: string): string => expected.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ', ');

/** The known field that an unknown one was probably meant to be. */
function nearest(path: string, fields: readonly string[]): Record<string, string> {
	const name = path.split('.').at(-1) ?? path;
	const close = fields
		.map((field) => ({ field, off: distance(field.toLowerCase(), name.toLowerCase(), 3) }))
		.filter(({ off }) => off <= 3)
		.sort((a, b) => a.off - b.off)[0];
	return { found: name, ...(close ? { near: close.field } : {}) };
}

interface Shape {
	readonly entries?: Readonly<Record<string, Shape>>;
	readonly item?: Shape;
	readonly wrapped?: Shape;
	readonly pipe?: readonly Shape[];
	readonly options?: readonly unknown[];
}

/** Every field name of a schema, at any depth. */
export const fieldNames = (schema: v.GenericSchema): string[] => namesIn(schema as unknown as Shape, new Set());

function namesIn(schema: Shape, seen: Set<unknown>): string[] {
	if (seen.has(schema)) return [];
	seen.add(schema);
	const options = (schema.options ?? []).filter((option): option is Shape => typeof option === 'object');
	const inner = [schema.item, schema.wrapped, ...(schema.pipe ?? []), ...options].filter((each) => each !== undefined);
	const own = Object.entries(schema.entries ?? {});
	return [
		...own.map(([name]) => name),
		...[...own.map(([, entry]) => entry), ...inner].flatMap((each) => namesIn(each, seen))
	];
}

import { examFile } from '#lib/exam/plan/exam-file.ts';
import { fieldNames, problemsOf } from '#lib/exam/plan/file-problems.ts';
import { schemeOf } from '#lib/exam/plan/file-scheme.ts';
import { jsonSchemaOf } from '#lib/exam/plan/json-schema.ts';
import type { PlanRule } from '#lib/exam/plan/plan-problem.ts';
import { recommended } from '#lib/exam/plan/presets.ts';
import { followsFrom, readablePart } from '#lib/exam/plan/readable.ts';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { describePlanProblem } from '#i18n/plan-problems.ts';

const good = {
	title: '学法考试',
	organiser: '区司法局',
	preset: 'recommended',
	paper: {
		banks: ['constitution-2018'],
		rows: [
			{ section: '一、判断题', kind: 'judge', count: 20, points: 1.5, law: '宪法', difficulty: 3 },
			{ kind: '案例', count: 1, points: 0.07, parts: 3, difficulty: 'any' }
		]
	},
	scheme: {
		minutes: 60,
		attempts: 'unlimited',
		bands: { pass: 60, good: 80, excellent: 90 },
		latestEntryMinutes: null,
		ranking: { level: 'self', minParticipationPercent: 66.67 },
		eligibility: { kind: 'months', months: ['2027-03'] }
	},
	window: { opensAt: 'now', closesAt: '+2h' },
	enrolment: {
		units: ['U1'],
		exempt: [{ person: 'S1', reason: '病假' }],
		voluntary: ['S2', { person: 'S3', reason: '自愿' }]
	},
	overrides: [{ unit: 'U1', extraMinutes: 10, reason: '停电' }],
	publish: true
};

type Json = Readonly<Record<string, unknown>>;
const schema = jsonSchemaOf(examFile, { title: 'exam file' });

/** As much of JSON Schema 2020-12 as the schema uses. */
function valid(given: Json, value: unknown): boolean {
	if (given.anyOf) return (given.anyOf as Json[]).some((each) => valid(each, value));
	if (given.enum) return (given.enum as unknown[]).includes(value);
	if (given.const !== undefined) return value === given.const;
	switch (given.type) {
		case 'string':
			return (
				typeof value === 'string' &&
				value.trim().length >= Number(given.minLength ?? 0) &&
				value.trim().length <= Number(given.maxLength ?? Infinity)
			);
		case 'integer':
		case 'number':
			return (
				typeof value === 'number' &&
				(given.type === 'number' || Number.isInteger(value)) &&
				value >= Number(given.minimum ?? -Infinity) &&
				value <= Number(given.maximum ?? Infinity)
			);
		case 'boolean':
			return typeof value === 'boolean';
		case 'null':
			return value === null;
		case 'array':
			return (
				Array.isArray(value) &&
				value.length >= Number(given.minItems ?? 0) &&
				value.every((each) => valid(given.items as Json, each))
			);
		default: {
			if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
			const properties = given.properties as Readonly<Record<string, Json>>;
			return (
				(given.required as string[]).every((name) => Object.hasOwn(value, name)) &&
				Object.entries(value).every(
					([name, each]) => Object.hasOwn(properties, name) && valid(properties[name] ?? {}, each)
				)
			);
		}
	}
}

/** Every place of a JSON value, as keys from the root. */
const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
	typeof value === 'object' && value !== null
		? [
				path,
				...Object.entries(value).flatMap(([key, each]) =>
					places(each, [...path, Array.isArray(value) ? Number(key) : key])
				)
			]
		: [path];

const reaches = (value: unknown, path: readonly (string | number)[]): boolean =>
	path.length === 0 ||
	(typeof value === 'object' &&
		value !== null &&
		Object.hasOwn(value, path[0] ?? '') &&
		reaches((value as Record<string | number, unknown>)[path[0] ?? ''], path.slice(1)));

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return by;
	const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
		string | number,
		unknown
	>;
	if (rest.length === 0 && by === undefined && !Array.isArray(value)) delete copy[key];
	else copy[key] = replaced(copy[key], rest, by);
	return copy;
}

describe('the schema that is printed', () => {
	test('says the same as the reader on every small change of a good file', () => {
		expect(valid(schema, good)).toBe(true);
		expect(v.safeParse(examFile, good).success).toBe(true);
		const seen = { good: 0, bad: 0 };
		fc.assert(
			fc.property(
				fc.constantFrom(...places(good)),
				fc.constantFrom<unknown>(
					undefined,
					null,
					'',
					' ',
					'all',
					'x',
					0,
					1,
					-1,
					1.5,
					1000,
					true,
					[],
					['x'],
					{},
					{ x: 1 }
				),
				(path, by) => {
					if (path.length === 0) return;
					const changed = replaced(good, path, by);
					const read = v.safeParse(examFile, changed).success;
					expect(valid(schema, changed), JSON.stringify({ path, by })).toBe(read);
					if (read) seen.good++;
					else seen.bad++;
				}
			),
			{ numRuns: 1500 }
		);
		expect(seen.good, 'control').toBeGreaterThan(30);
		expect(seen.bad, 'control').toBeGreaterThan(30);
	});

	test('of every broken file the rest can be read, and what was left out is named', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.tuple(fc.constantFrom(...places(good)), fc.constantFrom<unknown>(undefined, null, '', 'x', -1, [7], {})),
					{
						minLength: 1,
						maxLength: 4
					}
				),
				(changes) => {
					let changed: unknown = good;
					for (const [path, by] of changes)
						if (path.length > 0 && reaches(changed, path)) changed = replaced(changed, path, by);
					changed = JSON.parse(JSON.stringify(changed));
					const sound = v.safeParse(examFile, changed).success;
					const readable = readablePart(changed);
					expect(readable, JSON.stringify(changed)).toBeDefined();
					expect(readable?.lost.length === 0, JSON.stringify(changed)).toBe(sound);
				}
			),
			{ numRuns: 1000 }
		);
		for (const none of [null, 5, 'x', []]) expect(readablePart(none)).toBeUndefined();
	});

	test('an element left out does not move the paths of those behind it', () => {
		const units = ['A', 1, 2, 'B', 3, 'C'];
		const readable = readablePart({ ...good, enrolment: { units } });
		expect(readable?.file.enrolment).toMatchObject({ units: ['A', 'B', 'C'] });
		expect(readable?.given('enrolment.units[2]')).toBe('enrolment.units[5]');
		expect(readable?.lost).toEqual(['enrolment.units[1]', 'enrolment.units[2]', 'enrolment.units[4]']);
		const follows = (path: string, rule: PlanRule) => followsFrom({ path, rule }, readable?.lost ?? []);
		expect(follows('enrolment.units[5]', 'unknownUnit')).toBe(false);
		expect(follows('enrolment', 'nobody')).toBe(true);
		expect(follows('enrolment', 'unknownUnit')).toBe(false);
		expect(follows('enrolment.units[1]', 'unknownUnit')).toBe(true);
	});

	test('describes every field, with defaults', () => {
		const { properties } = schema as { properties: Record<string, { description?: string; default?: unknown }> };
		for (const [name, each] of Object.entries(properties)) expect(each.description, name).toBeTruthy();
		expect(properties.publish?.default).toBe(false);
		expect(JSON.stringify(schema)).not.toContain('undefined');
	});
});

describe('problems of a file', () => {
	const found = (input: unknown) => {
		const parsed = v.safeParse(examFile, input);
		return parsed.success ? [] : problemsOf(parsed.issues, fieldNames(examFile));
	};

	test('come all at once, each with path, rule and a near name', () => {
		const { organiser: _, ...rest } = good;
		const problems = found({
			...rest,
			organizer: '区司法局',
			paper: { banks: ['x'], rows: [{ kind: 'essay', count: 0, points: 1.555 }] },
			scheme: { minutes: 'sixty' },
			enrolment: { exempt: [{ person: 'S1' }] }
		});
		expect(problems.map(({ path, rule }) => [path, rule])).toEqual([
			['organiser', 'missing'],
			['paper.rows[0].kind', 'notOneOf'],
			['paper.rows[0].count', 'outOfRange'],
			['paper.rows[0].points', 'notPoints'],
			['scheme.minutes', 'wrongType'],
			['enrolment.exempt[0].reason', 'missing'],
			['organizer', 'unknownField']
		]);
		expect(problems.at(-1)?.detail).toMatchObject({ near: 'organiser' });
	});

	test('have words in both languages', () => {
		for (const problem of [...found({}), ...found({ ...good, scheme: { minutes: 9999 } })])
			for (const locale of ['zh', 'en'] as const) {
				const { what, remedy } = describePlanProblem(locale, problem);
				expect(`${what} ${remedy}`).not.toMatch(/undefined|NaN/);
			}
	});
});

describe('scheme of a file', () => {
	test('takes the preset and changes what is named', () => {
		expect(schemeOf('recommended', {})).toEqual(recommended);
		const scheme = schemeOf('jining2019', {
			attempts: 'unlimited',
			variants: 3,
			multipleRule: 'perOption',
			pointsPerOption: 0.5,
			bands: { pass: 30, good: 40, excellent: 45 },
			ranking: { minParticipationPercent: 66.67 }
		});
		expect(scheme).toMatchObject({
			attemptsAllowed: null,
			assembly: 'variants',
			variants: 3,
			perOptionPoints: 50,
			bands: { pass: 3000, good: 4000, excellent: 4500 },
			ranking: { minParticipation: { numerator: 6667, denominator: 10_000 }, excellentLine: 4500 }
		});
	});
});

import * as v from 'valibot';
import { type ExamFile, examFile } from './exam-file.ts';
import type { PlanProblem, PlanRule } from './plan-problem.ts';

type Keys = readonly (string | number)[];

/** What of a broken exam file can be read all the same. */
export interface Readable {
	readonly file: ExamFile;
	/** JSON paths that were left out or stand filled with something harmless. */
	readonly lost: readonly string[];
	/** The path in the file as it was given, for a path in `file`: elements left out shift those behind them. */
	readonly given: (path: string) => string;
}

/** A JSON path: `paper.rows[2].count`. */
export const pathText = (keys: Keys): string =>
	keys.reduce<string>((path, key) => {
		if (typeof key === 'number') return `${path}[${key}]`;
		return path === '' ? key : `${path}.${key}`;
	}, '');

const keysOf = (path: string): Keys =>
	[...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([word, index]) => (index === undefined ? word : Number(index)));

/** What takes the place of a required field, such that nothing follows from it. `[]` stands for any element. */
const standIns: Readonly<Record<string, unknown>> = {
	title: '—',
	organiser: '—',
	paper: { banks: [] },
	'paper.banks': [],
	'paper.rows[].kind': 'case',
	'paper.rows[].count': 1,
	'paper.rows[].points': 1,
	window: { opensAt: 'now', closesAt: '+1d' },
	'window.opensAt': 'now',
	'window.closesAt': '+1d',
	enrolment: 'all',
	'enrolment.exempt[].reason': '—',
	'enrolment.deferred[].reason': '—',
	'enrolment.voluntary[].reason': '—',
	'overrides[].reason': '—'
};

/** Where the form is broken: of a choice between forms, inside the one that was meant. */
function placesOf(issues: readonly v.BaseIssue<unknown>[], prefix: Keys = []): Keys[] {
	return issues.flatMap((issue) => {
		const place = [...prefix, ...(issue.path ?? []).map(({ key }) => key as string | number)];
		const deeper = (issue.issues ?? []).filter((each) => (each.path ?? []).length > 0);
		return issue.type === 'union' && deeper.length > 0 ? placesOf(deeper, place) : [place];
	});
}

type Container = Record<string | number, unknown>;
const left = Symbol('left out');

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/**
 * Leaves out of an exam file whatever its form does not allow, so that the rest can be checked in the same round.
 * Undefined when it is no object at all.
 */
export function readablePart(input: unknown): Readable | undefined {
	if (!isContainer(input) || Array.isArray(input)) return undefined;
	const value = structuredClone(input);
	const lost: string[] = [];
	/** The indexes that the elements of a list had in the file. */
	const indexes = new Map<unknown, number[]>();
	const given = (keys: Keys): Keys => {
		let at: unknown = value;
		return keys.map((key) => {
			const before = typeof key === 'number' ? (indexes.get(at)?.[key] ?? key) : key;
			at = isContainer(at) ? at[key] : undefined;
			return before;
		});
	};
	const leaveOut = (keys: Keys): void => {
		const key = keys.at(-1);
		const parent = keys.slice(0, -1).reduce<unknown>((at, each) => (isContainer(at) ? at[each] : at), value);
		if (key === undefined || !isContainer(parent)) return;
		const path = pathText(given(keys));
		const standIn = standIns[path.replace(/\[\d+\]/g, '[]')];
		if (standIn !== undefined) parent[key] = structuredClone(standIn);
		else if (!Object.hasOwn(parent, key)) return leaveOut(keys.slice(0, -1));
		else if (Array.isArray(parent)) parent[key as number] = left;
		else Reflect.deleteProperty(parent, key);
		lost.push(path);
	};
	// Each round leaves out at least one place; a file has no end of them only by mistake.
	for (let round = 0; round < 50; round++) {
		const parsed = v.safeParse(examFile, value);
		if (parsed.success) return { file: parsed.output, lost, given: (path) => pathText(given(keysOf(path))) };
		for (const place of placesOf(parsed.issues)) leaveOut(place);
		closeUp(value, indexes);
	}
	return undefined;
}

/** Takes the elements left out of every list, and keeps which ones are still there. */
function closeUp(value: unknown, indexes: Map<unknown, number[]>): void {
	if (!isContainer(value)) return;
	if (Array.isArray(value)) {
		const list = value as unknown[];
		const before = indexes.get(list) ?? list.map((_, index) => index);
		indexes.set(
			list,
			before.filter((_, index) => list[index] !== left)
		);
		list.splice(0, list.length, ...list.filter((each) => each !== left));
	}
	for (const each of Object.values(value)) closeUp(each, indexes);
}

const under = (path: string, place: string): boolean =>
	path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`) || place === '';

/** Whether a path lies in one of these places. */
export const liesIn = (path: string, places: readonly string[]): boolean => places.some((place) => under(path, place));

/** What is said of one written value, whatever stands around it. */
const ofOneValue: ReadonlySet<PlanRule> = new Set<PlanRule>([
	'notAMoment',
	'notAMonth',
	'monthTwice',
	'unknownBank',
	'unknownLaw',
	'unknownUnit',
	'unknownCategory',
	'unknownPerson',
	'listedTwice'
]);

/** Whether a problem may follow only from a place that was left out: there, inside it, or of a whole it belongs to. */
export const followsFrom = ({ path, rule }: Pick<PlanProblem, 'path' | 'rule'>, lost: readonly string[]): boolean =>
	lost.some((place) => under(path, place) || (!ofOneValue.has(rule) && under(place, path)));

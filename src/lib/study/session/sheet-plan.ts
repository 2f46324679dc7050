import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { personName } from '#lib/base/core/text.ts';
import type { SheetDraft, SheetProblem, SheetRead, SheetRule } from './sheet-file.ts';
import type { LeaveKind, MarkStatus } from './session.ts';

/** Somebody whom a row of the file may mean: on the list, or on the establishment without being expected. */
export interface Candidate {
	readonly personId: PersonId;
	readonly name: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly unitId: UnitId;
	readonly unitName: string;
	/** The row on the list; null for those not expected. */
	readonly sessionPersonId: number | null;
	readonly walkIn: boolean;
	readonly status: MarkStatus | null;
	readonly leaveKind: LeaveKind | null;
	readonly documentNo: string;
}

export interface SheetRules {
	/** Whether people who are not expected may come onto the list by this file. */
	readonly mayAdd: boolean;
	/** The unit and all below it, for finding people by name. */
	readonly subtreeOf: ReadonlyMap<UnitId, ReadonlySet<UnitId>>;
	/** The importer serves some units alone: the others are not told apart from what does not exist. */
	readonly within: 'all' | ReadonlySet<UnitId>;
}

export const rowOutcomes = ['marked', 'added', 'unchanged', 'blank', 'refused'] as const;
export type SheetOutcome = (typeof rowOutcomes)[number];

export interface PlannedRow {
	readonly draft: SheetDraft;
	readonly outcome: SheetOutcome;
	readonly person: Candidate | null;
}

export interface SheetPlan {
	readonly rows: readonly PlannedRow[];
	readonly problems: readonly SheetProblem[];
	readonly counts: Readonly<Record<SheetOutcome, number>>;
	/** What would be written: entries by status. */
	readonly entries: Readonly<Record<MarkStatus, number>>;
}

interface Index {
	readonly byStaffNo: ReadonlyMap<string, Candidate>;
	readonly byMobile: ReadonlyMap<string, Candidate>;
	readonly byName: ReadonlyMap<string, readonly Candidate[]>;
}

function indexOf(candidates: readonly Candidate[]): Index {
	const byStaffNo = new Map<string, Candidate>();
	const byMobile = new Map<string, Candidate>();
	for (const candidate of candidates) {
		if (candidate.staffNo !== null) byStaffNo.set(candidate.staffNo, candidate);
		if (candidate.mobile !== null) byMobile.set(candidate.mobile, candidate);
	}
	return { byStaffNo, byMobile, byName: Map.groupBy(candidates, ({ name }) => personName(name)) };
}

type Found =
	{ readonly person: Candidate } | { readonly rule: SheetRule; readonly detail?: Record<string, string | number> };

/** Whom a row means: by staff number, by mobile, or by the name within the unit where only one bears it. */
function findPerson(draft: SheetDraft, { byStaffNo, byMobile, byName }: Index, rules: SheetRules): Found {
	const { staffNo, mobile, name } = draft;
	const numbered = [
		...(staffNo === null ? [] : [{ number: staffNo, person: byStaffNo.get(staffNo) }]),
		...(mobile === null ? [] : [{ number: mobile, person: byMobile.get(mobile) }])
	];
	const hits = numbered.flatMap(({ person }) => person ?? []);
	const [first] = hits;
	if (first) {
		if (hits.some(({ personId }) => personId !== first.personId)) return { rule: 'number.two' };
		if (name !== '' && personName(first.name) !== name)
			return { rule: 'number.otherName', detail: { name, other: first.name } };
		return { person: first };
	}
	const [missing] = numbered;
	if (missing) return { rule: 'number.unknown', detail: { number: missing.number } };
	return findByName(draft, byName.get(name) ?? [], rules);
}

function findByName({ name, unitText, unitId }: SheetDraft, bearers: readonly Candidate[], rules: SheetRules): Found {
	if (unitId === null)
		return unitText === ''
			? { rule: 'unit.missing', detail: { name } }
			: { rule: 'unit.unknown', detail: { text: unitText } };
	if (rules.within !== 'all' && !rules.within.has(unitId)) return { rule: 'unit.outside', detail: { text: unitText } };
	const units = rules.subtreeOf.get(unitId) ?? new Set([unitId]);
	const there = bearers.filter((person) => units.has(person.unitId));
	const expected = there.filter(({ sessionPersonId }) => sessionPersonId !== null);
	const chosen = expected.length > 0 ? expected : there;
	const [only, second] = chosen;
	if (second) return { rule: 'person.several', detail: { name, people: chosen.length } };
	return only ? { person: only } : { rule: 'person.unknown', detail: { name, unit: unitText } };
}

/** What the file would do to the list as it stands. Nothing is guessed: what is not clear is refused with its remedy. */
export function planSheet(read: SheetRead, candidates: readonly Candidate[], rules: SheetRules): SheetPlan {
	const index = indexOf(candidates);
	const labelOf = (field: 'name' | 'unit' | 'staffNo' | 'mobile' | 'status') =>
		read.header?.labels[read.header.columns[field] ?? -1] ?? '';
	const problems: SheetProblem[] = [];
	const rows: PlannedRow[] = [];
	const before = new Map<PersonId, { readonly row: number; readonly draft: SheetDraft }>();
	const warned = new Set<SheetRule>(['unit.unknown']);
	for (const draft of read.drafts) {
		const say = (column: string, rule: SheetRule, weight: SheetProblem['weight'], detail?: SheetProblem['detail']) => {
			problems.push({ row: draft.row, column, rule, weight, ...(detail ? { detail } : {}) });
		};
		const refuse = (rule: SheetRule, detail?: SheetProblem['detail']) => {
			const field = rule.startsWith('unit') ? 'unit' : rule.startsWith('number') ? 'staffNo' : 'name';
			say(labelOf(field) || labelOf('name'), rule, 'refuse', detail);
			rows.push({ draft, outcome: 'refused', person: null });
		};
		const found = findPerson(draft, index, rules);
		if ('rule' in found) {
			const known = read.problems.find(({ row, rule }) => row === draft.row && rule === found.rule);
			refuse(found.rule, { ...found.detail, ...known?.detail });
			continue;
		}
		const { person } = found;
		const earlier = before.get(person.personId);
		if (earlier) {
			const same = earlier.draft.status === draft.status && earlier.draft.leaveKind === draft.leaveKind;
			if (same) {
				say(labelOf('name'), 'row.twice', 'warn', { name: person.name, row: earlier.row });
				rows.push({ draft, outcome: 'unchanged', person });
			} else refuse('row.contradicts', { name: person.name, row: earlier.row });
			continue;
		}
		before.set(person.personId, { row: draft.row, draft });
		rows.push({ draft, outcome: settle(draft, person, rules, say, labelOf('status') || labelOf('name')), person });
	}
	// The unit that could not be found matters only where it was needed.
	const needed = new Set(problems.filter(({ rule }) => warned.has(rule)).map(({ row }) => row));
	const ofReading = read.problems.filter(({ rule, row }) => !(warned.has(rule) && needed.has(row)));
	const refusedRows = new Set(read.problems.filter(({ weight }) => weight === 'refuse').map(({ row }) => row)).size;
	const counts = { marked: 0, added: 0, unchanged: 0, blank: 0, refused: refusedRows };
	const entries = { present: 0, leave: 0, absent: 0 };
	for (const { outcome, draft } of rows) {
		counts[outcome]++;
		if ((outcome === 'marked' || outcome === 'added') && draft.status !== null) entries[draft.status]++;
	}
	return { rows, counts, entries, problems: [...ofReading, ...problems].sort((a, b) => a.row - b.row) };
}

function settle(
	draft: SheetDraft,
	person: Candidate,
	{ mayAdd }: SheetRules,
	say: (column: string, rule: SheetRule, weight: SheetProblem['weight'], detail?: SheetProblem['detail']) => void,
	column: string
): SheetOutcome {
	const { name } = person;
	if (draft.status === null) return 'blank';
	if (person.sessionPersonId === null) {
		if (draft.status !== 'present') {
			say(column, 'walkIn.notPresent', 'refuse', { name });
			return 'refused';
		}
		if (!mayAdd) {
			say(column, 'walkIn.notAllowed', 'refuse', { name });
			return 'refused';
		}
		say(column, 'walkIn.added', 'warn', { name });
		return 'added';
	}
	const same =
		person.status === draft.status && person.leaveKind === draft.leaveKind && person.documentNo === draft.documentNo;
	return same ? 'unchanged' : 'marked';
}

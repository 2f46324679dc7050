import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { classify, type KnownPerson } from './classify.ts';
import type { RosterProblem, RowDecision, RowOutcome } from './draft.ts';
import { compareInFile, type FileMemory } from './in-file.ts';
import { type ReadRow, readRow, type RowReader } from './read-row.ts';
import type { StagedRow } from './staged.ts';
import type { UnitMemory } from './unit-cell.ts';

/** All that judging a file needs, beside the people themselves. */
export interface RosterCourt {
	readonly reader: RowReader;
	readonly unitName: (unitId: UnitId | null) => string;
	readonly file: FileMemory;
	readonly memory: UnitMemory;
}

export interface Lookup {
	readonly staffNo: ReadonlyMap<string, readonly KnownPerson[]>;
	readonly mobile: ReadonlyMap<string, readonly KnownPerson[]>;
	readonly idHash: ReadonlyMap<string, readonly KnownPerson[]>;
	/** By `unitId|name`. */
	readonly name: ReadonlyMap<string, readonly KnownPerson[]>;
}

export interface Judged {
	readonly outcome: RowOutcome;
	readonly problems: readonly RosterProblem[];
	readonly kept: Omit<StagedRow, 'cells' | 'broken'>;
	/** Everyone the row speaks of, whatever becomes of it: they are not missing from the file. */
	readonly about: readonly PersonId[];
	/** The unit was filled down from above. */
	readonly filled: boolean;
	readonly idOff: boolean;
}

const skipped = (row: number, rule: RosterProblem['rule'], detail?: RosterProblem['detail']): Judged => ({
	outcome: 'skipped',
	problems: [{ row, column: '', rule, weight: 'warn', ...(detail ? { detail } : {}) }],
	kept: {},
	about: [],
	filled: false,
	idOff: false
});

/** Conflicts in the file that a decision settles: the second row is a secondment, or another person, or goes without the number. */
function settle(problem: RosterProblem, decision: RowDecision | undefined): RosterProblem {
	const conflict = ['staffNo.twice', 'mobile.twice', 'id.twice'].includes(problem.rule);
	const settled =
		(conflict && decision === 'seconded') ||
		(problem.rule === 'mobile.twice' && decision === 'accept') ||
		(problem.rule === 'row.twice' && decision === 'new');
	return settled ? { ...problem, weight: 'warn' } : problem;
}

function judge(court: RosterCourt, row: number, read: ReadRow, find: Lookup): Judged {
	if (read.kind === 'skipped') return skipped(row, read.rule, read.detail);
	return { ...judgePerson(court, row, read, find), filled: read.filled, idOff: read.idOff };
}

type PersonRow = Extract<ReadRow, { kind: 'person' }>;

function judgePerson(court: RosterCourt, row: number, read: PersonRow, find: Lookup): Omit<Judged, 'filled' | 'idOff'> {
	const { reader } = court;
	const decision = reader.choices.rows[row];
	const { labels, columns } = reader.mapping;
	const label = (field: 'name' | 'staffNo' | 'mobile' | 'idNumber' | 'unit'): string =>
		labels[columns[field] ?? -1] ?? '';
	let { draft } = read;
	const own = { staffNo: label('staffNo'), mobile: label('mobile'), idHash: label('idNumber'), name: label('name') };
	const unreadable = read.problems.some(({ rule }) => rule === 'row.quote');
	const inFile = unreadable ? { problems: [] } : compareInFile(court.file, row, draft, own);
	if (inFile.duplicateOf !== undefined) return skipped(row, 'row.duplicate', { row: inFile.duplicateOf });
	const conflicts = inFile.problems.map((problem) => settle(problem, decision));
	const problems = [...read.problems, ...conflicts];
	const byKey = unique([
		...((draft.staffNo !== null && find.staffNo.get(draft.staffNo)) || []),
		...((draft.mobile !== null && find.mobile.get(draft.mobile)) || []),
		...((draft.idHash !== null && find.idHash.get(draft.idHash)) || [])
	]);
	const about = byKey.map(({ id }) => id);
	if (decision === 'skip') return { ...skipped(row, 'row.decidedSkip'), about };
	const second = conflicts.find(({ rule, weight }) => /^(staffNo|mobile|id)\.twice$/.test(rule) && weight === 'warn');
	if (problems.some(({ weight }) => weight === 'refuse'))
		return { outcome: 'refused', problems, kept: { draft }, about };
	if (problems.some(({ weight }) => weight === 'ask')) return { outcome: 'asked', problems, kept: { draft }, about };
	if (second && decision === 'seconded') {
		const after = draft.unitId === null ? draft.unitText : court.unitName(draft.unitId);
		const kept = { draft, personId: null, secondOfRow: Number(second.detail?.row ?? 0) };
		return {
			outcome: 'changed',
			problems,
			kept: { ...kept, changes: [{ field: 'seconded', before: '', after }] },
			about
		};
	}
	if (second) draft = { ...draft, mobile: null };
	const classified = classify({
		row,
		draft,
		newUnit: draft.unitId === null,
		byKey,
		byName: (draft.unitId !== null && find.name.get(`${draft.unitId}|${draft.name}`)) || [],
		decision,
		allowed: reader.allowed,
		unitName: court.unitName,
		label
	});
	const { personId, fromUnitId, changes } = classified;
	return {
		outcome: classified.outcome,
		problems: [...problems, ...classified.problems],
		kept: { draft, personId, fromUnitId, changes },
		about: personId === null ? about : [...about, personId]
	};
}

function unique(people: readonly KnownPerson[]): KnownPerson[] {
	return [...new Map(people.map((person) => [person.id, person])).values()];
}

export const judgeRow = {
	/** First step: what the row says, before anyone is looked up. */
	read: (court: RosterCourt, row: number, staged: StagedRow): ReadRow =>
		readRow(court.reader, { row, cells: staged.cells, ...(staged.broken ? { brokenQuote: true } : {}) }, court.memory),
	/** Second step: who it is about and what it would change. */
	judge
};

import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Problem } from '#lib/base/core/problem.ts';
import type { RosterField } from './columns.ts';

/** One person as a row of a roster states them; '' and null: the row says nothing, what is known stays. */
export interface RosterDraft {
	readonly name: string;
	/** The unit as the file writes it (filled down from above when the user asked for that). */
	readonly unitText: string;
	/** null: not found, or to be created by this import. */
	readonly unitId: UnitId | null;
	readonly section: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly idHash: string | null;
	readonly idTail: string | null;
	readonly post: string;
	readonly rank: string;
	readonly staffing: string;
	/** "2024-03" or "2024-03-01". */
	readonly joinedOn: string | null;
	readonly note: string;
	readonly secondedUnitId: UnitId | null;
}

/** Why a row of the file is passed over; every one is listed. */
export type SkipRule =
	| 'row.total'
	| 'row.signature'
	| 'row.note'
	| 'row.header'
	| 'row.serialOnly'
	| 'row.unitHeading'
	| 'row.duplicate'
	| 'row.decidedSkip';

export type RosterRule =
	| SkipRule
	| 'row.quote'
	| 'row.twice'
	| 'row.wide'
	| 'name.empty'
	| 'name.lost'
	| 'name.notName'
	| 'name.several'
	| 'name.bracket'
	| 'name.long'
	| 'name.short'
	| 'name.privateUse'
	| 'unit.column'
	| 'unit.blank'
	| 'unit.near'
	| 'unit.subunit'
	| 'unit.several'
	| 'unit.ambiguous'
	| 'unit.unknown'
	| 'unit.outside'
	| 'digits.lost'
	| 'staffNo.form'
	| 'staffNo.isIdNumber'
	| 'staffNo.twice'
	| 'staffNo.differs'
	| 'mobile.form'
	| 'mobile.landline'
	| 'mobile.twice'
	| 'id.form'
	| 'id.zeros'
	| 'id.zerosFit'
	| 'id.twice'
	| 'id.differs'
	| 'date.form'
	| 'date.serial'
	| 'date.shortYear'
	| 'text.long'
	| 'seconded.unknown'
	| 'person.noLogin'
	| 'person.possiblySame'
	| 'person.elsewhere'
	| 'person.proposed'
	| 'person.left'
	| 'person.secondedHere'
	| 'name.differs'
	| 'keys.differ';

export type RosterProblem = Problem<RosterRule>;

/** Fields of a person that an import may change; `unit` stands for the establishment unit. */
export type ChangedField = Exclude<RosterField, 'idNumber' | 'secondedTo'> | 'idTail' | 'seconded';

export interface FieldChange {
	readonly field: ChangedField;
	/** '' when nothing was known. */
	readonly before: string;
	readonly after: string;
}

/** What would happen to a row, in the order the preview shows them. */
export const rowOutcomes = [
	'added',
	'changed',
	'moved',
	'proposed',
	'asked',
	'refused',
	'unchanged',
	'skipped'
] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

/** What the user decided for one row that asks; `propose`: the bureau is asked to move the person here. */
export type RowDecision = 'accept' | 'new' | 'seconded' | 'propose' | 'skip';

/** Everything the user may settle between the upload and the confirmation. */
export interface RosterChoices {
	/** Column (its number from 1, or its compacted name) → field; '' for none. The others are found by their names. */
	readonly map: Readonly<Record<string, RosterField | ''>>;
	/** Last header row by number, 0 for none; null: found by its names. */
	readonly headerRow: number | null;
	/** Blank unit cells take the unit above (merged cells). */
	readonly fillUnits: boolean;
	/** The unit of every row in a file without a unit column, and of blank unit cells that nothing stands above. */
	readonly unit: UnitId | null;
	/** How the file calls a unit → which it is; `create` makes a new one, `skip` passes its rows over. */
	readonly units: Readonly<Record<string, UnitId | 'create' | 'skip'>>;
	/** Every unknown unit is created. */
	readonly createUnits: boolean;
	readonly rows: Readonly<Record<string, RowDecision>>;
	/** People missing from the file whom the user marks as left. */
	readonly leave: readonly PersonId[];
}

export const noChoices: RosterChoices = {
	map: {},
	headerRow: null,
	fillUnits: false,
	unit: null,
	units: {},
	createUnits: false,
	rows: {},
	leave: []
};

import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Separator, TextEncoding } from '#lib/base/sheet/sheet.ts';
import type { RosterField } from './columns.ts';
import type { FieldChange, RosterDraft, RowOutcome } from './draft.ts';

/** What `import_row.draft` holds for a roster: the row as read, and after judging what it means. */
export interface StagedRow {
	readonly cells: readonly string[];
	readonly broken?: true;
	readonly draft?: RosterDraft;
	readonly personId?: PersonId | null;
	readonly fromUnitId?: UnitId | null;
	readonly changes?: readonly FieldChange[];
	/** The row above whose person is seconded to this row's unit. */
	readonly secondOfRow?: number;
}

/** A unit the file names that the user has to settle, with how many rows wait for it. */
export interface AskedUnit {
	readonly key: string;
	readonly text: string;
	readonly kind: string;
	readonly nearest: readonly { readonly id: UnitId; readonly name: string }[];
	readonly rows: number;
}

export type RowCounts = Readonly<Record<RowOutcome, number>>;

/** How the file was understood: `import_upload.reading`. */
export interface RosterReading {
	readonly format: 'csv' | 'xlsx';
	readonly encoding: TextEncoding | null;
	readonly separator: Separator | null;
	readonly sheetName: string | null;
	readonly sheetNames: readonly string[];
	/** What stands above the header, joined per row. */
	readonly titles: readonly string[];
	readonly headerRows: readonly number[];
	readonly labels: readonly string[];
	readonly columns: Readonly<Partial<Record<RosterField, number>>>;
	/** Names of columns that are not read, or read and found blank throughout; their content is not stored. */
	readonly ignored: readonly string[];
	readonly counts: RowCounts;
	/** Blank unit cells below a unit: the merged cells that may be filled down. */
	readonly blankUnits: number;
	/** Blank unit cells that were filled down, because the user said so. */
	readonly filledUnits: number;
	/** Identity numbers whose check digit is off: they are taken as they are. */
	readonly idOff: number;
	/** Units this import will create, because the user said so, in the order of the file. */
	readonly newUnits: readonly string[];
	readonly askedUnits: readonly AskedUnit[];
	/** On the establishment of a unit of the file, and in no row of it. */
	readonly missing: readonly PersonId[];
	/** The file as a whole: no header found, or nothing below it. */
	readonly fault: 'header' | 'noRows' | null;
	/** State of the directory at judging; when it has moved on, the preview is shown again. */
	readonly stamp: number;
}

export const noCounts: RowCounts = {
	added: 0,
	changed: 0,
	moved: 0,
	proposed: 0,
	asked: 0,
	refused: 0,
	unchanged: 0,
	skipped: 0
};

/** Rows that may be imported without asking. */
export const accepted = (counts: RowCounts): number => counts.added + counts.changed + counts.moved + counts.unchanged;

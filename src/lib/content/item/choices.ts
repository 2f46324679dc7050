import type { LawEditionId } from '#lib/base/core/ids.ts';
import { labelKey, titleKey } from '#lib/content/law/law.ts';
import type { ColumnChoices } from './formats/columns.ts';
import type { KindCodes } from './formats/kind.ts';

/** What a person decided about a file where it leaves something open. */
export interface ItemChoices {
	/** Sheets to read, by name; null: all that hold rows. */
	readonly sheets: readonly string[] | null;
	/** Use of columns, by reduced header. */
	readonly columns: ColumnChoices;
	/** Meaning of 0, 1, 2 in the column 题型. */
	readonly kindCodes: KindCodes;
	/** Edition for rows that name no law. */
	readonly defaultEdition: LawEditionId | null;
	/** Rows that name no law are imported without one. */
	readonly withoutLaw: boolean;
	/** Edition meant by a law and label as the file writes them, by `lawWords`. */
	readonly laws: Readonly<Record<string, LawEditionId>>;
	/** `new`: numbers of the file are not used, items get the bank's own. */
	readonly codes: 'file' | 'new';
	/** A quite different question under a known number is meant to replace it. */
	readonly replaceOthers: boolean;
}

export const noChoices: ItemChoices = {
	sheets: null,
	columns: {},
	kindCodes: {},
	defaultEdition: null,
	withoutLaw: false,
	laws: {},
	codes: 'file',
	replaceOthers: false
};

/** The key under which a choice for a law's words is kept. */
export const lawWords = (title: string, label: string): string => `${titleKey(title)}|${labelKey(label)}`;

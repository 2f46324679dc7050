/**
 * One thing wrong with one place of an imported file. Imports return rows and problems together and never stop at the
 * first. The words a person reads are made from `rule` and `detail` by the message catalogue (src/i18n/problems.ts).
 */
export interface Problem<Rule extends string = string> {
	/** Row as the file shows it, counted from 1, header and titles included; 0 for the file as a whole. */
	readonly row: number;
	/** The header of the column, or '' for the whole row. */
	readonly column: string;
	readonly rule: Rule;
	/** `refuse`: the row is not imported · `ask`: needs a decision · `warn`: imported, shown. */
	readonly weight: 'refuse' | 'ask' | 'warn';
	readonly detail?: Readonly<Record<string, string | number>>;
}

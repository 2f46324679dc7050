/** Everything that can be wrong with a plan of an exam; words in src/i18n/plan-problems.ts. */
export type PlanRule =
	// form of a file or a form
	| 'missing'
	| 'unknownField'
	| 'wrongType'
	| 'notOneOf'
	| 'outOfRange'
	| 'notAMoment'
	| 'notPoints'
	// scheme and window
	| 'windowOrder'
	| 'windowPast'
	| 'bandOrder'
	| 'bandAboveTotal'
	| 'perOptionMissing'
	| 'perOptionUseless'
	| 'variantsNeedTwo'
	| 'notANetwork'
	| 'notAConfigKey'
	| 'noMonth'
	| 'notAMonth'
	| 'monthTwice'
	| 'monthNotPlanned'
	| 'creditsAgainstRule'
	// paper
	| 'noPaper'
	| 'noBank'
	| 'unknownBank'
	| 'practiceBank'
	| 'noRows'
	| 'noSection'
	| 'partsOnlyForCase'
	| 'unknownLaw'
	| 'tooManySlots'
	| 'shortage'
	| 'variantsOverlap'
	| 'itemsAmended'
	// people
	| 'nobody'
	| 'unknownUnit'
	| 'unknownCategory'
	| 'unknownPerson'
	| 'severalPersons'
	| 'noEstablishment'
	| 'listedTwice'
	| 'reasonMissing'
	| 'rosterMoved'
	// promised time
	| 'windowTooShort'
	| 'latestEntryCuts'
	| 'overrideNarrows';

/** One thing wrong with one place of a plan. All are found at once. */
export interface PlanProblem {
	/** Where, as a JSON path into the exam file, e.g. `paper.rows[2].count`; '' for the whole. */
	readonly path: string;
	readonly rule: PlanRule;
	/** `warn`: may be published as it is; shown. */
	readonly weight: 'refuse' | 'warn';
	readonly detail?: Readonly<Record<string, string | number>>;
}

export const problem = (
	path: string,
	rule: PlanRule,
	detail?: Readonly<Record<string, string | number>>,
	weight: PlanProblem['weight'] = 'refuse'
): PlanProblem => (detail ? { path, rule, weight, detail } : { path, rule, weight });

/** Whether nothing stands in the way. */
export const passes = (problems: readonly PlanProblem[]): boolean => problems.every(({ weight }) => weight === 'warn');

/** Branded integer ids: the number of a unit cannot be passed where the number of an exam is asked for. */
declare const brand: unique symbol;
export type Id<Noun extends string> = number & { readonly [brand]: Noun };

export type UnitId = Id<'unit'>;
export type PersonId = Id<'person'>;
export type AccountId = Id<'account'>;
export type ImportBatchId = Id<'importBatch'>;
export type LawEditionId = Id<'lawEdition'>;
export type ItemBankId = Id<'itemBank'>;
export type ItemId = Id<'item'>;
export type ItemVersionId = Id<'itemVersion'>;
export type BlueprintId = Id<'blueprint'>;
export type PaperId = Id<'paper'>;
export type ExamId = Id<'exam'>;
export type EnrolmentId = Id<'enrolment'>;
export type AttemptId = Id<'attempt'>;
export type ScoringRunId = Id<'scoringRun'>;
export type PublicationId = Id<'publication'>;
export type PlanMonthId = Id<'planMonth'>;
export type PracticeSetId = Id<'practiceSet'>;
/** A collective study session (集中学法), not a login. */
export type SessionId = Id<'session'>;
export type ListId = Id<'list'>;
export type ListEntryId = Id<'listEntry'>;

/** Marks a number read from a trusted place (the database, a parsed route parameter) as the id it is. */
export const asId = <Noun extends string>(value: number): Id<Noun> => value as Id<Noun>;

/** Reads a decimal id from a route parameter or form field; undefined when it is not a positive safe integer. */
export function parseId<Noun extends string>(text: string | null | undefined): Id<Noun> | undefined {
	if (!text || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
	const value = Number(text);
	return Number.isSafeInteger(value) ? asId<Noun>(value) : undefined;
}

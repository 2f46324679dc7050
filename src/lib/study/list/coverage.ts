import type { ListEntryId, ListId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { LawKind } from '#lib/content/law/law.ts';
import {
	addresses,
	type Addressee,
	isParty,
	type LawList,
	type ListEntry,
	type ListSide,
	type ListTier,
	onSide,
	stoodAt
} from './list.ts';

/** Somebody on the establishment, in the unit in whose figures the person counts. */
export interface CoveredPerson extends Addressee {
	readonly personId: PersonId;
	readonly unitId: UnitId;
}

/** Who has done what on each law in the year, by law id. */
export interface Deeds {
	/** Finished the quiz of a plan month that treats the law. */
	readonly quizzed: ReadonlyMap<number, ReadonlySet<PersonId>>;
	/** Gave an answer in practice that is remembered. */
	readonly answered: ReadonlyMap<number, ReadonlySet<PersonId>>;
	/** Was present at a held session that treats the law. */
	readonly attended: ReadonlyMap<number, ReadonlySet<PersonId>>;
}

/** 清单学习覆盖率 as a pair: entries studied or tested, of all; `awaited` of them name a law that is not here yet and cannot be covered. */
export interface Covered {
	readonly covered: number;
	readonly entries: number;
	readonly awaited: number;
}

/** One entry for one unit: how many of the unit's people whom the list is for have done each, and any of it. */
export interface EntryCoverage {
	readonly entryId: ListEntryId;
	readonly lawId: number | null;
	readonly kind: LawKind;
	readonly quizzed: number;
	readonly answered: number;
	readonly attended: number;
	readonly people: number;
}

export interface ListCoverage extends Covered {
	readonly listId: ListId;
	readonly title: string;
	readonly tier: ListTier;
	/** People of the unit whom the list is for; a list that is for none of them is left out. */
	readonly addressed: number;
	readonly entryLines: readonly EntryCoverage[];
}

export interface UnitCoverage extends Covered {
	readonly unitId: UnitId;
	readonly people: number;
	/** The same for 党内法规 and for all else. */
	readonly party: Covered;
	readonly state: Covered;
	readonly lists: readonly ListCoverage[];
}

export const isCovered = ({ people }: EntryCoverage): boolean => people > 0;

const counted = (lines: readonly EntryCoverage[]): Covered => ({
	covered: lines.filter(isCovered).length,
	entries: lines.length,
	awaited: lines.filter(({ lawId }) => lawId === null).length
});

/** Lists in force at the moment, each with the entries that stood then. */
export function listsAt(lists: readonly LawList[], at: number): readonly LawList[] {
	return lists.flatMap((list) => {
		if (!stoodAt(list.activatedAt, list.retiredAt, at)) return [];
		const entries = list.entries.filter(({ addedAt, retiredAt }) => stoodAt(addedAt, retiredAt, at));
		return entries.length === 0 ? [] : [{ ...list, entries }];
	});
}

/**
 * Coverage of each unit: entries of the lists that are for any of its people, each covered when at least one of those
 * people has finished a month's quiz on the law, answered a practice question on it or sat in a session on it. An entry of
 * some articles is covered like its law: quizzes, questions and sessions are kept by law.
 * @param lists as they stood (`listsAt`)
 * @param side only laws of the state, or only 党内法规; null for all
 */
export function coverageOf(
	units: readonly UnitId[],
	people: readonly CoveredPerson[],
	lists: readonly LawList[],
	deeds: Deeds,
	side: ListSide | null
): readonly UnitCoverage[] {
	const byUnit = Map.groupBy(people, ({ unitId }) => unitId);
	return units.map((unitId) => {
		const own = byUnit.get(unitId) ?? [];
		const covered = lists.flatMap((list): ListCoverage[] => {
			const addressed = own.filter((person) => addresses(list, person)).map(({ personId }) => personId);
			const entries = list.entries.filter((entry) => onSide(entry, side));
			if (addressed.length === 0 || entries.length === 0) return [];
			const entryLines = entries.map((entry) => lineOf(entry, addressed, deeds));
			const { id: listId, title, tier } = list;
			return [{ listId, title, tier, addressed: addressed.length, entryLines, ...counted(entryLines) }];
		});
		const lines = covered.flatMap(({ entryLines }) => entryLines);
		return {
			...{ unitId, people: own.length, lists: covered },
			...counted(lines),
			party: counted(lines.filter(isParty)),
			state: counted(lines.filter((line) => !isParty(line)))
		};
	});
}

function lineOf({ id, lawId, kind }: ListEntry, people: readonly PersonId[], deeds: Deeds): EntryCoverage {
	const among = (who: ReadonlyMap<number, ReadonlySet<PersonId>>) => {
		const done = lawId === null ? undefined : who.get(lawId);
		return done ? people.filter((person) => done.has(person)) : [];
	};
	const [quizzed, answered, attended] = [among(deeds.quizzed), among(deeds.answered), among(deeds.attended)];
	return {
		...{ entryId: id, lawId, kind },
		quizzed: quizzed.length,
		answered: answered.length,
		attended: attended.length,
		people: new Set([...quizzed, ...answered, ...attended]).size
	};
}

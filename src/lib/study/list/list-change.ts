import { compact } from '#lib/base/core/text.ts';
import { csvText } from '#lib/base/sheet/write.ts';
import { entryKey, formatAudience, formatRange, type LawList, type ListEntry, standing } from './list.ts';
import { type EntryDraft, type ListDraft, listHeader } from './list-rows.ts';

/** What a line of a file does to a list. */
export type PlannedEntry =
	| { readonly change: 'added'; readonly draft: EntryDraft }
	| { readonly change: 'same' | 'changed' | 'restored'; readonly draft: EntryDraft; readonly entry: ListEntry };

export interface PlannedList {
	readonly draft: ListDraft;
	/** null: the list is new. */
	readonly list: LawList | null;
	readonly lines: readonly PlannedEntry[];
	/** Entries that stand and are not in the file: a replacing import takes them out. */
	readonly missing: readonly ListEntry[];
}

/** Lays the lists of a file beside those that are there; a list is known by its title, an entry by law and articles. */
export function planLists(drafts: readonly ListDraft[], lists: readonly LawList[]): readonly PlannedList[] {
	return drafts.map((draft) => {
		const list = lists.find(({ title }) => compact(title) === compact(draft.title)) ?? null;
		const entries = list?.entries ?? [];
		const named = new Set(draft.entries.map(entryKey));
		const lines = draft.entries.map((line): PlannedEntry => {
			const own = entries.filter((entry) => entryKey(entry) === entryKey(line));
			const entry = standing(own)[0] ?? own.at(-1);
			if (!entry) return { change: 'added', draft: line };
			const change = entry.retiredAt !== null ? 'restored' : entry.note === line.note ? 'same' : 'changed';
			return { change, draft: line, entry };
		});
		return { draft, list, lines, missing: standing(entries).filter((entry) => !named.has(entryKey(entry))) };
	});
}

const tierWord = { common: '共性', specific: '个性' } as const;
const kindWord = {
	constitution: '宪法',
	statute: '法律',
	adminRegulation: '行政法规',
	localRegulation: '地方性法规',
	rule: '规章',
	interpretation: '司法解释',
	partyRegulation: '党内法规'
} as const;

/** Rows of lists as they are exported, and imported again. */
export const listCells = (lists: readonly ListDraft[]): string[][] =>
	lists.flatMap((list) =>
		list.entries.map((entry) => [
			list.title,
			tierWord[list.tier],
			formatAudience(list),
			kindWord[entry.kind],
			entry.title,
			formatRange(entry.articles),
			entry.note
		])
	);

/** Lists as the text of a file that reads the same: what a preview hands on to its confirmation. */
export const listText = (lists: readonly ListDraft[]): string => csvText(listHeader, listCells(lists));

/** Tells whether an import would still do what its preview showed. */
export const fingerprintOf = (plans: readonly PlannedList[]): string =>
	plans
		.map(({ list, lines, missing }) =>
			[list?.id ?? 0, ...lines.map(({ change }) => change.slice(0, 2)), '-', ...missing.map(({ id }) => id)].join(' ')
		)
		.join('/');

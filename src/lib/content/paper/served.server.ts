import type { PaperId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import { loadPaper, type Paper } from './paper.server.ts';
import type { Contents } from './paper.ts';

/** A frozen paper with what candidates may see of its items. No key is in it by construction. */
export interface ServedPaper extends Paper {
	readonly contents: Contents;
}

/** Papers kept in memory; with papers drawn per candidate the oldest go first. */
const kept = 300;

/** What is frozen never changes, so each connection remembers the last papers it read. */
function remembering<Value>(read: (db: Db, paperId: PaperId) => Promise<Value>) {
	const memory = new WeakMap<object, Map<PaperId, Value>>();
	return async (db: Db, paperId: PaperId): Promise<Value> => {
		const papers = memory.get(db) ?? new Map<PaperId, Value>();
		memory.set(db, papers);
		const known = papers.get(paperId);
		if (known) return known;
		const value = await read(db, paperId);
		const oldest = papers.keys().next().value;
		if (papers.size >= kept && oldest !== undefined) papers.delete(oldest);
		papers.set(paperId, value);
		return value;
	};
}

const versionsOf = ({ slots }: Paper) => slots.map((slot) => slot.itemVersionId);

/**
 * The paper and the contents of its items, kept in memory once read: a thousand starts in one second read it once.
 * @param db outside a transaction the connection itself, for the memory is its own
 * @throws when there is none of that id
 */
export const servedPaper = remembering(async (db, paperId): Promise<ServedPaper> => {
	const paper = await loadPaper(db, paperId);
	const loaded = await loadContents(db, versionsOf(paper));
	const contents = new Map(
		[...loaded].map(([id, { content, lockOptionOrder }]) => [id, { content, lockOptionOrder }] as const)
	);
	return { ...paper, contents };
});

/** The keys of the paper's items as they were frozen, without amendments: for scoring what was handed in. */
export const servedKeys = remembering(async (db, paperId) => loadKeys(db, versionsOf(await servedPaper(db, paperId))));

import type { PaperId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents } from '#lib/content/item/item.server.ts';
import { loadPaper, type Paper } from './paper.server.ts';
import type { Contents } from './paper.ts';

/** A frozen paper with what candidates may see of its items. No key is in it by construction. */
export interface ServedPaper extends Paper {
	readonly contents: Contents;
}

/** Papers kept in memory; with papers drawn per candidate the oldest go first. */
const kept = 300;

/** Frozen papers never change, so each connection remembers the last ones it read. */
const memory = new WeakMap<object, Map<PaperId, ServedPaper>>();

/**
 * The paper and the contents of its items, kept in memory once read: a thousand starts in one second read it once.
 * @param db outside a transaction the connection itself, for the memory is its own
 * @throws when there is none of that id
 */
export async function servedPaper(db: Db, paperId: PaperId): Promise<ServedPaper> {
	const papers = memory.get(db) ?? new Map<PaperId, ServedPaper>();
	memory.set(db, papers);
	const known = papers.get(paperId);
	if (known) return known;
	const paper = await loadPaper(db, paperId);
	const loaded = await loadContents(
		db,
		paper.slots.map((slot) => slot.itemVersionId)
	);
	const contents = new Map(
		[...loaded].map(([id, { content, lockOptionOrder }]) => [id, { content, lockOptionOrder }] as const)
	);
	const served = { ...paper, contents };
	const oldest = papers.keys().next().value;
	if (papers.size >= kept && oldest !== undefined) papers.delete(oldest);
	papers.set(paperId, served);
	return served;
}

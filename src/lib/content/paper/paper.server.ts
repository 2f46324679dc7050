import { createHash } from 'node:crypto';
import type { BlueprintId, ItemVersionId, PaperId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { amendedItems } from '#lib/content/item/amended.server.ts';
import { availableItems, chunks, loadContents, markUsed } from '#lib/content/item/item.server.ts';
import { accepts, type Blueprint, type Drawable } from './blueprint.ts';
import { drawItems, slotsFor } from './draw.ts';
import { canonicalSlots, type Slot } from './paper.ts';

export interface Paper {
	readonly id: PaperId;
	readonly slots: readonly Slot[];
	readonly totalPoints: Points;
	/** SHA-256 of the canonical slots, in hex. */
	readonly hash: string;
}

const hashOf = (slots: readonly Slot[]): string => createHash('sha256').update(canonicalSlots(slots)).digest('hex');

/** A frozen paper. @throws when there is none of that id */
export async function loadPaper(db: Db, paperId: PaperId): Promise<Paper> {
	const row = await db
		.selectFrom('paper')
		.select(['id', 'slots', 'totalPoints', 'hash'])
		.where('id', '=', paperId)
		.executeTakeFirstOrThrow();
	return { ...row, slots: JSON.parse(row.slots) as Slot[] };
}

/** Whether the stored slots still are those that were hashed. */
export const paperIntact = (paper: Paper): boolean => hashOf(paper.slots) === paper.hash;

/** Current, unretired items that some row of the blueprint could take. */
export const poolOf = (db: Db, blueprint: Blueprint) => availableItems(db, { bankIds: blueprint.banks });

/** Numbers of the items that a paper may draw although what they cite is amended or gone on the day. */
export async function amendedIn(db: Db, blueprint: Blueprint, day: string): Promise<readonly string[]> {
	const amended = await amendedItems(db, day, blueprint.banks);
	if (amended.size === 0) return [];
	return (await poolOf(db, blueprint)).flatMap((item) => {
		const marked = blueprint.rows.some((row) => accepts(row, item)) ? amended.get(item.itemVersionId) : undefined;
		return marked ? [marked.code] : [];
	});
}

/**
 * Draws one paper, stores it and freezes its item versions. Same pool, seed and uses give the same paper.
 * @returns undefined when the blueprint cannot be filled from the pool
 */
export async function assemble(
	trx: Trx,
	blueprintId: BlueprintId,
	blueprint: Blueprint,
	pool: readonly Drawable[],
	draw: { readonly seed: string; readonly uses?: ReadonlyMap<ItemVersionId, number> },
	now: number
): Promise<Paper | undefined> {
	const drawn = drawItems(blueprint, pool, draw);
	if (!drawn) return undefined;
	const versions = drawn.flat().map((item) => item.itemVersionId);
	const contents = await loadContents(trx, versions);
	const slots = slotsFor(blueprint, drawn, (item) => {
		const content = contents.get(item.itemVersionId)?.content;
		if (!content) throw new Error(`item version ${item.itemVersionId} has no content`);
		return content.parts.map((part) => part.kind);
	});
	await markUsed(trx, versions, now);
	const totalPoints = slots.reduce((sum, slot) => sum + slot.points, 0);
	const hash = hashOf(slots);
	const { id } = await trx
		.insertInto('paper')
		.values({ blueprintId, seed: draw.seed, slots: JSON.stringify(slots), totalPoints, hash, assembledAt: now })
		.returning('id')
		.executeTakeFirstOrThrow();
	return { id, slots, totalPoints, hash };
}

/** Papers A, B, C … of one blueprint; each takes first what the earlier ones did not. Undefined when not feasible. */
export async function assembleVariants(
	trx: Trx,
	blueprintId: BlueprintId,
	blueprint: Blueprint,
	{ seed, variants }: { readonly seed: string; readonly variants: number },
	now: number
): Promise<Paper[] | undefined> {
	const pool = await poolOf(trx, blueprint);
	const uses = new Map<ItemVersionId, number>();
	const papers: Paper[] = [];
	for (let index = 0; index < variants; index++) {
		const paper = await assemble(trx, blueprintId, blueprint, pool, { seed: `${seed}/${index}`, uses }, now);
		if (!paper) return undefined;
		for (const id of new Set(paper.slots.map((slot) => slot.itemVersionId))) uses.set(id, (uses.get(id) ?? 0) + 1);
		papers.push(paper);
	}
	return papers;
}

/** Freezes the pool from which papers are drawn later, one for each attempt: the banks may go on changing. */
export async function freezePool(
	trx: Trx,
	blueprintId: BlueprintId,
	pool: readonly Drawable[],
	now: number
): Promise<void> {
	const rows = pool.map(({ itemVersionId, kind, lawId, difficulty, parts, stemKey }) => ({
		blueprintId,
		itemVersionId,
		kind,
		lawId,
		difficulty,
		parts,
		stemKey
	}));
	for (const some of chunks(rows, 2000))
		await trx
			.insertInto('paperPool')
			.values([...some])
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	const versions = pool.map((item) => item.itemVersionId);
	await markUsed(trx, versions, now);
}

/** Draws the paper of one attempt from the frozen pool, the least used items first, and counts their use. */
export async function drawFromPool(
	trx: Trx,
	blueprintId: BlueprintId,
	blueprint: Blueprint,
	seed: string,
	now: number
): Promise<Paper> {
	const rows = await trx
		.selectFrom('paperPool')
		.select(['itemVersionId', 'kind', 'lawId', 'difficulty', 'parts', 'stemKey', 'uses'])
		.where('blueprintId', '=', blueprintId)
		.execute();
	const uses = new Map(rows.map((row) => [row.itemVersionId, row.uses]));
	const paper = await assemble(trx, blueprintId, blueprint, rows, { seed, uses }, now);
	if (!paper) throw new Error(`blueprint ${blueprintId}: its frozen pool no longer fills it`);
	const drawn = [...new Set(paper.slots.map((slot) => slot.itemVersionId))];
	await trx
		.updateTable('paperPool')
		.set((set) => ({ uses: set('uses', '+', 1) }))
		.where('blueprintId', '=', blueprintId)
		.where('itemVersionId', 'in', drawn)
		.execute();
	return paper;
}

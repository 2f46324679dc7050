import type { ImportBatchId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Trx } from '#lib/base/db/schema.ts';
import type { ChangeLog } from '#lib/people/directory/membership.server.ts';

/** What a batch changed, thing by thing, before and after: enough to take all of it back. */
export interface BatchLog extends ChangeLog {
	readonly batchId: ImportBatchId;
	/** Writes what waits, and the counts. */
	close(counts: unknown): Promise<void>;
}

/** Changes per statement: six values each. */
const chunk = 500;

export async function openLog(
	trx: Trx,
	viewer: Viewer,
	batch: { readonly kind: 'roster' | 'units'; readonly fileName: string; readonly fileHash: string },
	now: number
): Promise<BatchLog> {
	const { id: batchId } = await trx
		.insertInto('importBatch')
		.values({ ...batch, actor: viewer.name, accountId: viewer.accountId, at: now, counts: '{}', undoneAt: null })
		.returning('id')
		.executeTakeFirstOrThrow();
	const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
	let waiting: {
		batchId: ImportBatchId;
		n: number;
		noun: string;
		nounId: number;
		before: string | null;
		after: string | null;
	}[] = [];
	let n = 0;
	const flush = async (): Promise<void> => {
		if (waiting.length > 0) await trx.insertInto('importChange').values(waiting).execute();
		waiting = [];
	};
	return {
		batchId,
		async add(noun, nounId, before, after) {
			waiting.push({ batchId, n: ++n, noun, nounId, before: json(before), after: json(after) });
			if (waiting.length >= chunk) await flush();
		},
		async close(counts) {
			await flush();
			await trx
				.updateTable('importBatch')
				.set({ counts: JSON.stringify(counts) })
				.where('id', '=', batchId)
				.execute();
		}
	};
}

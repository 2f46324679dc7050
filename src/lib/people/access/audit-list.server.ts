import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';

export interface AuditLine {
	readonly id: number;
	readonly at: number;
	readonly actor: string;
	readonly act: string;
	readonly subjectKind: string;
	readonly subjectId: string;
	/** JSON as recorded. */
	readonly body: string;
}

const pageSize = 100;

/** A page of the record, the newest first, entries before `before`; words match the beginning of act or actor. */
export async function listAudit(
	db: Db,
	viewer: Viewer,
	asked: { readonly act: string; readonly actor: string; readonly before: number | undefined }
): Promise<Outcome<{ readonly lines: readonly AuditLine[]; readonly older: number | null }, 'forbidden'>> {
	if (!may(viewer, 'audit.read')) return refused('forbidden');
	const beginning = (text: string) => `${text.replace(/[%_]/g, '')}%`;
	let query = db
		.selectFrom('auditEntry')
		.select(['id', 'at', 'actor', 'act', 'subjectKind', 'subjectId', 'body'])
		.orderBy('id', 'desc')
		.limit(pageSize + 1);
	if (asked.act !== '') query = query.where('act', 'like', beginning(asked.act));
	if (asked.actor !== '') query = query.where('actor', 'like', beginning(asked.actor));
	if (asked.before !== undefined) query = query.where('id', '<', asked.before);
	const rows = await query.execute();
	const lines = rows.slice(0, pageSize);
	return done({ lines, older: rows.length > pageSize ? (lines.at(-1)?.id ?? null) : null });
}

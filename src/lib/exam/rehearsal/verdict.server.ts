import { createHash } from 'node:crypto';
import { record } from '#lib/base/audit/audit.server.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { canonical, sayingOf, type Verdict } from './verdict.ts';

const purpose = 'rehearsal verdict';
const act = 'exam.rehearsed';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A verdict as it is kept; `sound` whether it is still what was signed. */
export interface KeptVerdict {
	readonly id: number;
	readonly verdict: Verdict;
	readonly actor: string;
	readonly sound: boolean;
}

/** Signs and keeps a verdict, with its hash in the audit chain; it is never changed afterwards. */
export async function keepVerdict(db: Db, secret: Buffer, viewer: Viewer, verdict: Verdict): Promise<number> {
	const body = canonical(verdict);
	const hash = sha256(body);
	const { examId, at, decision, figures, seats } = verdict;
	return db.transaction().execute(async (trx) => {
		const { id } = await trx
			.insertInto('rehearsalVerdict')
			.values({
				examId,
				at,
				heads: figures.heads,
				decision,
				body,
				hash,
				signature: keyedHash(secret, purpose, body),
				actor: viewer.name
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const entry = { verdict: id, heads: figures.heads, decision, seats, hash };
		await record(trx, viewer, { act, subjectKind: 'exam', subjectId: examId, body: entry }, at);
		return id;
	});
}

interface Row {
	readonly examId: ExamId;
	readonly at: number;
	readonly heads: number;
	readonly decision: string;
	readonly body: string;
	readonly hash: string;
	readonly signature: string;
}

/** Whether the row is what was signed: its body by hash and key, and the columns that lists read beside it. */
function soundRow(secret: Buffer, row: Row): boolean {
	if (row.hash !== sha256(row.body) || row.signature !== keyedHash(secret, purpose, row.body)) return false;
	const { examId, at, figures, decision } = JSON.parse(row.body) as Verdict;
	return examId === row.examId && at === row.at && figures.heads === row.heads && decision === row.decision;
}

/** The verdicts of an exam, the newest first. */
export async function verdictsOf(db: Db, secret: Buffer, examId: ExamId): Promise<readonly KeptVerdict[]> {
	const rows = await db
		.selectFrom('rehearsalVerdict')
		.selectAll()
		.where('examId', '=', examId)
		.orderBy('id', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		verdict: JSON.parse(row.body) as Verdict,
		actor: row.actor,
		sound: soundRow(secret, row)
	}));
}

/** The newest verdict that says something: one of too few people takes nothing from those before it. */
export const countingVerdict = (newestFirst: readonly KeptVerdict[]): KeptVerdict | undefined =>
	newestFirst.find(({ sound, verdict }) => !sound || sayingOf(verdict) !== 'tooFew');

/** Every verdict whose signature does not fit, and every one the audit chain names that is not there any more. */
export async function verifyVerdicts(
	db: Db,
	secret: Buffer
): Promise<{ readonly checked: number; readonly faults: readonly { subject: string; fault: string }[] }> {
	const rows = await db.selectFrom('rehearsalVerdict').selectAll().orderBy('id').execute();
	const faults = rows
		.filter((row) => !soundRow(secret, row))
		.map(({ id, examId }) => ({ subject: `exam ${examId}, rehearsal verdict ${id}`, fault: 'signature' }));
	const kept = new Set(rows.map(({ id, hash }) => `${id} ${hash}`));
	const entries = await db
		.selectFrom('auditEntry')
		.select(['subjectId', 'body', 'at'])
		.where('act', '=', act)
		.execute();
	// The draft of an exam can be removed with its verdicts, and its number be given again.
	const exams = await db.selectFrom('exam').select(['id', 'createdAt']).execute();
	const since = new Map(exams.map(({ id, createdAt }) => [String(id), createdAt]));
	for (const { subjectId, body, at } of entries) {
		const { verdict, hash } = JSON.parse(body) as { readonly verdict: number; readonly hash: string };
		if (at < (since.get(subjectId) ?? Infinity) || kept.has(`${verdict} ${hash}`)) continue;
		faults.push({ subject: `exam ${subjectId}, rehearsal verdict ${verdict}`, fault: 'not as recorded' });
	}
	return { checked: rows.length, faults };
}

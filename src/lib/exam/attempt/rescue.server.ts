import type Sqlite from 'better-sqlite3';
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { recordRaw } from '#lib/base/audit/audit.server.ts';
import { keyedDigest } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { toCanonical } from './answer-sheet.ts';
import { type AckStatus, respond } from './attempt-rules.ts';
import { type AttemptHeader, attemptState, findAttemptByCode } from './attempt.server.ts';
import { typedCode } from './base32.ts';
import { type Ledger, openLedger } from './ledger.server.ts';
import {
	joinFrames,
	type JoinRefusal,
	keyMessage,
	nonceBytes,
	parsePlaintext,
	parseSealed,
	rescueCode,
	type RescueEdit,
	type RescueSheet,
	sealHead,
	tagBytes,
	toBase64Url
} from './rescue.ts';

const keyOf = (secret: Buffer, attempt: string): Buffer => keyedDigest(secret, keyMessage(attempt));

/** The key of one attempt's rescue sheets, for the sitting page of that very attempt and nobody else: base64url. */
export const rescueKey = (secret: Buffer, attempt: string): string => toBase64Url(keyOf(secret, attempt));

/** Opens a sealed text; undefined when it was changed, or sealed with another key. */
function unseal(key: Buffer, attempt: string, bytes: Uint8Array): string | undefined {
	const end = bytes.length - tagBytes;
	const decipher = createDecipheriv('chacha20-poly1305', key, bytes.subarray(0, nonceBytes), {
		authTagLength: tagBytes
	});
	decipher.setAAD(Buffer.from(sealHead(attempt)), { plaintextLength: end - nonceBytes });
	decipher.setAuthTag(bytes.subarray(end));
	try {
		return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, end)), decipher.final()]).toString('utf8');
	} catch {
		return undefined;
	}
}

export type OpenRefusal =
	| JoinRefusal
	| 'forbidden'
	/** No attempt of this installation has that code. */
	| 'unknownAttempt'
	/** It belongs to another exam than the one the page is about; `detail.exam` names it. */
	| 'otherExam'
	/** The person belongs to a unit the viewer does not serve. */
	| 'notYours'
	/** Nobody brings in their own answers. */
	| 'ownCase'
	/** Changed on the way, or sealed by another installation. */
	| 'damaged'
	/** It opens, and is no sheet of that attempt. */
	| 'notASheet';

export interface OpenedRescue {
	readonly header: AttemptHeader;
	readonly name: string;
	readonly unitName: string;
	readonly sheet: RescueSheet;
	readonly code: string;
	/** SHA-256 of the plaintext: the same sheet is kept once. */
	readonly digest: string;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly deadlineAt: Instant;
	/** When this very sheet was kept before; null when it was not. */
	readonly keptAt: Instant | null;
}

export interface RescueAsk {
	readonly examId: ExamId;
	/** The file's text or the frames, as uploaded or pasted. */
	readonly pasted: string;
	/** Units of the people whose sheets the viewer may bring in. */
	readonly visible: 'all' | ReadonlySet<UnitId>;
}

/** Opens what was uploaded and says whose it is; keeps nothing. */
export async function openRescue(
	store: Store,
	secret: Buffer,
	viewer: Viewer,
	ask: RescueAsk
): Promise<Outcome<OpenedRescue, OpenRefusal>> {
	if (!may(viewer, 'rescue.upload')) return refused('forbidden');
	const joined = joinFrames(ask.pasted);
	if (!joined.ok) return joined;
	const sealed = parseSealed(joined.value);
	if (!sealed) return refused('unreadable');
	const owner = await ownerOf(store.db, sealed.attempt);
	if (!owner) return refused('unknownAttempt');
	if (ask.visible !== 'all' && !ask.visible.has(owner.unitId)) return refused('notYours');
	if (owner.examId !== ask.examId) return refused('otherExam', { exam: owner.title });
	if (viewer.personId !== null && viewer.personId === owner.personId) return refused('ownCase');
	const header = await findAttemptByCode(store.db, sealed.attempt, owner.personId);
	if (!header) return refused('unknownAttempt');
	const key = keyOf(secret, header.code);
	const plaintext = unseal(key, header.code, sealed.bytes);
	if (plaintext === undefined) return refused('damaged');
	const sheet = parsePlaintext(plaintext);
	if (sheet?.attempt !== header.code) return refused('notASheet');
	const code = rescueCode(createHmac('sha256', key).update(plaintext).digest());
	const digest = createHash('sha256').update(plaintext).digest('hex');
	const kept = await store.db
		.selectFrom('rescueUpload')
		.select('receivedAt')
		.where('attemptId', '=', header.id)
		.where('digest', '=', digest)
		.executeTakeFirst();
	const { status, deadlineAt } = attemptState(store, header.id);
	const { name, unitName } = owner;
	return done({ header, name, unitName, sheet, code, digest, status, deadlineAt, keptAt: kept?.receivedAt ?? null });
}

const ownerOf = (db: Db, code: string) =>
	db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.innerJoin('exam', 'exam.id', 'attempt.examId')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'attempt.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
		)
		.select(['attempt.examId', 'enrolment.personId', 'enrolment.unitId', 'enrolment.name'])
		.select(['exam.title', 'examUnit.name as unitName'])
		.where('attempt.code', '=', code)
		.executeTakeFirst();

/** How many edits of a sheet became what. */
export interface Kept {
	readonly applied: number;
	readonly late: number;
	/** Already on the server, or overtaken by a newer edit there. */
	readonly stale: number;
	/** No edits of this attempt: another epoch, question or letter than it ever had. */
	readonly rejected: number;
}

export type KeepRefusal = OpenRefusal | 'voided' | 'codeMissing' | 'wrongCode' | 'alreadyKept';

/**
 * Keeps the edits of a sheet by the rules of any save: in time they count at once, otherwise they wait as late answers
 * until two officers let them count. The code on the candidate's slip is compared first: a sheet that was changed after
 * time-up has another one. Without a slip the sheet is kept all the same, and whoever decides is told so.
 * @param slip the code typed in from the slip; null when the candidate has none
 * @param receivedAt when the upload reached the server
 */
export async function keepRescue(
	store: Store,
	secret: Buffer,
	viewer: Viewer,
	ask: RescueAsk & { readonly slip: string | null },
	receivedAt: Instant
): Promise<Outcome<Kept, KeepRefusal>> {
	const opened = await openRescue(store, secret, viewer, ask);
	if (!opened.ok) return opened;
	const { header, sheet, code, digest, status, keptAt } = opened.value;
	if (keptAt !== null) return refused('alreadyKept');
	if (status === 'voided') return refused('voided');
	if (ask.slip !== null && ask.slip.trim() === '') return refused('codeMissing');
	if (ask.slip !== null && typedCode(ask.slip) !== code) return refused('wrongCode');
	const slip = ask.slip === null ? 'none' : 'matched';
	return store.saves.push((raw) => {
		if (knownDigest(raw, header, digest)) return refused<KeepRefusal>('alreadyKept');
		const ledger = openLedger(raw, header.id);
		const became = sheet.edits.map((edit) => keepEdit(ledger, header, edit, viewer.name, receivedAt));
		ledger.seal(null);
		const count = (...wanted: AckStatus[]) => became.filter((one) => wanted.includes(one)).length;
		const kept = {
			applied: count('applied'),
			late: count('late', 'closed'),
			stale: count('dup', 'stale'),
			rejected: count('rejected')
		};
		const edits = sheet.edits.length;
		const { lastInsertRowid } = raw
			.prepare(
				`insert into rescue_upload (attempt_id, exam_id, code, slip, digest, edits, applied, late, stale, rejected,
					received_at, actor, account_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
			)
			.run(
				...[header.id, header.examId, code, slip, digest, edits, kept.applied, kept.late, kept.stale, kept.rejected],
				...[receivedAt, viewer.name, viewer.accountId]
			);
		const subjectId = String(lastInsertRowid);
		const body = { examId: header.examId, attemptId: header.id, code, slip, edits, ...kept };
		recordRaw(raw, viewer, { act: 'rescue.kept', subjectKind: 'rescueUpload', subjectId, body }, receivedAt);
		return done(kept);
	});
}

const knownDigest = (raw: Sqlite.Database, header: AttemptHeader, digest: string): boolean =>
	raw.prepare('select 1 from rescue_upload where attempt_id = ? and digest = ?').get(header.id, digest) !== undefined;

function keepEdit(
	ledger: Ledger,
	header: AttemptHeader,
	edit: RescueEdit,
	actor: string,
	receivedAt: Instant
): AckStatus {
	const question = header.sheet.question(edit.number);
	const answer = question && toCanonical(question, edit.answer);
	if (!question || !answer) return 'rejected';
	const { epoch, rev, marked } = edit;
	const op = { slot: question.slot, epoch, rev, answer, marked };
	const verdict = respond(ledger.state, ledger.register(op.slot), { ...op, clientAt: null }, receivedAt);
	const again = verdict.event === 'late' && ledger.late(op, receivedAt).same;
	if (verdict.event !== null && !again)
		ledger.append({ kind: verdict.event, ...op }, { receivedAt, clientAt: null, actor });
	return verdict.ack;
}

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { asId } from '#lib/base/core/ids.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { StorageFailed } from '#lib/base/db/group-commit.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { type AttemptHeader, findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';

/**
 * One act of the server in a process of its own, to be killed at a system call: FOLDER ACT. Every promise that a candidate
 * would have seen is a line of JSON, written only when the act has resolved. Exit 74 when the disk failed, as the server.
 */
const [folder = '', act = ''] = process.argv.slice(2);
const people = [1, 2, 3];
const store = openStore(join(folder, 'xuefa.db'));
const promise = (said: object) => void writeSync(1, `${JSON.stringify(said)}\n`);

async function sitting(person: number): Promise<{ header: AttemptHeader; epoch: number }> {
	const request = { examId: asId<'exam'>(1), personId: asId<'person'>(person), shortTimeAccepted: true };
	const started = await startAttempt(store, request, Date.now());
	if (!started.ok) throw new Error(started.reason);
	const { code } = started.value;
	promise({ person, code });
	const header = await findAttemptByCode(store.db, code, request.personId);
	if (!header) throw new Error('no attempt');
	const opened = await openAttempt(store, header, 'session', Date.now());
	if (!opened) throw new Error('closed');
	promise({ person, code, deadlineAt: opened.standing.deadlineAt });
	return { header, epoch: opened.epoch };
}

/** @param early the control: said to be saved before it is committed */
async function saves(person: number, count: number, early = false): Promise<void> {
	const { header, epoch } = await sitting(person);
	for (let rev = 1; rev <= count; rev++) {
		const op = { number: 1 + (rev % 3), epoch, rev, answer: [rev % 2 ? 'T' : 'F'], marked: false };
		const said = { person, code: header.code, ...op, answer: op.answer.join() };
		if (early) promise(said);
		const answer = await saveResponses(store, header, { epoch, batch: '', ops: [{ ok: true, op }] }, Date.now());
		if (!early && answer.acks[0]?.status === 'applied') promise(said);
	}
}

async function handIn(person: number): Promise<void> {
	const { header } = await sitting(person);
	const { receipt } = await submitAttempt(store, header, null, Date.now());
	promise({ person, code: header.code, receipt: receipt?.receipt });
}

const acts: Record<string, () => Promise<unknown>> = {
	save: () => Promise.all(people.map((person) => saves(person, 6))),
	early: () => Promise.all(people.map((person) => saves(person, 6, true))),
	submit: () => Promise.all(people.map(handIn)),
	start: () => Promise.all(people.map(sitting)),
	settle: () => settleAll(store),
	backup: () => Promise.resolve(backupInto(store.raw, join(folder, 'backups', 'copy.db')))
};

store.saves.onFailure(() => undefined);
try {
	await acts[act]?.();
	await store.close();
} catch (reason) {
	if (!(reason instanceof StorageFailed)) throw reason;
	process.exit(74);
}

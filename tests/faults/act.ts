import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { asId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { StorageFailed } from '#lib/base/db/group-commit.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { type AttemptHeader, findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { closeByOfficer, extendPerson, reopenAttempt, voidAttempt } from '#lib/exam/attempt/officer.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';

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

/** An officer for all acts of the bureau; two for what takes two. */
const officers = ['甲', '乙'].map((name, index) => ({
	accountId: asId<'account'>(1000 + index),
	personId: null,
	name,
	grants: [{ role: 'examOfficer' as const, unitId: null }]
}));

/** One after another: time for the first, the second handed in and opened again, the third void. */
async function decide(): Promise<void> {
	const [officer] = officers;
	if (!officer) return;
	for (const person of people) await sitting(person);
	const about = (person: number) => ({
		examId: asId<'exam'>(1),
		enrolmentId: asId<'enrolment'>(person),
		no: 1,
		reason: '设备故障',
		confirmed: true
	});
	const longer = await extendPerson(store, officer, { ...about(1), minutes: 10 }, Date.now());
	if (longer.ok) promise({ person: 1, code: await codeOf(1), deadlineAt: longer.value });
	await closeByOfficer(store, officer, about(2), Date.now());
	await reopenAttempt(store, officer, { ...about(2), minutes: 10 }, Date.now());
	await voidAttempt(store, officer, { ...about(3), typedName: '张3' }, Date.now());
}

/** Late answers of the first, adopted by two; then everything is scored and published. */
async function publish(): Promise<void> {
	const [one, two] = officers;
	if (!one || !two) return;
	const examId = asId<'exam'>(1);
	for (const person of people) await handIn(person);
	const header = await findAttemptByCode(store.db, await codeOf(1), asId(1));
	if (!header) throw new Error('no attempt');
	const op = { number: 1, epoch: 2, rev: 99, answer: ['T'], marked: false };
	await saveResponses(store, header, { epoch: 2, batch: '', ops: [{ ok: true, op }] }, Date.now());
	const asked = { examId, attemptId: header.id, reason: '网络中断' };
	const proposed = await proposeAdoption(store, one, asked, Date.now());
	if (proposed.ok) await decideAdoption(store, two, proposed.value, { examId, approve: true, note: '' }, Date.now());
	await closeExam(store.db, operator, examId, { early: true, reason: '全部交卷' }, Date.now());
	const run = await runScoring(store.db, operator, examId, '计分', Date.now());
	if (!run.ok) throw new Error(run.reason);
	const request = { runId: run.value.id, reason: '公布', blank: 'sat' as const };
	const published = await publishResults(store.db, operator, examId, request, Date.now());
	if (!published.ok) throw new Error(published.reason);
	promise({ published: published.value.snapshotHash });
}

const codeOf = async (person: number): Promise<string> =>
	(
		await store.db
			.selectFrom('attempt')
			.select('code')
			.where('enrolmentId', '=', asId<'enrolment'>(person))
			.executeTakeFirstOrThrow()
	).code;

const acts: Record<string, () => Promise<unknown>> = {
	save: () => Promise.all(people.map((person) => saves(person, 6))),
	early: () => Promise.all(people.map((person) => saves(person, 6, true))),
	submit: () => Promise.all(people.map(handIn)),
	start: () => Promise.all(people.map(sitting)),
	decide,
	publish,
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

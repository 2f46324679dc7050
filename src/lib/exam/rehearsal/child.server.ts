import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { record } from '#lib/base/audit/audit.server.ts';
import { type Config, environmentFor } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { crowdOf } from './basis.server.ts';
import { hindrance, type Hindrance } from './hindrance.server.ts';
import type { Message, Stage } from './progress.ts';
import { neededHeads } from './verdict.ts';

/** A rehearsal under way in a process of its own. */
export interface Running {
	readonly examId: ExamId;
	readonly by: string;
	readonly startedAt: Instant;
	readonly stage: Stage;
	readonly done: number;
	readonly all: number;
	readonly cancelled: boolean;
}

/** Why the last rehearsal that this server started came to no verdict. */
export interface Failed {
	readonly examId: ExamId;
	readonly reason: string;
	readonly detail: Readonly<Record<string, string | number>>;
}

let child: ChildProcess | undefined;
let running: Running | undefined;
let failed: Failed | undefined;

/** The rehearsal that this server has started and that has not ended. */
export const runningRehearsal = (): Running | undefined => running;

export const failedRehearsal = (examId: ExamId): Failed | undefined => (failed?.examId === examId ? failed : undefined);

export type StartRefusal = Hindrance | 'forbidden' | 'notFound' | 'closed' | 'noPaper' | 'nobody' | 'running';

/**
 * Starts `xuefa rehearse` beside this server. The process gives itself a lower priority, ends when this server is gone,
 * and keeps its verdict in the database itself.
 */
export async function startRehearsal(
	{ db, config }: { readonly db: Db; readonly config: Config },
	viewer: Viewer,
	examId: ExamId,
	how: { readonly heads: number | undefined; readonly minutes: number },
	now: number
): Promise<Outcome<null, StartRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const exam = await findExam(db, examId);
	if (!exam) return refused('notFound');
	if (exam.closedAt !== null) return refused('closed');
	const crowd = await crowdOf(db, exam);
	if (!crowd) return refused('noPaper');
	if (crowd.heads === 0) return refused('nobody');
	const hinders = await hindrance(db, now);
	if (hinders) return refused(hinders.reason, hinders.detail);
	if (running) return refused('running');
	[running, failed] = [
		{ examId, by: viewer.name, startedAt: now, stage: 'copy', done: 0, all: 1, cancelled: false },
		undefined
	];
	const body = { heads: how.heads ?? neededHeads(crowd.heads) };
	try {
		await db
			.transaction()
			.execute((trx) =>
				record(trx, viewer, { act: 'exam.rehearsalStarted', subjectKind: 'exam', subjectId: examId, body }, now)
			);
		launch(config, examId, how);
	} catch (error) {
		// Nothing runs that could end, and every later start would be refused.
		running = undefined;
		throw error;
	}
	return done(null);
}

function launch(config: Config, examId: ExamId, how: { readonly heads: number | undefined; readonly minutes: number }) {
	const program = join(config.programFolder, 'src', 'cli', 'xuefa.ts');
	const args = ['rehearse', String(examId), '--json', '--within', String(how.minutes)];
	if (how.heads !== undefined) args.push('--candidates', String(how.heads));
	const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
		cwd: config.programFolder,
		env: environmentFor(config),
		stdio: ['ignore', 'ignore', 'inherit', 'ipc']
	});
	child = started;
	started.on('message', (message) => hear(examId, message as Message));
	started.once('error', () => end(examId));
	started.once('exit', () => end(examId));
	// A server that stops does not wait for it: it ends by itself when the channel is closed.
	started.unref();
	started.channel?.unref();
	// Without a verdict and without a word: it was ended by force or failed.
	failed = { examId, reason: 'crashed', detail: {} };
}

function hear(examId: ExamId, message: Message): void {
	if (message.kind === 'refused') failed = { examId, reason: message.reason, detail: message.detail ?? {} };
	else if (message.kind === 'kept') failed = undefined;
	else if (running) running = { ...running, stage: message.stage, done: message.done, all: message.all };
}

function end(examId: ExamId): void {
	if (running?.cancelled) failed = { examId, reason: 'stopped', detail: {} };
	[child, running] = [undefined, undefined];
}

/** Ends the rehearsal of this exam that is under way; its copy is removed by its own process. */
export async function cancelRehearsal(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	now: number
): Promise<Outcome<null, 'forbidden' | 'notRunning'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const [ending, begun] = [child, running];
	if (!ending || begun?.examId !== examId) return refused('notRunning');
	await db.transaction().execute(async (trx) => {
		// Pressed twice: one end, one row.
		if (running?.cancelled !== false) return;
		const body = { stage: running.stage, startedBy: begun.by };
		await record(trx, viewer, { act: 'exam.rehearsalCancelled', subjectKind: 'exam', subjectId: examId, body }, now);
		running = { ...running, cancelled: true };
		ending.kill('SIGTERM');
	});
	return done(null);
}

import type { ExamId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { hindranceLive } from '#lib/exam/rehearsal/hindrance.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { answer, type ExitCode, type Invocation, refuse } from '../verb.ts';
import { admissionTo } from './admission.ts';
import { clearRehearsal } from './clear.ts';
import { createClient } from './client.ts';
import { rehearsalFile } from './exam.ts';
import { Stopped } from './exact.ts';
import { prepareSitters } from './prepare.ts';
import { watchful } from './report.ts';
import { type Distribution, sitExam } from './run.ts';
import { verify } from './verify.ts';

export interface LiveOrder extends Distribution {
	readonly examId: ExamId | undefined;
	readonly origin: string;
	readonly candidates: number;
	readonly width: number;
	readonly seed: string;
	/** Also beside real people. */
	readonly force: boolean;
}

/**
 * Sits an exam on a server that is running, with people made for it in the real database. Exam, people and units stay
 * there, closed, left and abolished, because the record of attempts only grows; no list or figure shows them. Never
 * beside a real exam, unless forced: its people would wait behind simulated ones.
 */
export async function rehearseLive(
	store: Store,
	secret: Buffer,
	order: LiveOrder,
	invocation: Invocation
): Promise<ExitCode> {
	const { db } = store;
	const hinders = order.force ? undefined : await hindranceLive(db, Date.now());
	if (hinders) {
		const words = `${hinders.reason} ${JSON.stringify(hinders.detail)}: real people come first (--force goes on)`;
		return refuse(invocation, 'rehearse', hinders.reason, words);
	}
	const probe = createClient(order.origin);
	const reached = await probe.get('/login').then(
		({ status }) => status === 200,
		() => false
	);
	probe.close();
	if (!reached) {
		process.stderr.write(`xuefa rehearse: no server answers at ${order.origin}: start it, or name it with --origin\n`);
		return 1;
	}
	const prepared = await prepareSitters(db, secret, order.candidates, Date.now());
	const { stamp } = prepared;
	const people = prepared.sitters.map(({ personId }) => personId);
	const clear = (examId?: ExamId) => clearRehearsal(db, { examId, people, units: prepared.units }, Date.now());
	// Which address the server believes to have is not known here, and the browser's key is made over that.
	const file = await rehearsalFile(db, order.examId, prepared.staffNos, stamp, { safeBrowserKey: null });
	const created = file && (await createFromFile(db, operator, file, Date.now()));
	if (!created?.ok) {
		await clear();
		if (!created) return refuse(invocation, 'rehearse', 'notFound', 'there is no such exam, or it has no paper');
		return refuse(invocation, 'rehearse', 'problems', `the exam cannot be rehearsed: ${JSON.stringify(created)}`);
	}
	const { id: examId, scheme } = created.value.exam;
	await db.insertInto('rehearsalExam').values({ examId }).execute();
	const begun = performance.now();
	const admission = admissionTo(scheme, secret, examId);
	const watch = watchful(db, order.force);
	try {
		const how = { ...order, admission, signal: watch.signal };
		const { sat, steps } = await sitExam(order.origin, db, examId, prepared.sitters, how);
		const why: unknown = watch.signal.reason;
		if (why instanceof Stopped) return refuse(invocation, 'rehearse', why.message);
		const seconds = Math.round((performance.now() - begun) / 100) / 10;
		const run = await runScoring(db, operator, examId, 'rehearsal', Date.now());
		if (!run.ok) throw new Error(`scoring: ${run.reason}`);
		const verdict = await verify(db, scheme, run.value.id, sat);
		const json = { candidates: sat.length, seconds, steps, ...verdict };
		const lines = Object.entries(steps).map(
			([step, { count, p50, p95, p99, max }]) =>
				`  ${step.padEnd(13)} ${String(count).padStart(7)} ×   p50 ${p50}  p95 ${p95}  p99 ${p99}  max ${max} ms`
		);
		const sound = verdict.lost + verdict.wrong + verdict.withoutReceipt === 0;
		lines.push(
			`${sat.length} candidates in ${seconds} s`,
			`${verdict.acknowledged} acknowledged answers, ${verdict.lost} lost`,
			`${verdict.scores} scores, ${verdict.wrong} wrong; ${verdict.withoutReceipt} without receipt`,
			sound ? 'sound' : 'NOT SOUND'
		);
		answer(invocation, json, lines.join('\n'));
		return sound ? 0 : 1;
	} finally {
		watch.end();
		await clear(examId);
	}
}

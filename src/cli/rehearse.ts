import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { type ExamId, parseId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { openExisting } from './existing.ts';
import { clearRehearsal } from './rehearsal/clear.ts';
import { createClient } from './rehearsal/client.ts';
import { rehearsalFile } from './rehearsal/exam.ts';
import { prepareSitters } from './rehearsal/prepare.ts';
import { type Distribution, sitExam } from './rehearsal/run.ts';
import { verify } from './rehearsal/verify.ts';
import { answer, type ExitCode, flag, type Invocation, type Verb } from './verb.ts';

const help = `xuefa rehearse [EXAM] [--candidates N] [--origin URL] [--width W]
               [--accuracy A] [--option-accuracy B] [--omit C] [--seed TEXT] [--json]

Sits a whole exam over HTTP against the running server of this data folder (XUEFA_DATA), with simulated candidates:
activation, login, rules, start, each answer saved on its own, submit. Then compares every acknowledged answer with the
database and recomputes every score with a scorer of its own. EXAM (its number) lends its paper and scheme; without it
a paper of 50 items is drawn from the shipped banks. The people, units and exam of the rehearsal are made for it and
closed after it; nobody real is touched.

--candidates       how many (default 100)                --width   how many at once (default 16)
--origin           address of the server (default http://127.0.0.1:3000)
--accuracy         chance that a judge or single item is right (default 0.85)
--option-accuracy  chance that each option of a multiple item is judged rightly (default 0.9)
--omit             chance that a question is left open (default 0.02)
--seed             text from which the answers are drawn (default: the time)

JSON: { "candidates", "seconds", "steps": { step: { count, p50, p95, p99, max } in ms },
"acknowledged", "lost", "scores", "wrong", "withoutReceipt" }.
Exit 0 when nothing was lost and every score is right, 1 otherwise, 2 usage.`;

/** A number within bounds from a flag; undefined when it is none. */
function bounded(invocation: Invocation, name: string, initial: number, least: number, most: number) {
	const value = Number(flag(invocation, name) ?? initial);
	return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

interface Order extends Distribution {
	readonly examId: ExamId | undefined;
	readonly origin: string;
	readonly candidates: number;
	readonly width: number;
	readonly seed: string;
}

function readOrder(invocation: Invocation): Order | undefined {
	const word = invocation.words[0];
	const examId = parseId<'exam'>(word);
	const candidates = bounded(invocation, 'candidates', 100, 1, 100_000);
	const width = bounded(invocation, 'width', 16, 1, 1000);
	const accuracy = bounded(invocation, 'accuracy', 0.85, 0, 1);
	const optionAccuracy = bounded(invocation, 'option-accuracy', 0.9, 0, 1);
	const omit = bounded(invocation, 'omit', 0.02, 0, 1);
	if (word !== undefined && examId === undefined) return undefined;
	if (!candidates || !width || accuracy === undefined || optionAccuracy === undefined || omit === undefined)
		return undefined;
	const origin = flag(invocation, 'origin') ?? `http://127.0.0.1:${readConfig().port}`;
	const seed = flag(invocation, 'seed') ?? String(Date.now());
	return { examId, origin, candidates, width, accuracy, optionAccuracy, omit, seed };
}

async function rehearse(store: Store, secret: Buffer, order: Order, invocation: Invocation): Promise<ExitCode> {
	const { db } = store;
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
	const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	const prepared = await prepareSitters(db, secret, order.candidates, stamp, Date.now());
	const file = await rehearsalFile(db, order.examId, prepared.staffNos, stamp);
	const created = file && (await createFromFile(db, operator, file, Date.now()));
	if (!created?.ok) {
		process.stderr.write(
			`xuefa rehearse: the exam cannot be rehearsed: ${JSON.stringify(created ?? 'no such exam')}\n`
		);
		return 1;
	}
	const { id: examId, scheme } = created.value.exam;
	const begun = performance.now();
	try {
		const { sat, steps } = await sitExam(order.origin, db, examId, prepared.sitters, order);
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
		const people = prepared.sitters.map(({ personId }) => personId);
		await clearRehearsal(db, { examId, people, units: prepared.units }, Date.now());
	}
}

export const rehearseVerb: Verb = {
	summary: 'sit a whole exam over HTTP with simulated candidates and check every answer',
	help,
	async run(invocation) {
		const order = readOrder(invocation);
		if (!order) {
			process.stderr.write(`${help}\n`);
			return 2;
		}
		const store = await openExisting();
		try {
			return await rehearse(store, installationSecret(readConfig()), order, invocation);
		} finally {
			await store.close();
		}
	}
};

import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { type ExamId, parseId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { keepVerdict } from '#lib/exam/rehearsal/verdict.server.ts';
import { openExisting } from './existing.ts';
import { applySlots } from './rehearsal/apply.ts';
import { rehearseExam, Stopped } from './rehearsal/exact.ts';
import { rehearseLive } from './rehearsal/live.ts';
import { reporter, watchful } from './rehearsal/report.ts';
import type { Distribution } from './rehearsal/run.ts';
import { verdictText } from './rehearsal/words.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const help = `xuefa rehearse EXAM [--candidates N] [--within MINUTES] [--json]
xuefa rehearse EXAM --apply [--slots FILE] [--json]
xuefa rehearse [EXAM] --origin URL [--candidates N] [--width W] [--force] [--json]

EXAM (its number; also a draft) is rehearsed before its day on this machine: its blueprint, rules, safeguards (one device,
room code, networks, Config Key, watermark) and number of questions, with twice its people unless --candidates says
otherwise. Only what it asks to be done before it is left out: simulated people have studied nothing. They sign in, read
the rules, start, load the page, save each answer on its own, hand in and look at the result: the way they would come (all
within the first five minutes, all handing in within the last one), compressed in time, so that no rate is lower than in
earnest. The rehearsal runs on a copy of the database with a server of its own on a port of its own; the copy is removed
afterwards, nothing of it can appear anywhere. It does not begin while somebody is sitting or within 30 minutes before an
exam opens, and ends when somebody starts.

Then every acknowledged answer is compared with the database and every score is computed by a scorer of its own. From the
processor time of each step follows how many people this machine seats (src/lib/exam/rehearsal/capacity.ts has the
formula). The verdict is go, slots (go when units come in sessions; they are proposed) or noGo with reasons. It is signed
with the key of this installation and kept; "xuefa doctor" checks the signatures. Fewer than twice the people who come at
once are too few for a verdict: noGo with the reason tooFew and the number needed; the figures are kept all the same.

--candidates  people at once (default: twice those who will come at once)
--within      minutes for the sitting itself (default 6)
--apply       give units the sessions that the newest verdict that counts proposes (drafts only)
--slots FILE  sessions from a file instead, as "slots" of the JSON answer

With --origin, or without EXAM, an exam is sat on a server that is running (default http://127.0.0.1:PORT), with people,
units and an exam made for it in the real database and closed after it; no list shows them; no verdict is kept. Without
EXAM a paper of 50 items is drawn from the shipped banks. --width: how many at once (default 16). Nothing begins while a
real exam is open or being sat, or within 30 minutes before one opens; once somebody real starts, those who have begun go
through to the end, and that is all.

--force       sit on the running server all the same, beside real people

--accuracy A         chance that a judge or single item is right (default 0.85)
--option-accuracy B  chance that each option of a multiple item is judged rightly (default 0.9)
--omit C             chance that a question is left open (default 0.02)
--seed TEXT          text from which the answers are drawn (default: the time)

JSON: { "id", "examId", "decision": go | slots | noGo, "findings", "seats", "atOnce", "slots": [{ "opensAt", "closesAt",
"heads", "units" }], "figures": { "steps": { step: { count, errors, p50, p95, p99, max, cpuMs } }, "lost", … }, "basis" };
refused: { "refused": sitting | opensSoon | examOpen | running | noSpace | notFound | noPaper | nobody | closed |
problems | copyFailed | stopped }. With --origin: { "candidates", "seconds", "steps", "acknowledged", "lost", "scores", "wrong",
"withoutReceipt" }. Exit 0 go or slots, or sound; 1 noGo, not sound or refused; 2 usage.`;

/** A number within bounds from a flag; undefined when it is none. */
function bounded(invocation: Invocation, name: string, initial: number, least: number, most: number) {
	const value = Number(flag(invocation, name) ?? initial);
	return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

interface Order extends Distribution {
	readonly examId: ExamId | undefined;
	readonly origin: string | undefined;
	readonly candidates: number | undefined;
	readonly width: number;
	readonly withinMs: number;
	readonly seed: string;
	readonly force: boolean;
}

function readOrder(invocation: Invocation): Order | undefined {
	const [word, ...more] = invocation.words;
	const examId = parseId<'exam'>(word);
	const named = flag(invocation, 'candidates') !== undefined;
	const candidates = named ? bounded(invocation, 'candidates', 0, 1, 200_000) : undefined;
	const width = bounded(invocation, 'width', 16, 1, 1000);
	const within = bounded(invocation, 'within', 6, 0.05, 240);
	const accuracy = bounded(invocation, 'accuracy', 0.85, 0, 1);
	const optionAccuracy = bounded(invocation, 'option-accuracy', 0.9, 0, 1);
	const omit = bounded(invocation, 'omit', 0.02, 0, 1);
	if (more.length > 0 || (word !== undefined && examId === undefined) || (named && candidates === undefined))
		return undefined;
	if (!width || !within || accuracy === undefined || optionAccuracy === undefined || omit === undefined)
		return undefined;
	const seed = flag(invocation, 'seed') ?? String(Date.now());
	const origin = flag(invocation, 'origin');
	const force = invocation.flags.force === true;
	// On a copy there is nobody to go on beside.
	if (force && examId !== undefined && origin === undefined) return undefined;
	return { examId, origin, candidates, width, withinMs: within * 60_000, accuracy, optionAccuracy, omit, seed, force };
}

async function rehearseExact(
	store: Store,
	secret: Buffer,
	order: Order & { readonly examId: ExamId },
	invocation: Invocation
): Promise<ExitCode> {
	const watch = watchful(store.db);
	const { report, say } = reporter();
	const stopped = (reason: string) => {
		say({ kind: 'refused', reason });
		return refuse(invocation, 'rehearse', reason);
	};
	try {
		const means = { signal: watch.signal, report, now: Date.now };
		const outcome = await rehearseExam(readConfig(), store, { ...order, heads: order.candidates }, means);
		if (!outcome.ok) {
			const { reason, detail } = outcome;
			say({ kind: 'refused', reason, ...(detail ? { detail } : {}) });
			return refuse(invocation, 'rehearse', reason, `${reason} ${detail ? JSON.stringify(detail) : ''}`.trim());
		}
		const id = await keepVerdict(store.db, secret, operator, outcome.value);
		say({ kind: 'kept' });
		answer(invocation, { id, ...outcome.value }, verdictText(outcome.value));
		return outcome.value.decision === 'noGo' ? 1 : 0;
	} catch (error) {
		const why: unknown = watch.signal.reason;
		if (!(why instanceof Stopped)) throw error;
		return stopped(why.message);
	} finally {
		watch.end();
	}
}

export const rehearseVerb: Verb = {
	summary: 'sit a whole exam with simulated candidates, check every answer, and say go or no-go',
	help,
	async run(invocation) {
		const order = readOrder(invocation);
		const apply = invocation.flags.apply === true;
		if (!order || (apply && order.examId === undefined)) {
			process.stderr.write(`${help}\n`);
			return 2;
		}
		const store = await openExisting();
		const secret = installationSecret(readConfig());
		const { examId, origin, candidates = 100 } = order;
		try {
			if (apply && examId !== undefined) return await applySlots(store, secret, examId, invocation);
			if (examId !== undefined && origin === undefined)
				return await rehearseExact(store, secret, { ...order, examId }, invocation);
			const live = { ...order, candidates, origin: origin ?? `http://127.0.0.1:${readConfig().port}` };
			return await rehearseLive(store, secret, live, invocation);
		} finally {
			await store.close();
		}
	}
};

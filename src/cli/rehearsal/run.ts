import { chance } from '#lib/base/core/random.ts';
import type { AttemptId, ExamId, PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Admission, unguarded } from './admission.ts';
import { createClient } from './client.ts';
import { type KnownQuestion, knownPaper, toLetters } from './paper.ts';
import { inParallel, progress, stopwatch, type StepFigures } from './progress.ts';
import { activate, look, save, signIn, start, submit } from './sitter.ts';

/** A simulated candidate before the exam. */
export interface Sitter {
	readonly personId: PersonId;
	readonly login: string;
	readonly code: string;
	readonly password: string;
}

/** What one candidate did, and what the server acknowledged of it. */
export interface Sat {
	readonly attemptId: AttemptId;
	readonly questions: readonly KnownQuestion[];
	/** By slot: the canonical answer whose save was acknowledged last. */
	readonly acknowledged: ReadonlyMap<number, readonly string[]>;
	readonly receipt: string;
}

export interface Distribution {
	/** Chance that a judge or single item is answered rightly. */
	readonly accuracy: number;
	/** Chance that an option of a multiple item is judged rightly; each option on its own. */
	readonly optionAccuracy: number;
	/** Chance that a question is left open. */
	readonly omit: number;
}

/**
 * The whole exam over HTTP with these candidates: activation, sign-out by forgetting the cookie, login, rules, start,
 * each answer saved on its own, submit. Latencies by step. Once `signal` is given nobody begins any more, and who has
 * begun goes through to the end: nothing stays open.
 */
export async function sitExam(
	origin: string,
	db: Db,
	examId: ExamId,
	sitters: readonly Sitter[],
	how: Distribution & {
		readonly width: number;
		readonly seed: string;
		readonly admission?: Admission;
		readonly signal?: AbortSignal;
	}
): Promise<{ sat: Sat[]; steps: Record<string, StepFigures> }> {
	const { admission = unguarded, signal } = how;
	const watch = stopwatch();
	const sat: Sat[] = [];
	const prepare = progress('激活 activating', sitters.length);
	let prepared = 0;
	await inParallel(sitters, how.width, async (sitter) => {
		if (signal?.aborted) return;
		const client = createClient(origin);
		await activate(client, watch, sitter);
		client.close();
		prepare(++prepared);
	});
	const show = progress('考试 sitting', sitters.length);
	await inParallel(sitters, how.width, async (sitter, index) => {
		if (signal?.aborted) return;
		const client = createClient(origin, admission.safeBrowserKey);
		await signIn(client, watch, sitter.login, sitter.password);
		const held = await start(client, watch, examId, admission.roomCode());
		const { attemptId, questions } = await knownPaper(db, held.code, sitter.personId);
		const next = chance(`${how.seed} ${index}`);
		await look(client, watch, held);
		const acknowledged = new Map<number, readonly string[]>();
		for (const question of questions) {
			if (next() < how.omit) continue;
			const answer = answerByChance(question, how, next);
			if (answer.length === 0) continue;
			const letters = toLetters(question, answer);
			const numbers = await save(client, watch, held, [{ number: question.number, letters }]);
			if (numbers.includes(question.number)) acknowledged.set(question.slot, answer);
		}
		const receipt = await submit(client, watch, held);
		client.close();
		sat.push({ attemptId, questions, acknowledged, receipt });
		show(sat.length);
	});
	return { sat, steps: watch.figures() };
}

/** An answer drawn from the stated distribution; canonical ids, sorted. */
export function answerByChance(question: KnownQuestion, how: Distribution, next: () => number): readonly string[] {
	if (question.kind === 'multiple')
		return question.options.filter((option) => question.correct.includes(option) === next() < how.optionAccuracy);
	const all = question.kind === 'judge' ? ['T', 'F'] : question.options;
	if (next() < how.accuracy) return question.correct;
	const wrong = all.filter((option) => !question.correct.includes(option));
	return wrong.slice(Math.floor(next() * wrong.length)).slice(0, 1);
}

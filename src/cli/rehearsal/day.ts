import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '#lib/base/core/random.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { StepName } from '#lib/exam/rehearsal/capacity.ts';
import { arrivalAt, type Timetable } from '#lib/exam/rehearsal/load.ts';
import type { Admission } from './admission.ts';
import { type Client, createClient } from './client.ts';
import { stepClock } from './clock.ts';
import { password, type Someone } from './crowd.ts';
import { knownPaper, toLetters } from './paper.ts';
import { answerByChance, type Distribution, type Sat } from './run.ts';
import { look, readResult, save, signIn, start, submit } from './sitter.ts';

export interface Day {
	readonly sat: readonly Sat[];
	readonly unfinished: number;
	readonly firstError: string | null;
	readonly clock: ReturnType<typeof stepClock>;
}

/** A step that fails is tried again after this time, as the page's outbox does, this often. */
const againAfterMs = 1000;
const tries = 5;

/**
 * The day of the exam with everybody at once: people arrive along the curve, answer question by question, and all hand in
 * at the end. Nobody waits for anybody: what is due is sent, however slow earlier answers are.
 * @param acknowledged told the number of answers saved so far
 */
export async function sitDay(
	origin: string,
	db: Db,
	examId: ExamId,
	people: readonly Someone[],
	course: Timetable,
	how: Distribution & { readonly seed: string; readonly signal: AbortSignal; readonly admission: Admission },
	acknowledged: (answers: number) => void = () => undefined
): Promise<Day> {
	const { signal } = how;
	const clock = stepClock();
	const sat: Sat[] = [];
	let [unfinished, saved] = [0, 0];
	let firstError: string | null = null;
	const begun = performance.now();
	const until = (at: number) => pause(Math.max(0, begun + at - performance.now()), undefined, { signal });
	const { arrivalMs, answeringMs, handInMs } = course;

	async function insist<Result>(step: StepName, work: () => Promise<Result>): Promise<Result> {
		for (let left = tries; ;) {
			try {
				return await work();
			} catch (error) {
				signal.throwIfAborted();
				clock.failed(step);
				firstError ??= error instanceof Error ? error.message : String(error);
				if (--left === 0) throw error;
			}
			await pause(againAfterMs, undefined, { signal });
		}
	}

	async function sit({ personId, login }: Someone, index: number, client: Client): Promise<void> {
		const next = chance(`${how.seed} ${index}`);
		const arrival = arrivalAt((index + next()) / people.length, arrivalMs);
		const handIn = arrivalMs + answeringMs + next() * handInMs;
		await until(arrival);
		await insist('login', () => signIn(client, clock.watch, login, password));
		const held = await insist('start', () => start(client, clock.watch, examId, how.admission.roomCode()));
		const { attemptId, questions } = await knownPaper(db, held.code, personId);
		await insist('open', () => look(client, clock.watch, held));
		const answers = new Map<number, readonly string[]>();
		for (const [place, question] of questions.entries()) {
			await until(arrival + ((place + next()) / questions.length) * answeringMs);
			const answer = next() < how.omit ? [] : answerByChance(question, how, next);
			if (answer.length === 0) continue;
			const sent = [{ number: question.number, letters: toLetters(question, answer) }];
			const numbers = await insist('save', () => save(client, clock.watch, held, sent));
			if (numbers.includes(question.number)) answers.set(question.slot, answer);
			acknowledged(++saved);
		}
		await until(handIn);
		const receipt = await insist('submit', () => submit(client, clock.watch, held));
		sat.push({ attemptId, questions, acknowledged: answers, receipt });
		await insist('result', () => readResult(client, clock.watch, held.code));
	}

	await Promise.all(
		people.map(async (someone, index) => {
			const client = createClient(origin, how.admission.safeBrowserKey);
			try {
				await sit(someone, index, client);
			} catch {
				unfinished++;
			} finally {
				client.close();
			}
		})
	);
	signal.throwIfAborted();
	return { sat, unfinished, firstError, clock };
}

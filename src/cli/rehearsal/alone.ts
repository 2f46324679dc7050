import type { ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Cost, type StepName, stepNames } from '#lib/exam/rehearsal/capacity.ts';
import type { Admission } from './admission.ts';
import { createClient } from './client.ts';
import { stepClock } from './clock.ts';
import { password, type Someone } from './crowd.ts';
import { knownPaper, toLetters } from './paper.ts';
import { difference, processorTime } from './processor.ts';
import { look, readResult, save, signIn, start, submit } from './sitter.ts';

/** Journeys before the first that is measured: the program has to be compiled. */
export const warming = 6;
export const measured = 10;

/**
 * What each step costs the server, from journeys one after another with nobody else there: only then does the processor
 * time between two readings belong to one step. Undefined where the machine does not tell.
 * @param people `warming` + `measured` of them
 */
export async function costsAlone(
	{ origin, pid }: { readonly origin: string; readonly pid: number },
	db: Db,
	examId: ExamId,
	people: readonly Someone[],
	{
		admission,
		signal,
		tick
	}: { readonly admission: Admission; readonly signal: AbortSignal; readonly tick: (done: number) => void }
): Promise<Record<StepName, Cost> | undefined> {
	const spent = new Map<StepName, Cost & { readonly times: number }>();
	const clock = stepClock();
	const costed: typeof clock.watch = {
		async time(step, work) {
			const before = processorTime(pid);
			try {
				return await clock.watch.time(step, work);
			} finally {
				const cost = difference(before, processorTime(pid));
				const name = step === 'sitting page' ? 'page' : (step as StepName);
				const { main, all, times } = spent.get(name) ?? { main: 0, all: 0, times: 0 };
				if (cost) spent.set(name, { main: main + cost.main, all: all + cost.all, times: times + 1 });
			}
		}
	};
	for (const [index, { login, personId }] of people.entries()) {
		signal.throwIfAborted();
		if (index === warming) spent.clear();
		const client = createClient(origin, admission.safeBrowserKey);
		try {
			await signIn(client, costed, login, password);
			const held = await start(client, costed, examId, admission.roomCode());
			const { questions } = await knownPaper(db, held.code, personId);
			await look(client, costed, held);
			for (const question of questions) {
				const sent = [{ number: question.number, letters: toLetters(question, question.correct) }];
				await save(client, costed, held, sent);
			}
			await submit(client, costed, held);
			await readResult(client, costed, held.code);
		} finally {
			client.close();
		}
		tick(index + 1);
	}
	if (stepNames.some((step) => !spent.has(step))) return undefined;
	const mean = (step: StepName): Cost => {
		const { main, all, times } = spent.get(step) ?? { main: 0, all: 0, times: 1 };
		return { main: main / times, all: all / times };
	};
	return Object.fromEntries(stepNames.map((step) => [step, mean(step)])) as Record<StepName, Cost>;
}

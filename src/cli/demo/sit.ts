import { chance } from '#lib/base/core/random.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { createClient } from '../rehearsal/client.ts';
import { inParallel, progress, stopwatch } from '../rehearsal/progress.ts';
import { activate, look, save, type SentAnswer, start, submit } from '../rehearsal/sitter.ts';
import { knownPaper, toLetters } from '../rehearsal/paper.ts';
import { answersWorth } from './answers.ts';
import type { Loaded } from './load.ts';
import type { DemoPerson } from './people.ts';

/** Candidates at once: enough to keep two cores busy, few enough for an office PC. */
const width = 12;
/** Answers in one request, as a browser sends them that was without network for a while. */
const perSave = 10;

/**
 * Everyone who sits activates the account with the slip, reads the rules, starts, answers and hands in, over HTTP. What
 * each answers is worth exactly the points meant for the person; the grades come out of it.
 */
export async function sitAll(
	origin: string,
	db: Db,
	loaded: Loaded,
	people: readonly DemoPerson[]
): Promise<ReturnType<ReturnType<typeof stopwatch>['figures']>> {
	const watch = stopwatch();
	const sitting = people.filter(({ part }) => part === 'sits');
	const show = progress('考试进行中 sitting', sitting.length);
	let finished = 0;
	await inParallel(sitting, width, async (person) => {
		const account = loaded.accounts.get(person.staffNo);
		if (!account) throw new Error(`no slip for ${person.staffNo}`);
		const client = createClient(origin);
		await activate(client, watch, account);
		const held = await start(client, watch, loaded.examId);
		await look(client, watch, held);
		const answers = await planned(db, held.code, person);
		for (let from = 0; from < answers.length; from += perSave)
			await save(client, watch, held, answers.slice(from, from + perSave));
		await submit(client, watch, held);
		client.close();
		show(++finished);
	});
	return watch.figures();
}

/** The other accounts that the demo prints are activated too, so that their passwords work at once. */
export async function activateOthers(origin: string, loaded: Loaded, logins: readonly string[]): Promise<void> {
	const watch = stopwatch();
	for (const login of logins) {
		const account = loaded.accounts.get(login);
		if (!account) throw new Error(`no slip for ${login}`);
		const client = createClient(origin);
		await activate(client, watch, account);
		client.close();
	}
}

/** Reads the person's own paper from the database and turns the planned answers into shown letters. */
async function planned(db: Db, code: string, person: DemoPerson): Promise<SentAnswer[]> {
	const { id } = await db
		.selectFrom('person')
		.select('id')
		.where('staffNo', '=', person.staffNo)
		.executeTakeFirstOrThrow();
	const { questions } = await knownPaper(db, code, id);
	const answers = answersWorth(questions, person.points, chance(person.staffNo));
	return questions.map((question) => ({
		number: question.number,
		letters: toLetters(question, answers.get(question.slot) ?? [])
	}));
}

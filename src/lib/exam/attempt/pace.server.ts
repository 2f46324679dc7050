import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import { characters } from '#lib/base/core/text.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { servedPaper, type ServedPaper } from '#lib/content/paper/served.server.ts';
import type { AttemptEvent } from './attempt.ts';
import { type AnswerTime, type Flag, impossibleSpeed, speedRun } from './integrity.ts';
import { loadSettledEvents } from './record.server.ts';

/** What stands at a question itself; the material of a case is read once and may have been read before. */
function charactersBySlot({ slots, contents }: ServedPaper): ReadonlyMap<number, number> {
	return new Map(
		slots.map(({ no, itemVersionId, part }) => {
			const asked = contents.get(itemVersionId)?.content.parts[part - 1];
			const texts = asked ? [asked.stem, ...asked.options.map(({ text }) => text)] : [];
			return [no, texts.reduce((sum, text) => sum + characters(text), 0)];
		})
	);
}

/** When each answer was given, by the page that it was given on; those of plain forms have no time of their own. */
const timesIn = (events: readonly AttemptEvent[], length: ReadonlyMap<number, number>): AnswerTime[] =>
	events.flatMap((event) => {
		if (event.kind !== 'responded' || event.clientAt === null || event.answer.length === 0) return [];
		const { slot, epoch, clientAt: at } = event;
		return [{ slot, at, epoch, characters: length.get(slot) ?? 0 }];
	});

/** Submissions that the paces do not know yet, the oldest first; the newest one known is as far as they have been read. */
const submissions = ({ db }: Store) =>
	db
		.selectFrom('attemptEvent')
		.innerJoin('attempt', 'attempt.id', 'attemptEvent.attemptId')
		.where('attemptEvent.kind', '=', 'submitted')
		.where('attemptEvent.id', '>', (query) =>
			query
				.selectFrom('attemptPace')
				.select((inner) => inner.fn.coalesce(inner.fn.max('attemptPace.eventId'), inner.val(0)).as('upto'))
		);

/**
 * Reads how fast attempts were answered from the log, `most` of them in the order they were handed in, and keeps it.
 * The sweeper does it when nothing else waits: nobody who hands in waits for it, and the review list of a big exam finds
 * it done. Returns how many.
 * @throws what befell one of them, once: it is passed over, and the others are read
 */
export async function notePaces(store: Store, most: number): Promise<number> {
	const rows = await submissions(store)
		.select(['attemptEvent.id as eventId', 'attempt.id as attemptId', 'attempt.paperId'])
		.orderBy('attemptEvent.id')
		.limit(most)
		.execute();
	const paces: (readonly (number | null)[])[] = [];
	let failed: unknown;
	for (const { eventId, attemptId, paperId } of rows) {
		try {
			const lengths = charactersBySlot(await servedPaper(store.db, paperId));
			const times = timesIn(await loadSettledEvents(store.db, attemptId), lengths);
			const fastest = impossibleSpeed(times);
			paces.push([attemptId, eventId, times.length, fastest?.tookMs ?? null, fastest?.readingMs ?? null]);
		} catch (reason) {
			// A record that cannot be read is the doctor's; it must not stand before all others for ever.
			failed ??= reason;
			paces.push([attemptId, eventId, 0, null, null]);
		}
	}
	// With answers that come in at the same moment, in one commit.
	if (paces.length > 0)
		await store.saves.push((raw) => {
			const note = raw.prepare(
				`insert or replace into attempt_pace (attempt_id, event_id, answers, took_ms, reading_ms) values (?, ?, ?, ?, ?)`
			);
			for (const pace of paces) note.run(...pace);
		});
	if (failed !== undefined) throw failed;
	return rows.length;
}

/** Attempts of an exam that were handed in and have not been read yet. */
export async function pacesToCome(store: Store, examId: ExamId): Promise<number> {
	const { count } = await submissions(store)
		.where('attempt.examId', '=', examId)
		.select((query) => query.fn.count<number>('attempt.id').distinct().as('count'))
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** The attempts of an exam that were answered faster than anybody reads. */
export async function fastPaces({ db }: Store, examId: ExamId): Promise<ReadonlyMap<AttemptId, Flag>> {
	const rows = await db
		.selectFrom('attemptPace')
		.innerJoin('attempt', 'attempt.id', 'attemptPace.attemptId')
		.select(['attemptPace.attemptId', 'attemptPace.tookMs', 'attemptPace.readingMs'])
		.where('attempt.examId', '=', examId)
		.where('attemptPace.tookMs', 'is not', null)
		.execute();
	return new Map(
		rows.map(({ attemptId, tookMs, readingMs }) => {
			const times = { tookMs: tookMs ?? 0, readingMs: readingMs ?? 0 };
			return [attemptId, { kind: 'impossibleSpeed', answers: speedRun, ...times }];
		})
	);
}

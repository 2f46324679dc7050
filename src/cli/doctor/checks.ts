import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { sql } from 'kysely';
import type { AttemptId, PaperId } from '#lib/base/core/ids.ts';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { integrityFaults } from '#lib/base/db/integrity.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { loadPaper, paperIntact } from '#lib/content/paper/paper.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { verifyAdoptions, verifyCredits } from '#lib/exam/attempt/verify-time.server.ts';
import { verifyVerdicts } from '#lib/exam/rehearsal/verdict.server.ts';
import { verifyRun } from '#lib/exam/scoring/verify.server.ts';
import { verifyPublication } from '#lib/results/ranking/verify.server.ts';
import { verifyMemory } from '#lib/study/practice/verify.server.ts';

/** One thing that is not as it must be: where, and what. */
export interface Fault {
	readonly subject: string;
	readonly fault: string;
}

/** Called as the work goes on: how many of how many. */
export type Tick = (done: number, all: number) => void;

export interface Check {
	readonly name: string;
	/** What it looks at, for people. */
	readonly title: string;
	run(store: Store, tick: Tick): Promise<{ readonly checked: number; readonly faults: readonly Fault[] }>;
}

export const checks: readonly Check[] = [
	{
		name: 'integrity',
		title: 'database file: pages, indexes, references',
		run: ({ raw }) =>
			Promise.resolve({ checked: 1, faults: integrityFaults(raw).map((fault) => ({ subject: 'database', fault })) })
	},
	{
		name: 'audit',
		title: 'audit chain',
		async run({ db }) {
			const { entries, firstBroken } = await verifyChain(db);
			const subject = `audit entry ${firstBroken ?? ''}`;
			return { checked: entries, faults: firstBroken === null ? [] : [{ subject, fault: 'chain' }] };
		}
	},
	{
		name: 'papers',
		title: 'papers against their hashes',
		async run({ db }, tick) {
			const faults: Fault[] = [];
			const papers = await db.selectFrom('paper').select('id').orderBy('id').execute();
			for (const [index, { id }] of papers.entries()) {
				if (!paperIntact(await loadPaper(db, id))) faults.push({ subject: paperName(id), fault: 'hash' });
				tick(index + 1, papers.length);
			}
			return { checked: papers.length, faults };
		}
	},
	{
		name: 'attempts',
		title: 'attempts: event chain, and answers and state folded anew',
		async run(store, tick) {
			const { db } = store;
			const faults: Fault[] = [];
			const attempts = await db.selectFrom('attempt').select('id').orderBy('id').execute();
			for (const [index, { id }] of attempts.entries()) {
				const found = await verifyAttempt(store, id);
				for (const fault of found.faults) faults.push({ subject: attemptName(id), fault });
				tick(index + 1, attempts.length);
			}
			return { checked: attempts.length, faults };
		}
	},
	{
		name: 'log',
		title: 'log of attempts: every event belongs to the chain of an attempt',
		async run({ db }) {
			const strays = await sql<{ id: number }>`
				select id from attempt_event where id not in (select previous from attempt_event where previous is not null)
					and id not in (select max(id) from attempt_event group by attempt_id) limit 100`.execute(db);
			const faults = strays.rows.map(({ id }) => ({ subject: `event ${id}`, fault: 'stray' }));
			const { all } = await db
				.selectFrom('attemptEvent')
				.select((query) => query.fn.countAll<number>().as('all'))
				.executeTakeFirstOrThrow();
			return { checked: all, faults };
		}
	},
	{
		name: 'time',
		title: 'outages credited once, and late answers adopted by two people',
		async run({ db }) {
			const [adoptions, credits] = [await verifyAdoptions(db), await verifyCredits(db)];
			const faults = [...adoptions.faults, ...credits.faults];
			return {
				checked: adoptions.checked + credits.checked,
				faults: faults.map(({ attemptId, fault }) => ({ subject: attemptName(attemptId), fault }))
			};
		}
	},
	{
		name: 'scores',
		title: 'published scoring runs, scored again from the events',
		async run({ db }, tick) {
			const faults: Fault[] = [];
			const runs = await db
				.selectFrom('scoringRun')
				.select(['id', 'attempts'])
				.where('id', 'in', db.selectFrom('publication').select('runId'))
				.orderBy('id')
				.execute();
			const all = runs.reduce((sum, run) => sum + run.attempts, 0);
			let checked = 0;
			for (const { id } of runs) {
				const found = await verifyRun(db, id, () => tick(++checked, all));
				for (const { attemptId, fault, stored, found: now } of found.faults) {
					const subject = `scoring run ${id}${attemptId === null ? '' : `, ${attemptName(attemptId)}`}`;
					faults.push({ subject, fault: `${fault}: stored ${stored}, found ${now}` });
				}
			}
			return { checked, faults };
		}
	},
	{
		name: 'publications',
		title: 'publications recomputed, with their hashes',
		async run({ db }, tick) {
			const faults: Fault[] = [];
			const rows = await db.selectFrom('publication').select(['id', 'examId', 'no']).orderBy('id').execute();
			for (const [index, { id, examId, no }] of rows.entries()) {
				for (const fault of await verifyPublication(db, id))
					faults.push({ subject: `exam ${examId}, publication ${no}`, fault });
				tick(index + 1, rows.length);
			}
			return { checked: rows.length, faults };
		}
	},
	{
		name: 'rehearsals',
		title: 'verdicts of rehearsals against their signatures and the audit chain',
		run: ({ db }) => verifyVerdicts(db, installationSecret(readConfig()))
	},
	{
		name: 'memory',
		title: 'what people remember, folded anew from their answers',
		async run({ db }, tick) {
			const people = await db.selectFrom('practiceSet').select('personId').distinct().orderBy('personId').execute();
			const faults: Fault[] = [];
			for (const [index, { personId }] of people.entries()) {
				for (const { itemId, what } of await verifyMemory(db, personId))
					faults.push({ subject: `person ${personId}, item ${itemId}`, fault: what });
				tick(index + 1, people.length);
			}
			return { checked: people.length, faults };
		}
	}
];

const attemptName = (id: AttemptId): string => `attempt ${id}`;
const paperName = (id: PaperId): string => `paper ${id}`;

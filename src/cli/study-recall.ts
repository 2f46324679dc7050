import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { operator } from '#lib/base/core/permit.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { type Rating, schedule } from '#lib/study/practice/memory.ts';
import type { RecallCounts, ShownRecall } from '#lib/study/practice/recall.ts';
import { recallReport } from '#lib/study/practice/recall.server.ts';
import { openExisting } from './existing.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const share = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);

const countsJson = (counts: RecallCounts) => ({
	people: counts.people,
	first: counts.first,
	firstRight: counts.firstRight,
	later: counts.later,
	laterRight: counts.laterRight,
	recallToday: share(counts.chance / 10_000, counts.remembered)
});

const percent = (part: number, whole: number) => (whole === 0 ? '—' : `${Math.round((part * 100) / whole)}%`);

/** One line for people: a law or a unit, and what is recalled. */
const say = (name: string, line: ShownRecall<number>): string =>
	line.hidden
		? `${name}: too few people, not shown`
		: `${name}: ${line.people} people, right at first ${percent(line.firstRight, line.first)}, asked again ` +
			`${percent(line.laterRight, line.later)}, recalled today ${percent(line.chance, line.remembered * 10_000)}`;

const sayLaw = (line: ShownRecall<number> & { readonly title: string }) => say(`《${line.title}》`, line);
const sayUnit = (line: ShownRecall<number> & { readonly name: string }) => say(line.name, line);

const lineJson = (line: ShownRecall<number>) => (line.hidden ? { hidden: true } : countsJson(line));

export const recallVerb: Verb = {
	summary: 'what is remembered, as figures of groups',
	help: `xuefa study recall [--law TITLE] [--json]

What people recall of each law, and by reporting unit (of the law named, or of all). Groups of fewer than five people are
hidden, and lines from which they could be found by subtraction.
JSON: { "all": FIGURES or null, "laws": [{ "law", FIGURES or "hidden": true }], "units": [{ "unit", … }] }, FIGURES:
  people         who have answered      first, firstRight   first encounters with a question, and those answered right
  recallToday    0..1, estimate by FSRS later, laterRight   the same for questions asked again on later days
Exit 0 done, 1 refused, 2 usage.`,
	async run(invocation) {
		if (invocation.words.length > 0) {
			process.stderr.write('xuefa study recall: takes no words; see --help\n');
			return 2;
		}
		const store = await openExisting();
		try {
			const title = flag(invocation, 'law');
			const law = title === undefined ? undefined : lawNamed(await listLaws(store.db), title);
			if (title !== undefined && !law) return refuse(invocation, 'study recall', 'noLaw', `there is no law ${title}`);
			const report = await recallReport(store.db, operator, Date.now(), law?.lawId ?? null);
			if (!report) return refuse(invocation, 'study recall', 'forbidden');
			const laws = report.laws.map((line) => ({ law: line.title, ...lineJson(line) }));
			const units = report.units.map((line) => ({ unit: line.name, ...lineJson(line) }));
			const text =
				report.laws.length === 0
					? 'nobody has answered yet'
					: [...report.laws.map(sayLaw), ...report.units.map(sayUnit)].join('\n');
			answer(invocation, { all: report.all && countsJson(report.all), laws, units }, text);
			return 0;
		} finally {
			await store.close();
		}
	}
};

const historySchema = v.strictObject({
	reviews: v.pipe(
		v.array(
			v.strictObject({
				rating: v.picklist([1, 2, 3, 4]),
				at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
				days: v.optional(v.pipe(v.number(), v.minValue(0)))
			})
		),
		v.minLength(1),
		v.maxLength(10_000)
	),
	shortTerm: v.optional(v.boolean()),
	retention: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
	weights: v.optional(v.union([v.pipe(v.array(v.number()), v.length(19)), v.pipe(v.array(v.number()), v.length(21))]))
});

/** Moments of reviews that say only how many days after the one before they were. */
function timed(reviews: v.InferOutput<typeof historySchema>['reviews']) {
	let at = Date.UTC(2027, 0, 1, 4);
	return reviews.map((review) => {
		at = review.at === undefined ? at + (review.days ?? 0) * 86_400_000 : Date.parse(review.at);
		return { at: new Date(at), rating: review.rating as Rating };
	});
}

function scheduleFile(invocation: Invocation, path: string): ExitCode {
	let given: unknown;
	try {
		given = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
	} catch (error) {
		return refuse(invocation, 'study schedule', 'unreadable', error instanceof Error ? error.message : String(error));
	}
	const read = v.safeParse(historySchema, given);
	if (!read.success) {
		const faults = read.issues.map((issue) => `${v.getDotPath(issue) ?? '(file)'}: ${issue.message}`);
		return refuse(invocation, 'study schedule', 'form', faults.join('; '));
	}
	const { reviews, ...settings } = read.output;
	const history = timed(reviews);
	const back = history.findIndex(({ at }, index) => at < (history[index - 1]?.at ?? at));
	if (back >= 0)
		return refuse(
			invocation,
			'study schedule',
			'order',
			`reviews.${back}.at lies before the review above it: put them in order of time`
		);
	const steps = schedule(history, settings).map(({ dueAt, ...step }) => ({
		...step,
		dueAt: dueAt.toISOString()
	}));
	const lines = steps.map(
		({ stability, difficulty, intervalDays }) =>
			`${intervalDays} d  S ${stability.toFixed(4)}  D ${difficulty.toFixed(4)}`
	);
	answer(invocation, { steps }, lines.join('\n'));
	return 0;
}

export const scheduleVerb: Verb = {
	summary: 'what the memory model says of a history of reviews',
	help: `xuefa study schedule FILE.json [--json]

Runs FSRS-6 over one history of reviews, for comparing with other implementations; "-" reads standard input.
FILE: { "reviews": [{ "rating": 1 again | 2 hard | 3 good | 4 easy, "at": ISO time | "days": since the one before }],
"shortTerm": true with the steps of 1 and 10 minutes within a day (default false, as the product schedules: by whole days),
"retention": 0.9, "weights": 21 of FSRS-6 or 19 of FSRS-5 }. Without fuzz.
JSON: { "steps": [{ "stability" (days), "difficulty", "intervalDays", "dueAt" }] }, one per review; refused: { "refused" }.
Exit 0 done, 1 refused, 2 usage.`,
	run(invocation) {
		const [path, ...more] = invocation.words;
		if (path !== undefined && more.length === 0) return Promise.resolve(scheduleFile(invocation, path));
		process.stderr.write('xuefa study schedule: name one file\n');
		return Promise.resolve(2);
	}
};

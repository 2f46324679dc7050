import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { month as monthWords } from '#i18n/month.ts';
import { describePlanFault } from '#i18n/plan-faults.ts';
import { describeFault } from '#i18n/problems.ts';
import { describeYearPlanProblem } from '#i18n/year-plan-problems.ts';
import { formatDay, isoInstant } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { planCalendar } from '#lib/study/month/calendar.server.ts';
import { monthKey, type PlanYear } from '#lib/study/month/plan.ts';
import { readPlanFile } from '#lib/study/month/plan-file.server.ts';
import {
	copyPlan,
	createPlan,
	findPlan,
	listPlanYears,
	type PlanFault,
	publishPlan,
	saveMonths
} from '#lib/study/month/plan.server.ts';
import { openExisting } from './existing.ts';
import { localeOfFlag } from './import-words.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const help = `xuefa study plan show [--year YEAR] [--json]                  the plan of a year (this one), month by month
xuefa study plan import FILE --year YEAR [--dry-run] [--json]   months from CSV or .xlsx; other months stay
xuefa study plan copy FROM TO [--title TITLE] [--json]          begins a year with the months of another
xuefa study plan publish YEAR [--json]                          shows it to everybody
xuefa study plan withdraw YEAR [--json]                         takes it back to those who plan; records stay
xuefa study plan ics [--json]                                   published plans as an iCalendar file on stdout

Columns of FILE (Chinese or English, titles above are passed over): 月份 month, 法律 laws (several by 、), 主题 theme,
主讲单位 presenter, 方式 mode (集中学法 or 自学), 说明 note. Months and laws are required; laws must be known (xuefa import
law, or an item bank). A year that has no plan yet is begun. One problem refuses the whole file.
--title TITLE    the plan's name; default YYYY年“一月一法”学习计划
--lang zh|en     language of the problems (default en)

JSON of show, import, copy, publish, withdraw: { "year", "title", "publishedAt" (ISO, UTC+8) or null, "months": [{ "month":
"YYYY-MM", "laws": [titles], "theme", "presenter", "mode": collective|self, "note" }] }; import adds "changed" (months) and
"problems": [{row, column, rule, weight, detail, what, remedy}]. Of ics: { "calendar" }. Refused: { "refused": REASON }.
Exit 0 done, 1 refused, 2 usage.`;

const name = 'study plan';

function usage(text: string): ExitCode {
	process.stderr.write(`xuefa ${name}: ${text}. See xuefa study plan --help\n`);
	return 2;
}

const planJson = (plan: PlanYear) => ({
	year: plan.year,
	title: plan.title,
	publishedAt: plan.publishedAt === null ? null : isoInstant(plan.publishedAt),
	months: plan.months.map((month) => ({
		month: monthKey(month),
		laws: month.laws.map(({ title }) => title),
		theme: month.theme,
		presenter: month.presenter,
		mode: month.mode,
		note: month.note
	}))
});

const planText = (plan: PlanYear): string =>
	[
		`${plan.title} (${plan.publishedAt === null ? 'not published' : 'published'})`,
		...plan.months.map(
			(month) =>
				`  ${monthKey(month)}  ${month.laws.map(({ shortTitle }) => `《${shortTitle}》`).join('')}  ${month.theme}` +
				`${month.presenter === '' ? '' : `  ${month.presenter}`}${month.mode === 'self' ? '  自学' : ''}`
		)
	].join('\n');

async function show({ db }: Store, invocation: Invocation, year: number, more: object = {}): Promise<ExitCode> {
	const plan = await findPlan(db, year);
	if (!plan) {
		const years = (await listPlanYears(db)).map((one) => one.year).join(', ') || 'none';
		return refuse(invocation, name, 'noYear', `there is no plan of ${year}; plans: ${years}`);
	}
	answer(invocation, { ...planJson(plan), ...more }, planText(plan));
	return 0;
}

const deny = (
	invocation: Invocation,
	outcome: { readonly reason: PlanFault; readonly detail?: Readonly<Record<string, string | number>> }
) =>
	refuse(invocation, name, outcome.reason, describePlanFault(localeOfFlag(invocation), outcome.reason, outcome.detail));

async function read(store: Store, invocation: Invocation, path: string, year: number): Promise<ExitCode> {
	const locale = localeOfFlag(invocation);
	const file = await readPlanFile(store.db, { source: { path }, fileName: basename(path) }, year);
	if (!file.ok) {
		const words =
			file.reason === 'header'
				? 'no header was found: a plan needs the columns 月份 and 法律'
				: describeFault(locale, file.reason, file.detail);
		return refuse(invocation, name, file.reason, words);
	}
	const problems = file.value.problems.map((problem) => ({ ...problem, ...describeYearPlanProblem(locale, problem) }));
	if (problems.length > 0) {
		const lines = problems.map(({ row, column, what, remedy }) => `  row ${row}, ${column}: ${what}. ${remedy}.`);
		if (invocation.json) process.stdout.write(`${JSON.stringify({ refused: 'problems', problems }, null, 2)}\n`);
		process.stderr.write(`${[`xuefa ${name}: refused: nothing was imported`, ...lines].join('\n')}\n`);
		return 1;
	}
	if (invocation.flags['dry-run'] === true) {
		const { drafts } = file.value;
		answer(
			invocation,
			{ year, dryRun: true, months: drafts, problems },
			`dry run: ${drafts.length} months; nothing written`
		);
		return 0;
	}
	const now = Date.now();
	if (!(await findPlan(store.db, year))) {
		const created = await createPlan(store.db, operator, year, titleOf(invocation, year), now);
		if (!created.ok) return deny(invocation, created);
	}
	const saved = await saveMonths(store.db, operator, year, file.value.drafts, now);
	return saved.ok ? show(store, invocation, year, { changed: saved.value.changed, problems }) : deny(invocation, saved);
}

const titleOf = (invocation: Invocation, year: number) => flag(invocation, 'title') ?? `${year}年“一月一法”学习计划`;

async function calendar({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const years = (await listPlanYears(db)).filter(({ publishedAt }) => publishedAt !== null);
	const plans = (await Promise.all(years.map(({ year }) => findPlan(db, year)))).filter((plan) => plan !== undefined);
	const t = monthWords('zh');
	const words = { name: t.feedName, event: t.feedEvent, presenter: t.feedPresenter };
	const text = planCalendar(plans, words, process.env.ORIGIN ?? 'http://localhost:3000', Date.now());
	answer(invocation, { calendar: text }, text);
	return 0;
}

const yearOf = (text: string | undefined): number | undefined =>
	text !== undefined && /^2\d{3}$/.test(text) ? Number(text) : undefined;

async function act(store: Store, invocation: Invocation, words: readonly string[]): Promise<ExitCode> {
	const [use, first, second] = words;
	const flagged = flag(invocation, 'year');
	if (use === 'ics' && words.length === 1) return calendar(store, invocation);
	if (use === 'show' && words.length === 1) {
		const year = flagged === undefined ? Number(formatDay(Date.now()).slice(0, 4)) : yearOf(flagged);
		return year === undefined ? usage(`there is no year ${flagged}`) : show(store, invocation, year);
	}
	if (use === 'import' && words.length === 2 && first !== undefined) {
		const year = yearOf(flagged);
		if (year === undefined) return usage('say the year: --year 2027');
		const there = statSync(first, { throwIfNoEntry: false })?.isFile() === true;
		return there
			? read(store, invocation, first, year)
			: refuse(invocation, name, 'noFile', `there is no file ${first}`);
	}
	const year = yearOf(first);
	if ((use === 'publish' || use === 'withdraw') && words.length === 2 && year !== undefined) {
		const outcome = await publishPlan(store.db, operator, year, use === 'publish', Date.now());
		return outcome.ok ? show(store, invocation, year) : deny(invocation, outcome);
	}
	const to = yearOf(second);
	if (use === 'copy' && words.length === 3 && year !== undefined && to !== undefined) {
		const outcome = await copyPlan(store.db, operator, year, to, titleOf(invocation, to), Date.now());
		return outcome.ok ? show(store, invocation, to) : deny(invocation, outcome);
	}
	return usage('say show, import FILE --year YEAR, copy FROM TO, publish YEAR, withdraw YEAR or ics');
}

export const planVerb: Verb = {
	summary: 'the year plan: one law per month',
	help,
	async run(invocation) {
		const store = await openExisting();
		try {
			return await act(store, invocation, invocation.words);
		} finally {
			await store.close();
		}
	}
};

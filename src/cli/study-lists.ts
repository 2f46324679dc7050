import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { describeListFault } from '#i18n/list-faults.ts';
import { describeListProblem } from '#i18n/list-problems.ts';
import { lists as words, pairText } from '#i18n/lists.ts';
import { describeFault } from '#i18n/problems.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import { compact } from '#lib/base/core/text.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Covered, isCovered } from '#lib/study/list/coverage.ts';
import { coverageReport, type CoverageReport } from '#lib/study/list/coverage.server.ts';
import { formatAudience, formatRange, isParty, type LawList, standing, stateOf } from '#lib/study/list/list.ts';
import { importLists, readListFile } from '#lib/study/list/list-file.server.ts';
import { listLists } from '#lib/study/list/list.server.ts';
import { openExisting } from './existing.ts';
import { localeOfFlag } from './import-words.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const help = `xuefa study lists show [--list TITLE] [--json]                 must-know lists with their entries; all, or one
xuefa study lists import FILE [--dry-run] [--replace] [--json]   lists from CSV or .xlsx; new ones begin as drafts
xuefa study lists coverage [--year YEAR] [--json]              entries studied or tested, of all, by reporting unit

Columns of FILE (Chinese or English): 清单 list, 层级 tier (共性 common, 个性 specific), 对象 audience (unit categories, or
职务：局长、主任 for words in posts, with ； between), 类别 kind, 法律 law, 条文 articles (第十条至第二十条, 10-20), 备注 note.
Tier and law are required. Without 清单 the title above the header, --title or the file's name is the list's. A law that
the database does not hold is listed by its title. One refused row refuses the whole file.
--title TITLE    what lists are called that the file does not name
--sheet NAME     the sheet of a workbook with several
--replace        entries that the file does not name are taken out of its lists; without it they stay
--lang zh|en     language of the problems (default en)

JSON of show: { "lists": [{ "title", "tier": common|specific, "categories", "posts", "state": draft|active|retired,
"entries": [{ "title", "kind", "lawId" or null, "articles", "note" }] }] }.
Of import: { "dryRun", "lists": [{ "title", "isNew", "added", "changed", "restored", "removed" }], "problems": [{ row, column,
rule, weight, detail, what, remedy }] }; with --dry-run lists as [{ "title", "tier", "entries" (number) }].
Of coverage: { "year", "asOf" (day), "units": [{ "code", "name", "people", "covered", "entries", "awaited", "party",
"state" (each { covered, entries, awaited }), "lists": [{ "title", "tier", "addressed", "covered", "entries", "awaited",
"lines": [{ "title", "articles", "kind", "lawId", "quizzed", "answered", "attended", "people", "covered" (true or false) }] }] }] };
quizzed, answered, attended and people count persons. Refused: { "refused": REASON }.
Exit 0 done, 1 refused, 2 usage.`;

const name = 'study lists';

function usage(text: string): ExitCode {
	process.stderr.write(`xuefa ${name}: ${text}. See xuefa study lists --help\n`);
	return 2;
}

const entriesJson = (list: LawList) =>
	standing(list.entries).map(({ title, kind, lawId, articles, note }) => {
		return { title, kind, lawId, articles: formatRange(articles), note };
	});

const listJson = (list: LawList) => {
	const { title, tier, categories, posts } = list;
	return { title, tier, categories, posts, state: stateOf(list), entries: entriesJson(list) };
};

function listText(list: LawList): string {
	const entries = entriesJson(list);
	const party = entries.filter(isParty).length;
	const whom = formatAudience(list) || 'everybody';
	return [
		`${list.title} (${list.tier}, for ${whom}, ${stateOf(list)}): ${entries.length - party} laws, ${party} intra-Party regulations`,
		...entries.map(
			({ title, kind, lawId, articles, note }) =>
				`  [${kind}] 《${title}》${articles}${lawId === null ? '  (not in the database)' : ''}${note === '' ? '' : `  ${note}`}`
		)
	].join('\n');
}

async function show({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const wanted = flag(invocation, 'list');
	const all = await listLists(db);
	const chosen = wanted === undefined ? all : all.filter(({ title }) => compact(title) === compact(wanted));
	if (wanted !== undefined && chosen.length === 0)
		return refuse(invocation, name, 'noList', `there is no list ${wanted}; lists: ${titlesOf(all)}`);
	answer(invocation, { lists: chosen.map(listJson) }, chosen.map(listText).join('\n\n') || 'There is no list.');
	return 0;
}

const titlesOf = (all: readonly LawList[]): string => all.map(({ title }) => title).join(', ') || 'none';

async function read({ db }: Store, invocation: Invocation, path: string): Promise<ExitCode> {
	const locale = localeOfFlag(invocation);
	const [title, sheet] = [flag(invocation, 'title'), flag(invocation, 'sheet')];
	const file = {
		...{ source: { path }, fileName: basename(path) },
		...(title === undefined ? {} : { title }),
		...(sheet === undefined ? {} : { sheet })
	};
	const found = await readListFile(db, file, Date.now());
	if (!found.ok) {
		const { reason, detail } = found;
		const text = reason === 'header' ? words(locale).header : describeFault(locale, reason, detail);
		return refuse(invocation, name, reason, text);
	}
	const { drafts } = found.value;
	const problems = found.value.problems.map((problem) => ({ ...problem, ...describeListProblem(locale, problem) }));
	const lines = problems.map(({ row, column, what, remedy }) => `  row ${row}, ${column}: ${what}. ${remedy}.`);
	if (problems.some(({ weight }) => weight === 'refuse')) {
		if (invocation.json) process.stdout.write(`${JSON.stringify({ refused: 'problems', problems }, null, 2)}\n`);
		process.stderr.write(`${[`xuefa ${name}: refused: nothing was imported`, ...lines].join('\n')}\n`);
		return 1;
	}
	if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`);
	if (invocation.flags['dry-run'] === true) {
		const planned = drafts.map((draft) => ({ title: draft.title, tier: draft.tier, entries: draft.entries.length }));
		const text = planned.map((list) => `  ${list.title}: ${list.entries} entries`).join('\n');
		answer(invocation, { dryRun: true, lists: planned, problems }, `dry run; nothing written\n${text}`);
		return 0;
	}
	const mode = invocation.flags.replace === true ? 'replace' : 'add';
	const outcome = await importLists(db, operator, drafts, mode, Date.now());
	if (!outcome.ok)
		return refuse(invocation, name, outcome.reason, describeListFault(locale, outcome.reason, outcome.detail));
	const text = outcome.value.map(
		({ title: own, isNew, added, changed, restored, removed }) =>
			`${own}${isNew ? ' (new, draft)' : ''}: ${added} added, ${changed} changed, ${restored} brought back, ${removed} taken out`
	);
	answer(invocation, { dryRun: false, lists: outcome.value, problems }, text.join('\n'));
	return 0;
}

const pair = ({ covered, entries, awaited }: Covered) => ({ covered, entries, awaited });

function coverageJson({ year, at, lists, units }: CoverageReport) {
	const entries = new Map(lists.flatMap((list) => list.entries.map((entry) => [entry.id, entry])));
	return {
		year,
		asOf: formatDay(at),
		units: units.map((unit) => ({
			...{ code: unit.code, name: unit.name, people: unit.people, ...pair(unit) },
			...{ party: pair(unit.party), state: pair(unit.state) },
			lists: unit.lists.map((list) => ({
				...{ title: list.title, tier: list.tier, addressed: list.addressed, ...pair(list) },
				lines: list.entryLines.map((line) => {
					const { kind, lawId, quizzed, answered, attended, people } = line;
					const entry = entries.get(line.entryId);
					const law = { title: entry?.title ?? '', articles: formatRange(entry?.articles ?? null), kind, lawId };
					return { ...law, quizzed, answered, attended, people, covered: isCovered(line) };
				})
			}))
		}))
	};
}

async function coverage({ db }: Store, invocation: Invocation, year: number): Promise<ExitCode> {
	const report = await coverageReport(db, operator, year, Date.now());
	if (!report) return refuse(invocation, name, 'forbidden');
	const lines = report.units.map((unit) => {
		const laws = `laws ${unit.state.covered}/${unit.state.entries}`;
		const party = `intra-Party ${unit.party.covered}/${unit.party.entries}`;
		const rest = unit.awaited === 0 ? '' : `, ${unit.awaited} not in the database`;
		return `  ${unit.name}: ${pairText(unit.covered, unit.entries)} (${laws}, ${party}${rest}), ${unit.people} people`;
	});
	const head = `Coverage of must-know lists ${year}, as on ${formatDay(report.at)}: ${report.lists.length} lists in force`;
	answer(invocation, coverageJson(report), [head, ...lines].join('\n'));
	return 0;
}

async function act(store: Store, invocation: Invocation, [use, path, ...rest]: readonly string[]): Promise<ExitCode> {
	if (use === 'show' && path === undefined) return show(store, invocation);
	if (use === 'import' && path !== undefined && rest.length === 0) {
		const there = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
		return there ? read(store, invocation, path) : refuse(invocation, name, 'noFile', `there is no file ${path}`);
	}
	if (use === 'coverage' && path === undefined) {
		const text = flag(invocation, 'year') ?? formatDay(Date.now()).slice(0, 4);
		return /^2\d{3}$/.test(text) ? coverage(store, invocation, Number(text)) : usage(`there is no year ${text}`);
	}
	return usage('say show, import FILE or coverage');
}

export const listsVerb: Verb = {
	summary: 'must-know lists and their coverage',
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

import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeLawFile, describeLawProblem, describeLawRefusal } from '#i18n/law-problems.ts';
import type { Locale } from '#i18n/area.ts';
import { formatCitation } from '#lib/content/law/citation.ts';
import { type LawFile, readLawFiles } from '#lib/content/law/law-file.server.ts';
import {
	importLaws,
	isEntry,
	type LawPlan,
	planLaws,
	type PlannedLaw,
	undoLawImport
} from '#lib/content/law/law-import.server.ts';
import { isRefused, type LawChoices } from '#lib/content/law/law-plan.ts';
import { parseLawKind } from '#lib/content/law/law.ts';
import { operator } from '#lib/base/core/permit.ts';
import { localeOfFlag, openForImport, readable } from './import-words.ts';
import { answer, flag, type Invocation, type Verb } from './verb.ts';

/** Flags that state a fact of the one file given. */
const stated = {
	title: 'title',
	'short-title': 'shortTitle',
	edition: 'label',
	'issued-by': 'issuedBy',
	adopted: 'adoptedOn',
	'in-force': 'inForceOn',
	repealed: 'repealedOn'
} as const;

/** The files named, and those in the folders named, in the order of their names. */
function paths(words: readonly string[]): readonly string[] {
	return words.flatMap((word) => {
		if (!statSync(word).isDirectory()) return [word];
		return globSync('**/*.{docx,doc,txt,md,html,htm,mht,mhtml,zip,rtf,pdf}', { cwd: word })
			.sort()
			.map((path) => join(word, path));
	});
}

async function* sources(list: readonly string[]) {
	for (const path of list) yield { fileName: basename(path), source: { path } };
}

function fileJson(locale: Locale, file: PlannedLaw) {
	if (!isEntry(file))
		return { file: file.fileName, refusal: file.refusal, what: describeLawFile(locale, file.refusal) };
	const { facts, statute, change, problems } = file;
	return {
		file: file.fileName,
		change: isRefused(file) ? null : change,
		title: facts.title,
		kind: facts.kind,
		edition: facts.label,
		issuedBy: facts.issuedBy,
		adoptedOn: facts.adoptedOn,
		inForceOn: facts.inForceOn,
		likelyInForceOn: facts.likelyInForceOn,
		repealedOn: facts.repealedOn,
		preamble: statute.preamble,
		articles: statute.articles.map(({ number, inserted, headings, paragraphs, line }) => ({
			article: formatCitation({ article: number, inserted }),
			number,
			inserted,
			headings,
			paragraphs,
			line
		})),
		annexes: statute.annexes,
		problems: problems.map((problem) => ({ ...problem, what: describeLawProblem(locale, problem) }))
	};
}

function lineOf(locale: Locale, file: PlannedLaw): string {
	if (!isEntry(file)) return `${file.fileName}: refused: ${describeLawFile(locale, file.refusal)}`;
	const { facts, statute, change, problems } = file;
	const head = `${file.fileName}: ${isRefused(file) ? 'refused' : change}: ${facts.title} (${facts.label}), ${statute.articles.length} articles, in force ${facts.inForceOn ?? 'unknown'}`;
	const told = problems.map(
		(problem) => `  ${problem.line > 0 ? `line ${problem.line}: ` : ''}${describeLawProblem(locale, problem)}`
	);
	return [head, ...told].join('\n');
}

function report(invocation: Invocation, plan: LawPlan, importId: number | null, end: string) {
	const locale = localeOfFlag(invocation);
	const { newLaw, newEdition, newText, changedText, unchanged, refused } = plan.counts;
	const sum = `${newLaw} new laws, ${newEdition} new editions, ${newText} new texts, ${changedText} changed, ${unchanged} unchanged, ${refused} refused`;
	const json = {
		imported: importId !== null,
		importId,
		...plan.counts,
		files: plan.files.map((file) => fileJson(locale, file))
	};
	answer(invocation, json, [...plan.files.map((file) => lineOf(locale, file)), sum, end].join('\n'));
}

/** What the flags state; a string where one of them cannot be understood. */
function choicesOf(invocation: Invocation): LawChoices | string {
	const kind = flag(invocation, 'kind');
	const parsed = kind === undefined ? undefined : parseLawKind(kind);
	if (kind !== undefined && !parsed) return `there is no kind of law ${kind}`;
	const facts = Object.entries(stated).flatMap(([name, fact]) => {
		const value = flag(invocation, name);
		return value === undefined ? [] : [[fact, value] as const];
	});
	return { ...Object.fromEntries(facts), ...(parsed ? { kind: parsed } : {}) };
}

export const importLawVerb: Verb = {
	summary: 'import the texts of laws',
	help: `xuefa import law FILE… [flags]

Reads the text of laws and imports it article by article, in one transaction, or nothing. FILE is a .docx as the national
law database serves it, .txt (any usual encoding), .md, a saved page (.html, .mht), a .zip of such files, or a folder.
Editions are kept side by side, told apart by the title and a label like 2021年修订. Title, kind, issuer, edition and days
are read from the text; an amended act does not say when its latest edition comes into force: state it, now or later.

--dry-run           show what would happen; nothing is written
--accept-clean      import the clean files when others are refused
--undo IMPORT       take an import back (no FILE)
--lang zh|en        language of the problems (default en)
For a single file:
--title TEXT  --short-title TEXT  --kind KIND  --edition LABEL  --issued-by TEXT
--adopted DAY  --in-force DAY  --repealed DAY      days as 2021-07-15; KIND as 宪法 法律 行政法规 地方性法规 规章 司法解释 党内法规

JSON: { "imported", "importId", "newLaw", "newEdition", "newText", "changedText", "unchanged", "refused", "files": [{file, change,
title, kind, edition, issuedBy, adoptedOn, inForceOn, likelyInForceOn, repealedOn, preamble: [], articles: [{article, number,
inserted, headings: [], paragraphs: [], line}], annexes: [{title, paragraphs}], problems: [{rule, weight, line, text, what}]}
or {file, refusal, what}] }; with --undo { "undone", "editions" }.
Exit 0 done (or nothing to change), 1 refused, 2 usage.`,
	async run(invocation) {
		const undo = flag(invocation, 'undo');
		const choices = choicesOf(invocation);
		const many = invocation.words.length !== 1;
		if (typeof choices === 'string' || (undo === undefined) === (invocation.words.length === 0)) {
			const why = typeof choices === 'string' ? choices : 'name files, or an import to undo';
			process.stderr.write(`xuefa import law: ${why}\n`);
			return 2;
		}
		const locale = localeOfFlag(invocation);
		if (undo !== undefined) return takeBack(invocation, locale, undo);
		// All are looked at, so that every name that is off is said at once.
		if (!readable(invocation, 'law', invocation.words, true)) return 1;
		const list = paths(invocation.words);
		if (list.length === 0) {
			process.stderr.write('xuefa import law: the folder holds no file of a kind that is read\n');
			return 1;
		}
		const store = await openForImport(Date.now());
		try {
			const files: LawFile[] = [];
			for await (const file of readLawFiles(sources(list))) files.push(file);
			const isStated = Object.keys(choices).length > 0;
			if (isStated && (many || files.length !== 1)) {
				process.stderr.write('xuefa import law: facts are stated for a single file\n');
				return 2;
			}
			const plan = await planLaws(store.db, files, new Map(isStated ? [[files[0]?.hash ?? '', choices]] : []));
			if (invocation.flags['dry-run'] === true) {
				report(invocation, plan, null, 'dry run: nothing written');
				return plan.counts.refused > 0 ? 1 : 0;
			}
			const acceptClean = invocation.flags['accept-clean'] === true;
			const done = await importLaws(store.db, operator, plan, { acceptClean }, Date.now());
			const end = done.ok ? `imported as ${done.value.importId}` : describeLawRefusal(locale, done.reason, done.detail);
			report(invocation, plan, done.ok ? done.value.importId : null, end);
			return done.ok || (done.reason === 'nothingToImport' && plan.counts.refused === 0) ? 0 : 1;
		} finally {
			await store.close();
		}
	}
};

async function takeBack(invocation: Invocation, locale: Locale, importId: string): Promise<0 | 1> {
	const store = await openForImport(Date.now());
	try {
		const done = await undoLawImport(store.db, operator, Number(importId), Date.now());
		if (done.ok) answer(invocation, { undone: true, ...done.value }, `undone: ${done.value.editions} editions`);
		else if (invocation.json) answer(invocation, { undone: false, refusal: done.reason }, '');
		else process.stderr.write(`xuefa import law: ${describeLawRefusal(locale, done.reason)}\n`);
		return done.ok ? 0 : 1;
	} finally {
		await store.close();
	}
}

import { basename } from 'node:path';
import { operator } from '#lib/base/core/permit.ts';
import { noChoices, type ItemChoices } from '#lib/content/item/choices.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import type { KindCodes } from '#lib/content/item/formats/kind.ts';
import { answerKinds } from '#lib/content/item/item.ts';
import type { ItemProblem } from '#lib/content/item/item-problem.ts';
import { importFile, type OrderRefusal, type OrderResult } from '#lib/content/item/order.server.ts';
import { describeItemProblem } from '#i18n/item-problems.ts';
import { describeSheetRefusal } from '#i18n/sheet-refusals.ts';
import { openForImport } from './import-words.ts';
import { answer, flag, type ExitCode, type Invocation, type Verb } from './verb.ts';

function usage(text: string): ExitCode {
	process.stderr.write(`xuefa import bank: ${text}\n`);
	return 2;
}

/** Reads "0=single,1=judge,2=multiple"; undefined when it is not of this form. */
function kindCodes(text: string): KindCodes | undefined {
	const pairs = text.split(',').map((pair) => pair.split('='));
	const codes = pairs.flatMap(([code = '', word = '']) => {
		const kind = answerKinds.find((name) => name === word.trim());
		return kind && /^\d+$/.test(code.trim()) ? [[code.trim(), kind] as const] : [];
	});
	return codes.length === pairs.length ? Object.fromEntries(codes) : undefined;
}

function problemJson(locale: 'zh' | 'en', problem: ItemProblem) {
	const { row, column, rule, weight, detail } = problem;
	return { sheet: detail?.sheet ?? null, row, column, rule, weight, ...describeItemProblem(locale, problem) };
}

function resultJson(locale: 'zh' | 'en', result: OrderResult) {
	const { bank, bankCreated, lawsCreated, plan, imported, refusal } = result;
	return {
		bank: { code: bank.code, name: bank.name, created: bankCreated },
		imported: imported !== null,
		refusal,
		batchId: imported?.batchId ?? null,
		counts: plan.counts,
		lawsCreated,
		openLaws: plan.openLaws.map(({ title, label, rows }) => ({ title, label, rows })),
		openKindCodes: plan.openCodes,
		problems: [...plan.problems, ...plan.items.flatMap((item) => item.problems)].map((problem) =>
			problemJson(locale, problem)
		)
	};
}

const counted = (rows: number) => `${rows} row${rows === 1 ? '' : 's'}`;
const weights = { refuse: 'refused', ask: 'to decide', warn: 'warning' } as const;

function resultText(json: ReturnType<typeof resultJson>, dryRun: boolean): string {
	const { counts, problems } = json;
	const lines = problems.map((problem) => {
		const place = [problem.sheet, problem.row > 0 ? `row ${problem.row}` : 'file', problem.column]
			.filter(Boolean)
			.join(' ');
		return `${place}: ${weights[problem.weight]}: ${problem.what}. ${problem.remedy}.`;
	});
	const shown =
		lines.length > 200 ? [...lines.slice(0, 200), `… and ${lines.length - 200} more (--json lists all)`] : lines;
	const sum = `${counts.added} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.asked} to decide, ${counts.refused} refused`;
	const end = json.imported
		? `imported into ${json.bank.code} as batch ${json.batchId}`
		: json.refusal === 'nothingToImport'
			? 'nothing to import'
			: json.refusal
				? `not imported: ${json.refusal === 'notAllClean' ? 'some rows ask or are refused; settle them as said above, or import the clean rows with --accept-clean' : 'see above'}`
				: `dry run: nothing written${dryRun ? '' : '.'}`;
	const asks = problems.filter((problem) => problem.weight === 'ask').map(({ rule }) => rule);
	const hints = [
		...(asks.some((rule) => rule === 'missingLaw')
			? ['rows without law: --law TITLE [--edition LABEL], or --without-law']
			: []),
		...(json.openLaws.length > 0
			? [
					`laws not known here: ${json.openLaws.map((law) => `${law.title} (${counted(law.rows)})`).join(', ')}; --create-laws creates them`
				]
			: []),
		...(json.imported && json.lawsCreated.length > 0 ? [`laws created: ${json.lawsCreated.join(', ')}`] : []),
		...(json.openKindCodes.length > 0 ? ['numbers for kinds: --kind-codes, e.g. 0=single,1=judge,2=multiple'] : []),
		...(asks.some((rule) => rule === 'codeOtherItem') ? ['numbers that meet by chance: --new-codes, or --replace'] : [])
	];
	return [...shown, ...hints, sum, end].join('\n');
}

/** Refused before any row was looked at: the file, the bank or the law is not what it should be. */
function refuse(
	invocation: Invocation,
	reason: string,
	detail: Readonly<Record<string, string | number>>,
	words: string
): ExitCode {
	if (invocation.json) answer(invocation, { imported: false, refusal: reason, detail, what: words }, '');
	else process.stderr.write(`xuefa import bank: ${words}\n`);
	return 1;
}

const refusals: Readonly<Record<OrderRefusal, (detail: Readonly<Record<string, string | number>>) => string>> = {
	forbidden: () => 'Items may not be imported here.',
	badCode: ({ code }) => `“${code}” is no code of a bank: letters, digits, dots, hyphens and underscores, 40 at most.`,
	badName: () => 'The name of a bank is 1 to 80 characters: choose another --name NAME.',
	codeTaken: () => 'Another bank has this code.',
	shipped: ({ bank }) => `${bank} is a shipped bank and takes no imports; name a bank of your own.`,
	unknownLaw: ({ law }) => `The law ${law} of --law is not known here; write its full title, or add --create-laws.`,
	unknownEdition: ({ law, known }) => `There is no such edition of ${law}; known for --edition: ${known}.`
};

export const importBankVerb: Verb = {
	summary: 'import questions from CSV or .xlsx into an item bank',
	help: `xuefa import bank FILE --bank CODE [flags]

Reads CSV or .xlsx (Chinese or English headers in any order), compares it with the bank and imports all of it in one
transaction, or nothing: a row that is refused or left to decide holds the whole file back unless --accept-clean is given.
A question under a known number with other content becomes a new version. question-banks/README.md describes the format.

--bank CODE          the bank; made when there is none with this code
--name NAME          name of a bank that is made (default: its code)
--purpose P          of a bank that is made: exam (default) or practice
--law TITLE          law of rows that name none; with --edition LABEL where the law has several editions
--without-law        rows that name no law are imported without one
--create-laws        laws and editions that the file names and the database lacks are created
--sheet NAME         read this sheet of a workbook only
--kind-codes LIST    what numbers in the column 题型 mean, e.g. 0=single,1=judge,2=multiple
--new-codes          do not use the file's numbers (编号); items get the bank's own
--replace            a quite different question under a known number replaces it
--accept-clean       import the clean rows, leave the others
--dry-run            show what would happen; nothing is written
--lang zh|en         language of the problems (default en)

JSON: { "bank": {code, name, created}, "imported", "refusal", "batchId", "counts": {added, changed, unchanged, asked,
refused}, "lawsCreated", "openLaws": [{title, label, rows}], "openKindCodes", "problems": [{sheet, row, column, rule,
weight, what, remedy}] }.
Exit 0 imported (or nothing new, or a dry run without refusals), 1 refused, 2 usage.`,
	async run(invocation) {
		const words = invocation.words[0] === 'bank' ? invocation.words.slice(1) : invocation.words;
		const path = words[0];
		const code = flag(invocation, 'bank');
		if (path === undefined || words.length > 1) return usage('name one file: xuefa import bank FILE --bank CODE');
		if (code === undefined) return usage('name the bank: --bank CODE');
		const purpose = flag(invocation, 'purpose') ?? 'exam';
		if (purpose !== 'exam' && purpose !== 'practice') return usage('--purpose is exam or practice');
		const codesText = flag(invocation, 'kind-codes');
		const codes = codesText === undefined ? {} : kindCodes(codesText);
		if (!codes) return usage('--kind-codes is written 0=single,1=judge,2=multiple');
		const locale = flag(invocation, 'lang') === 'zh' ? 'zh' : 'en';
		const has = (name: string) => invocation.flags[name] === true;
		const sheet = flag(invocation, 'sheet');
		const file = await readItemFile({ path }, basename(path), sheet === undefined ? {} : { sheet }).catch(
			(error: NodeJS.ErrnoException) => {
				if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'EACCES') return undefined;
				throw error;
			}
		);
		if (!file) return refuse(invocation, 'unreadable', { file: path }, `there is no readable file ${path}`);
		if (!file.ok)
			return refuse(invocation, file.reason, file.detail ?? {}, describeSheetRefusal(locale, file.reason, file.detail));
		const choices: ItemChoices = {
			...noChoices,
			kindCodes: codes,
			withoutLaw: has('without-law'),
			codes: has('new-codes') ? 'new' : 'file',
			replaceOthers: has('replace')
		};
		const title = flag(invocation, 'law');
		const store = await openForImport(Date.now());
		try {
			const order = {
				bank: { code, name: flag(invocation, 'name') ?? code, purpose: purpose as 'exam' | 'practice' },
				file: file.value,
				choices,
				law: title === undefined ? null : { title, label: flag(invocation, 'edition') ?? '' },
				createLaws: has('create-laws'),
				validOnly: has('accept-clean'),
				dryRun: has('dry-run')
			};
			const result = await importFile(store.db, operator, order, Date.now());
			if (!result.ok)
				return refuse(invocation, result.reason, result.detail ?? {}, refusals[result.reason](result.detail ?? {}));
			const json = resultJson(locale, result.value);
			answer(invocation, json, resultText(json, order.dryRun));
			return json.refusal === null || json.refusal === 'nothingToImport' ? 0 : 1;
		} finally {
			await store.close();
		}
	}
};

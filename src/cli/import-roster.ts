import { basename } from 'node:path';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { confirmRoster } from '#lib/people/roster/confirm.server.ts';
import { previewRoster } from '#lib/people/roster/import-roster.server.ts';
import { dropUpload, listMissing, listRows } from '#lib/people/roster/rows.server.ts';
import { accepted, type RosterReading } from '#lib/people/roster/staged.ts';
import type { Progress } from '#lib/people/roster/upload.server.ts';
import { describeFault, describeProblem, type FileFault } from '#i18n/problems.ts';
import { rosterChoices } from './import-choices.ts';
import { localeOfFlag, openForImport, problemLine, readable } from './import-words.ts';
import { answer, flag, type Invocation, type Verb } from './verb.ts';

/** Lines printed for people at most; --json lists all. */
const linesShown = 500;

async function allProblems(db: Db, uploadId: number, locale: 'zh' | 'en') {
	const problems = [];
	for (let after = 0; ;) {
		const rows = await listRows(db, uploadId, { after, limit: 1000, withProblems: true });
		for (const { row, outcome, problems: own } of rows) {
			for (const problem of own) problems.push({ ...problem, outcome, ...describeProblem(locale, problem) });
			after = row;
		}
		if (rows.length < 1000) return problems;
	}
}

async function describe(db: Db, invocation: Invocation, uploadId: number, reading: RosterReading) {
	// The operator moves people, and so proposes no transfer.
	const { proposed: _, ...counts } = reading.counts;
	const missing = await listMissing(db, reading.missing);
	return {
		format: reading.format,
		encoding: reading.encoding,
		separator: reading.separator,
		sheet: reading.sheetName,
		headerRows: reading.headerRows,
		columns: Object.fromEntries(
			Object.entries(reading.columns).map(([field, column]) => [field, reading.labels[column] || `#${column + 1}`])
		),
		ignoredColumns: reading.ignored,
		accepted: accepted(reading.counts),
		...counts,
		missing: missing.length,
		missingPeople: missing.map(({ name, unitName, staffNo }) => ({ name, unit: unitName, staffNo })),
		filledUnits: reading.filledUnits,
		blankUnits: reading.blankUnits,
		newUnits: reading.newUnits,
		unitsToSettle: reading.askedUnits.map(({ text, kind, nearest, rows }) => ({
			text,
			kind,
			nearest: nearest.map(({ name }) => name),
			rows
		})),
		problems: await allProblems(db, uploadId, localeOfFlag(invocation))
	};
}

type Description = Awaited<ReturnType<typeof describe>>;

function asText(json: Description, end: string): string {
	const lines = json.problems.map((problem) => problemLine(problem));
	const shown =
		lines.length > linesShown ? [...lines.slice(0, linesShown), `… and ${lines.length - linesShown} more`] : lines;
	return [
		`columns: ${Object.entries(json.columns)
			.map(([field, label]) => `${label.replace(/\s+/g, '')} = ${field}`)
			.join(', ')}`,
		...(json.ignoredColumns.length > 0
			? [`not read: ${json.ignoredColumns.map((label) => label || '(unnamed)').join(', ')}`]
			: []),
		...shown,
		...(json.filledUnits > 0 ? [`${json.filledUnits} blank unit cells take the unit above`] : []),
		...(json.blankUnits > 0 ? [`${json.blankUnits} unit cells are blank: --fill-units takes the unit above`] : []),
		...json.unitsToSettle.map(
			({ text, rows, nearest }) =>
				`unit "${text}" (${rows} rows): --units "${text}=CODE"${nearest.length > 0 ? `, near: ${nearest.join(', ')}` : ' or --create-units'}`
		),
		...(json.newUnits.length > 0 ? [`${json.newUnits.length} units are created: ${json.newUnits.join(', ')}`] : []),
		`${json.accepted} accepted: ${json.added} new, ${json.changed} changed, ${json.moved} moved here, ${json.unchanged} unchanged; ` +
			`${json.asked} to decide, ${json.refused} refused, ${json.skipped} skipped; ${json.missing} people of these units are not in the file`,
		end
	].join('\n');
}

/** Says on the terminal how far a large file is. */
function progressLine(): Progress {
	if (!process.stderr.isTTY) return () => undefined;
	return (phase, rows) => process.stderr.write(`\r${phase}: ${rows} rows   `);
}

export const importRosterVerb: Verb = {
	summary: 'import a roster of people',
	help: `xuefa import roster FILE [flags]

Reads a roster (CSV in UTF-8, UTF-16 or GB18030, separated by comma, tab or semicolon; or .xlsx), finds the header below
titles, compares every row with what is on record and imports all of it in one transaction, or nothing: rows that ask for a
decision or are refused hold the file back unless --accept-clean is given. People are found by staff number, mobile or
identity number, never by name alone. People of these units who are not in the file are listed and stay.

--fill-units        blank unit cells take the unit above (merged cells)
--create-units      units that nobody knows are created, in the order of the file
--units "A=CODE,…"  the file's "A" is the unit with this code; A=new creates it, A=skip passes its rows over
--unit CODE         the unit of every row whose unit is blank or that has no unit column
--map "COL=FIELD,…" column (its name, or its number from 1) is: name unit section staffNo mobile idNumber post rank
                    staffing joinedOn secondedTo note, or - for none; several --map may be joined by commas
--header-row N      the header is row N (0: none)
--sheet NAME        read this sheet of a workbook
--rows "N=accept|new|seconded|skip,…"  decisions for rows that ask
--accept-clean      import the clean rows, leave the others
--dry-run           show what would happen; nothing is written
--yes               accepted for scripts; nothing is asked on the terminal in any case
--lang zh|en        language of the problems (default en)

JSON: { "imported", "batchId", "refusal", "accepted" (= added + changed + moved + unchanged: rows that need no decision),
"added", "changed", "moved", "unchanged", "asked", "refused", "skipped", "missing", "missingPeople", "columns",
"ignoredColumns", "headerRows", "encoding", "separator", "filledUnits", "blankUnits", "newUnits",
"unitsToSettle": [{text, kind, nearest, rows}], "problems": [{row, column, rule, weight (refuse|ask|warn), outcome, detail,
what, remedy}] }. Rows count from 1 as they stand in the file.
Exit 0 done (or nothing to change, or a clean dry run), 1 refused or something to decide, 2 usage.`,
	async run(invocation) {
		const [path, ...more] = invocation.words;
		if (path === undefined || more.length > 0) {
			process.stderr.write('xuefa import roster: name one file\n');
			return 2;
		}
		if (!readable(invocation, 'roster', [path])) return 1;
		const secret = installationSecret(readConfig());
		const locale = localeOfFlag(invocation);
		const store = await openForImport(Date.now());
		const { db } = store;
		try {
			const choices = await rosterChoices(db, invocation);
			if (typeof choices === 'string') {
				process.stderr.write(`xuefa import roster: ${choices}\n`);
				return 2;
			}
			const sheet = flag(invocation, 'sheet');
			const file = {
				source: { path },
				fileName: basename(path),
				unit: choices.unit,
				...(sheet === undefined ? {} : { sheet })
			};
			const preview = await previewRoster(db, secret, operator, file, choices, Date.now(), progressLine());
			const fault: FileFault | null = preview.ok ? preview.value.reading.fault : preview.reason;
			if (!preview.ok || fault) {
				if (preview.ok) await dropUpload(db, preview.value.uploadId);
				const detail = preview.ok ? {} : (preview.detail ?? {});
				const what = describeFault(locale, fault ?? 'noRows', detail);
				if (invocation.json)
					answer(invocation, { imported: false, accepted: 0, refusal: fault, detail, what, problems: [] }, '');
				else process.stderr.write(`xuefa import roster: ${what}\n`);
				return 1;
			}
			const { uploadId, reading } = preview.value;
			const description = await describe(db, invocation, uploadId, reading);
			const open = reading.counts.asked + reading.counts.refused > 0;
			if (invocation.flags['dry-run'] === true) {
				await dropUpload(db, uploadId);
				answer(
					invocation,
					{ imported: false, batchId: null, refusal: null, ...description },
					asText(description, 'dry run: nothing written')
				);
				return open ? 1 : 0;
			}
			const acceptClean = invocation.flags['accept-clean'] === true;
			const done = await confirmRoster(db, operator, uploadId, { acceptClean }, Date.now(), progressLine());
			if (!done.ok) await dropUpload(db, uploadId);
			const batchId = done.ok ? done.value.batchId : null;
			const refusal = done.ok ? null : done.reason;
			const end = refusal === null ? `imported as batch ${batchId}` : `not imported: ${describeFault(locale, refusal)}`;
			answer(invocation, { imported: done.ok, batchId, refusal, ...description }, asText(description, end));
			return done.ok || refusal === 'nothing' ? 0 : 1;
		} finally {
			await store.close();
		}
	}
};

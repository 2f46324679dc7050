import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { isoInstant } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { importSheet, type ImportRefusal, undoBatch } from '#lib/study/session/batch.server.ts';
import { figuresOf, isSelfStudy } from '#lib/study/session/counts.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import type { SessionView } from '#lib/study/session/scope.server.ts';
import { isLate } from '#lib/study/session/session.ts';
import { previewSheet, readSheetFile, type SheetPreview } from '#lib/study/session/upload.server.ts';
import { describeSheetProblem } from '#i18n/session-problems.ts';
import { attendance } from '#i18n/sessions-attendance.ts';
import { describeSheetRefusal } from '#i18n/sheet-refusals.ts';
import { openExisting } from './existing.ts';
import { localeOfFlag, problemLine } from './import-words.ts';
import { figuresHelp, figuresJson, figuresText, sessionNamed } from './study-words.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const help = `xuefa study attendance import SESSION FILE [flags]   enters a sign-in sheet (CSV in any usual encoding, or .xlsx)
xuefa study attendance show SESSION [--json]           who was there, person by person
xuefa study attendance undo SESSION BATCH [--json]     takes an imported sheet back

Columns (any order, Chinese or English names): 姓名 name, 单位 unit, 工号 staff number, 手机 mobile, 签到/出勤/状态 who was
there (实到, √, a time or the own name; 请假, 病假, 公务…; 缺席, ×), 事由 kind of leave, 文号 number of a paper. Title rows
above the header are passed over. Without a column for it, everybody on the sheet was there; a blank cell in it is no entry.
People are found by staff number or mobile, by name within the unit only where one person bears it; all else is refused.
Whoever was not expected is entered as a walk-in. Of a leave only the category is kept.

SESSION           the number of a session, or its exact topic where only one has it
--unit CODE       unit of rows that name none
--fill-units      a blank unit is the one above it (merged cells)
--sheet NAME      read this sheet of a workbook
--accept-clean    enter the clean rows when others are refused
--dry-run         show what would happen; nothing is written
--lang zh|en      language of the problems (default en)

JSON of import: { "imported", "batchId", "refusal", "session", "marked" (entries changed), "added" (walk-ins), "unchanged",
"blank" (not signed), "refused", "entries": { "present", "leave", "absent" } to be written or written, "backfilled" (whether
they count as late), "problems": [{ "row", "column", "rule", "weight": refuse|warn, "detail", "what", "remedy" }] };
of show: { "session", figures …, "people": [{ "staffNo", "name", "unit": { "code", "name" }, "section", "post", "status":
present|leave|absent|unmarked, "leaveKind": official|sick|personal|other or null, "documentNo", "walkIn", "selfStudy",
"backfilled", "route": tick|file|code|undo or null, "markedAt", "markedBy" }] }. Why somebody was on leave at a session of a
unit is told to that unit alone. Of undo: { "undone" (entries), "session", "batchId" }.
${figuresHelp}
Exit 0 done (or nothing to change, or a dry run without refusals), 1 refused, 2 usage.`;

const usage = (why: string): 2 => {
	process.stderr.write(`xuefa study attendance: ${why}. See xuefa study attendance --help\n`);
	return 2;
};

interface Reported {
	readonly batchId: number | null;
	readonly refusal: ImportRefusal | null;
	readonly late: boolean;
}

function report(
	invocation: Invocation,
	{ session }: SessionView,
	preview: SheetPreview,
	{ batchId, refusal, late }: Reported
) {
	const locale = localeOfFlag(invocation);
	const { counts, entries } = preview.plan;
	const problems = preview.plan.problems.map((problem) => ({ ...problem, ...describeSheetProblem(locale, problem) }));
	const base = { imported: batchId !== null, batchId, refusal, session: session.id };
	const end =
		refusal === null
			? batchId === null
				? 'dry run: nothing written'
				: `entered as batch ${batchId}${late ? ', as late entries (补录)' : ''}`
			: refusal === 'undecided' || refusal === 'nothing'
				? attendance(locale)[refusal]
				: refusal;
	const sum =
		`${counts.marked} to enter, ${counts.added} walk-ins, ${counts.unchanged} unchanged, ${counts.blank} not signed, ` +
		`${counts.refused} refused; present ${entries.present}, leave ${entries.leave}, absent ${entries.absent}`;
	const json = { ...base, ...counts, entries, backfilled: late, problems };
	answer(invocation, json, [...problems.map((problem) => problemLine(problem)), sum, end].join('\n'));
}

async function importFile({ db }: Store, invocation: Invocation, view: SessionView, path: string): Promise<ExitCode> {
	const locale = localeOfFlag(invocation);
	const [code, sheet] = [flag(invocation, 'unit'), flag(invocation, 'sheet')];
	const unit = code === undefined ? undefined : await findUnitByCode(db, code);
	if (code !== undefined && !unit)
		return refuse(invocation, 'study attendance', 'unknownUnit', `there is no unit with the code "${code}"`);
	const read = await readSheetFile({
		source: { path },
		fileName: basename(path),
		...(sheet === undefined ? {} : { sheet })
	});
	if (!read.ok) {
		const why = describeSheetRefusal(locale, read.reason as SheetRefusal, read.detail);
		return refuse(invocation, 'study attendance', read.reason, why);
	}
	const choices = { unitId: unit?.id ?? null, fillUnits: invocation.flags['fill-units'] === true };
	const now = Date.now();
	const preview = await previewSheet(db, view, read.value, choices, now);
	const { header, drafts, problems } = preview.read;
	if (!header) return refuse(invocation, 'study attendance', 'header', attendance(locale).header);
	if (drafts.length + problems.length === 0)
		return refuse(invocation, 'study attendance', 'noRows', attendance(locale).noRows);
	const late = isLate(view.session, now);
	if (invocation.flags['dry-run'] === true) {
		report(invocation, view, preview, { batchId: null, refusal: null, late });
		return preview.plan.counts.refused > 0 ? 1 : 0;
	}
	const order = { acceptClean: invocation.flags['accept-clean'] === true, fingerprint: null, uploadId: null };
	const done = await importSheet(db, operator, view.session.id, read.value, choices, order, now);
	report(invocation, view, preview, {
		...{ batchId: done.ok ? done.value.batchId : null, refusal: done.ok ? null : done.reason, late }
	});
	return done.ok || done.reason === 'nothing' ? 0 : 1;
}

async function show({ db }: Store, invocation: Invocation, view: SessionView): Promise<ExitCode> {
	const rows = await personRows(db, view);
	const codes = new Map(
		(await db.selectFrom('unit').select(['id', 'code']).execute()).map(({ id, code }) => [id, code])
	);
	const numbers = new Map(
		(await db.selectFrom('person').select(['id', 'staffNo']).execute()).map(({ id, staffNo }) => [id, staffNo])
	);
	const people = rows.map((row) => ({
		staffNo: numbers.get(row.personId) ?? null,
		name: row.name,
		unit: { code: codes.get(row.ownUnitId) ?? '', name: row.unitName },
		...{ section: row.section, post: row.post, status: row.status, leaveKind: row.leaveKind },
		...{ documentNo: row.documentNo, walkIn: row.walkIn, selfStudy: isSelfStudy(row), backfilled: row.late },
		...{ route: row.route, markedAt: row.markedAt === null ? null : isoInstant(row.markedAt), markedBy: row.markedBy }
	}));
	const figures = figuresOf(rows);
	const { id, topic, state, level } = view.session;
	const lines = people.map(
		({ unit, name, staffNo, status, walkIn, backfilled }) =>
			`  ${unit.name}  ${name} ${staffNo ?? ''}  ${status}${walkIn ? ' walk-in' : ''}${backfilled ? ' 补录' : ''}`
	);
	const json = { session: { id, topic, state, level }, ...figuresJson(figures), people };
	answer(invocation, json, [`${id}  ${topic}  [${state}]`, ...lines, figuresText(figures)].join('\n'));
	return 0;
}

async function undo({ db }: Store, invocation: Invocation, { session }: SessionView, word: string): Promise<ExitCode> {
	const batchId = Number(word);
	const undone = await undoBatch(db, operator, session.id, Number.isSafeInteger(batchId) ? batchId : 0, Date.now());
	if (!undone.ok) {
		const names = undone.reason === 'touched' ? `changed since: ${String(undone.detail?.names ?? '')}` : undone.reason;
		return refuse(invocation, 'study attendance', undone.reason, names);
	}
	const json = { undone: undone.value.entries, session: session.id, batchId };
	answer(invocation, json, `taken back: ${undone.value.entries} entries of batch ${batchId}`);
	return 0;
}

export const attendanceVerb: Verb = {
	summary: 'enter sign-in sheets, and show who was there',
	help,
	async run(invocation) {
		const [act = '', word, more, ...rest] = invocation.words;
		if (!['import', 'show', 'undo'].includes(act)) return usage('say what: import|show|undo');
		if (word === undefined) return usage('name a session');
		if ((act === 'show') !== (more === undefined) || rest.length > 0)
			return usage(act === 'import' ? 'name one file' : act === 'undo' ? 'name one batch' : 'name one session');
		if (act === 'import' && more !== undefined && !existsSync(more))
			return refuse(invocation, 'study attendance', 'unreadable', `there is no file ${more}`);
		const store = await openExisting();
		try {
			const view = await sessionNamed(store.db, word);
			if (!view) return refuse(invocation, 'study attendance', 'notFound', `there is no session "${word}"`);
			if (more === undefined) return await show(store, invocation, view);
			return act === 'import'
				? await importFile(store, invocation, view, more)
				: await undo(store, invocation, view, more);
		} finally {
			await store.close();
		}
	}
};

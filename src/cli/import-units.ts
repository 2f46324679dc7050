import { basename } from 'node:path';
import { operator } from '#lib/base/core/permit.ts';
import { countUnits, importUnits, previewUnits, type UnitsPreview } from '#lib/people/roster/import-units.server.ts';
import { describeFault, describeProblem, type FileFault } from '#i18n/problems.ts';
import { localeOfFlag, openForImport, problemLine, readable } from './import-words.ts';
import { answer, flag, type Invocation, type Verb } from './verb.ts';

function report(
	invocation: Invocation,
	preview: UnitsPreview,
	imported: boolean,
	batchId: number | null,
	fault: FileFault | null
) {
	const locale = localeOfFlag(invocation);
	const counts = countUnits(preview.plan);
	const problems = preview.plan.problems.map((problem) => ({ ...problem, ...describeProblem(locale, problem) }));
	const json = {
		imported,
		batchId,
		refusal: fault,
		accepted: counts.added + counts.changed + counts.unchanged,
		...counts,
		missing: preview.plan.missing.map(({ code, name }) => ({ code, name })),
		problems
	};
	const sum = `${counts.added} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.refused} refused, ${json.missing.length} not in the file`;
	const end = fault
		? describeFault(locale, fault)
		: imported
			? `imported as batch ${batchId}`
			: 'dry run: nothing written';
	answer(invocation, json, [...problems.map((problem) => problemLine(problem)), sum, end].join('\n'));
}

export const importUnitsVerb: Verb = {
	summary: 'import the unit list',
	help: `xuefa import units FILE [flags]

Reads the unit list (CSV in any usual encoding, or .xlsx) and imports it in one transaction, or nothing.
Columns (any order, Chinese or English names): 单位代码 code, 单位名称 name, 简称 short name, 类别 category, 排序 official
order, 上级单位代码 parent (code or name), 别名 further names, separated by ；. Only the name is required: a unit without a
code is found by its name, or gets the next free code. A blank cell takes nothing away; aliases are only added; units that
are not in the file stay.

--sheet NAME      read this sheet of a workbook
--accept-clean    import the clean rows when others are refused
--dry-run         show what would happen; nothing is written
--lang zh|en      language of the problems (default en)

JSON: { "imported", "batchId", "refusal", "accepted", "added", "changed", "unchanged", "refused", "missing": [{code, name}],
"problems": [{row, column, rule, weight, detail, what, remedy}] }.
Exit 0 done (or nothing to change, or a dry run without refusals), 1 refused, 2 usage.`,
	async run(invocation) {
		const [path, ...more] = invocation.words;
		if (path === undefined || more.length > 0) {
			process.stderr.write('xuefa import units: name one file\n');
			return 2;
		}
		if (!readable(invocation, 'units', [path])) return 1;
		const store = await openForImport(Date.now());
		try {
			const sheet = flag(invocation, 'sheet');
			const file = { source: { path }, fileName: basename(path), ...(sheet === undefined ? {} : { sheet }) };
			const preview = await previewUnits(store.db, operator, file);
			const locale = localeOfFlag(invocation);
			const fault = preview.ok ? preview.value.read.fault : preview.reason;
			if (!preview.ok || fault) {
				const detail = preview.ok ? {} : (preview.detail ?? {});
				const reason = fault as FileFault;
				if (invocation.json)
					answer(invocation, { imported: false, accepted: 0, refusal: reason, detail, problems: [] }, '');
				else process.stderr.write(`xuefa import units: ${describeFault(locale, reason, detail)}\n`);
				return 1;
			}
			if (invocation.flags['dry-run'] === true) {
				report(invocation, preview.value, false, null, null);
				return countUnits(preview.value.plan).refused > 0 ? 1 : 0;
			}
			const acceptClean = invocation.flags['accept-clean'] === true;
			const done = await importUnits(store.db, operator, preview.value, { acceptClean }, Date.now());
			report(invocation, preview.value, done.ok, done.ok ? done.value.batchId : null, done.ok ? null : done.reason);
			return done.ok || done.reason === 'nothing' ? 0 : 1;
		} finally {
			await store.close();
		}
	}
};

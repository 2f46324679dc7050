import { writeFileSync } from 'node:fs';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { findBank } from '#lib/content/item/bank.server.ts';
import { exportRows } from '#lib/content/item/export.server.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { openExisting } from './existing.ts';
import { answer, flag, refuse, type ExitCode, type Verb } from './verb.ts';

function usage(text: string): ExitCode {
	process.stderr.write(`xuefa export bank: ${text}\n`);
	return 2;
}

/** Shared with `xuefa export`, whose only noun this is so far. */
export const exportBankHelp = `xuefa export bank CODE --out FILE [--format csv|xlsx] [--json]

Writes the bank's current items, KEYS INCLUDED, in the format of question-banks/README.md; retired items are left out.
The file (mode 0600) imports again without any change. The format is taken from the name of FILE unless --format says it.

JSON: { "bank": CODE, "rows": number of rows, "out": FILE }. Exit 0 done, 1 refused (no such bank), 2 usage.`;

export const exportBankVerb: Verb = {
	summary: 'write an item bank, keys included, as CSV or .xlsx',
	help: exportBankHelp,
	async run(invocation) {
		const words = invocation.words[0] === 'bank' ? invocation.words.slice(1) : invocation.words;
		const [code] = words;
		const out = flag(invocation, 'out');
		if (code === undefined || words.length > 1) return usage('name one bank: xuefa export bank CODE --out FILE');
		if (out === undefined) return usage('say where to: --out FILE');
		const format = flag(invocation, 'format') ?? (out.endsWith('.xlsx') ? 'xlsx' : 'csv');
		if (format !== 'csv' && format !== 'xlsx') return usage('--format is csv or xlsx');
		const store = await openExisting();
		try {
			const bank = await findBank(store.db, code);
			if (!bank) {
				return refuse(invocation, 'export bank', 'notFound', `there is no bank with the code ${code}`);
			}
			const rows = await exportRows(store.db, bank.id);
			const bytes = format === 'csv' ? csvBytes(shippedHeader, rows) : await xlsxBytes(bank.name, shippedHeader, rows);
			writeFileSync(out, bytes, { mode: 0o600 });
			answer(invocation, { bank: code, rows: rows.length, out }, `${rows.length} rows of ${code} written to ${out}`);
			return 0;
		} finally {
			await store.close();
		}
	}
};

import { exportBankHelp, exportBankVerb } from './export-bank.ts';
import type { Verb } from './verb.ts';

export const exportVerb: Verb = {
	summary: 'write an item bank as CSV or .xlsx',
	help: exportBankHelp,
	async run(invocation) {
		if (invocation.words[0] === 'bank') return exportBankVerb.run(invocation);
		process.stderr.write('xuefa export: say what: xuefa export bank CODE --out FILE\n');
		return 2;
	}
};

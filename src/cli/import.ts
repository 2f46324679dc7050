import { importBankVerb } from './import-bank.ts';
import { importLawVerb } from './import-law.ts';
import { importRosterVerb } from './import-roster.ts';
import { importUnitsVerb } from './import-units.ts';
import type { Verb } from './verb.ts';

const kinds: Readonly<Record<string, Verb>> = {
	units: importUnitsVerb,
	roster: importRosterVerb,
	bank: importBankVerb,
	law: importLawVerb
};

export const importVerb: Verb = {
	summary: 'import units, a roster or questions from CSV or .xlsx, and the texts of laws',
	help: Object.values(kinds)
		.map(({ help }) => help)
		.join('\n\n────────\n\n'),
	helpOn: ([kind = '']) => (Object.hasOwn(kinds, kind) ? kinds[kind]?.help : undefined) ?? importVerb.help,
	async run(invocation) {
		const [kind = '', ...words] = invocation.words;
		const verb = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
		if (verb) return verb.run({ ...invocation, words });
		process.stderr.write('xuefa import: say what: xuefa import units|roster|bank|law FILE [--help]\n');
		return 2;
	}
};

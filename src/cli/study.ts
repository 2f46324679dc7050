import { attendanceVerb } from './study-attendance.ts';
import { listsVerb } from './study-lists.ts';
import { planVerb } from './study-plan.ts';
import { recallVerb, scheduleVerb } from './study-recall.ts';
import { bundleVerb, fileVerb, reportVerb } from './study-report.ts';
import { sessionsVerb } from './study-sessions.ts';
import type { Verb } from './verb.ts';

/** The uses of the verb; each has its own help. */
const uses: Readonly<Record<string, Verb>> = {
	plan: planVerb,
	lists: listsVerb,
	sessions: sessionsVerb,
	attendance: attendanceVerb,
	report: reportVerb,
	bundle: bundleVerb,
	file: fileVerb,
	recall: recallVerb,
	schedule: scheduleVerb
};

export const studyVerb: Verb = {
	summary: 'the year plan, must-know lists, study sessions, recall, records of a year',
	help: Object.values(uses)
		.map(({ help }) => help)
		.join('\n\n────────\n\n'),
	helpOn: ([use = '']) => (Object.hasOwn(uses, use) ? uses[use]?.help : undefined) ?? studyVerb.help,
	async run(invocation) {
		const [use = '', ...words] = invocation.words;
		const verb = Object.hasOwn(uses, use) ? uses[use] : undefined;
		if (verb) return verb.run({ ...invocation, words });
		process.stderr.write(`xuefa study: say what: xuefa study ${Object.keys(uses).join('|')} … [--help]\n`);
		return 2;
	}
};

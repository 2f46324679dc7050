import type { Store } from '#lib/base/db/store.server.ts';
import { jsonSchemaOf } from '#lib/exam/plan/json-schema.ts';
import { examFile } from '#lib/exam/plan/exam-file.ts';
import { closeVerb, publishVerb } from './exam-acts.ts';
import { createVerb } from './exam-create.ts';
import { publishResultsVerb, scoreVerb } from './exam-results.ts';
import { listVerb, showVerb } from './exam-show.ts';
import { openExisting } from './existing.ts';
import { answer, type ExitCode, type Invocation, type Verb } from './verb.ts';

const help = `xuefa exam create FILE.json [--json]       makes an exam from one file; "publish": true publishes it too
xuefa exam schema                         prints the JSON Schema of that file
xuefa exam list [--json]                  all exams, the latest window first
xuefa exam show EXAM [--json]             one exam: state, window, rules, people by standing, papers
xuefa exam publish EXAM [--json]          checks a draft and publishes it
xuefa exam close EXAM [--early --reason WHY] [--json]
xuefa exam score EXAM --reason WHY [--json]
xuefa exam publish-results EXAM --reason WHY [--run N] [--blank sat|notSat] [--json]

FILE    "-" reads standard input. All problems are named at once, each with its JSON path, the rule and the remedy;
        with a problem nothing is created.
EXAM    the number of an exam, its exact title, or "latest".
close   nobody can start any more. Before the window is over it takes --early and --reason; never while people write.
score   scores every submitted attempt by the key and its amendments so far, and keeps the scores as a run; look at it
        with "xuefa rank EXAM --preview".
publish-results  makes a run (the newest, or --run N) the next version that candidates and units see; versions before
        stay. Refused while anybody writes or may still begin, and when answers or amendments came after the run.
        --blank: whether papers without any answer count as sat; as in the version before when not given, notSat in the first.

JSON of create, show, publish, close: { "id", "title", "organiser", "state": draft|published|open|closed|resultsPublished,
"opensAt", "closesAt" (ISO, UTC+8), "minutes", "totalPoints" (marks), "items", "assembly", "papers": [{ "variant", "hash" }],
"required", "exempt", "deferred", "voluntary", "units", "problems": [{ "path", "rule", "weight", "what", "remedy" }] };
of score: { "id", "title", "runId", "attempts", "openAttempts", "hash", "reason", "at" };
of publish-results: { "id", "title", "state", "blank", "publication": { "no", "at", "reason", "hash", "runId" },
"totals": as in xuefa rank --help };
of list: { "exams": [ … ] }; refused: { "refused": REASON, "problems": [ … ] }.
Times: minutes; marks: decimal numbers. Exit 0 done, 1 refused, 2 usage.`;

export const examSchema = () =>
	jsonSchemaOf(examFile, {
		title: 'xuefa exam file',
		description:
			'One exam: what `xuefa exam create FILE.json` reads. Marks are decimal numbers (1.5), times are minutes unless the name says seconds.'
	});

const acts: Readonly<Record<string, (store: Store, invocation: Invocation) => Promise<ExitCode>>> = {
	create: createVerb,
	list: listVerb,
	show: showVerb,
	publish: publishVerb,
	close: closeVerb,
	score: scoreVerb,
	'publish-results': publishResultsVerb
};

export const examVerb: Verb = {
	summary: 'make, list, show, publish, close and score exams, publish results',
	help,
	async run(invocation) {
		const name = invocation.words[0] ?? '';
		if (name === 'schema') {
			const schema = examSchema();
			answer(invocation, schema, JSON.stringify(schema, null, 2));
			return 0;
		}
		const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
		if (!act) {
			process.stderr.write(`${help}\n`);
			return 2;
		}
		const store = await openExisting();
		try {
			return await act(store, invocation);
		} finally {
			await store.close();
		}
	}
};

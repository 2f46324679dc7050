import { readFileSync } from 'node:fs';
import { operator } from '#lib/base/core/permit.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { jsonSchemaOf } from '#lib/exam/plan/json-schema.ts';
import { figuresOf, levelFigures } from '#lib/study/session/counts.ts';
import { createSessionFromFile } from '#lib/study/session/create-file.server.ts';
import { sessionFile } from '#lib/study/session/session-file.ts';
import { monthOf, sessionKinds, sessionLevels, yearOf } from '#lib/study/session/session.ts';
import { cancelSession, holdSession, reopenSession, type StateRefusal } from '#lib/study/session/state.server.ts';
import { type SessionLine, sessionYear } from '#lib/study/session/year.server.ts';
import { describeSessionProblem } from '#i18n/session-problems.ts';
import type { PlanProblem } from '#lib/exam/plan/plan-problem.ts';
import { openExisting } from './existing.ts';
import { figuresHelp, figuresJson, figuresText, sessionJson, sessionNamed, sessionText } from './study-words.ts';
import { answer, type ExitCode, flag, type Invocation, locale, refuse, type Verb } from './verb.ts';

const help = `xuefa study sessions list [--year YEAR] [--json]   sessions of a year (this one) with their figures, oldest first
xuefa study sessions create FILE.json [--json]      makes a session with its list from one file
xuefa study sessions schema                         prints the JSON Schema of that file
xuefa study sessions show SESSION [--json]          one session, with figures by unit
xuefa study sessions hold SESSION [--json]          closes attendance: it counts as held, the unmarked as absent
xuefa study sessions cancel SESSION --reason WHY [--json]
xuefa study sessions reopen SESSION --reason WHY [--json]

FILE     "-" reads standard input. All problems are named at once, each with its JSON path, the rule and the remedy;
         with a problem nothing is made. The least: { "topic", "startsAt": "2027-03-12 09:00", "place", "expected": "all" }.
         A session of one unit takes "unit": CODE; laws are named by title, units by code or name, people by number.
SESSION  the number of a session, or its exact topic where only one has it.
hold     attendance that is entered or changed afterwards is marked 补录 (backfilled), and so is what is entered later
         than the day after the session. A session whose time has not come is held with a note on stderr.

JSON of create, show, hold, cancel, reopen: { "id", "level": district|unit, "unit": { "code", "name" } or null,
"kind": collectiveStudy|preMeetingStudy|trialObservation, "topic", "state": planned|held|cancelled, "stateReason",
"startsAt" (ISO, UTC+8), "place", "subVenues", "laws" (titles), "planMonth": "YYYY-MM" or null, "lecturer", "content",
"settings": { "codes", "walkIns" }, "backfilledAt", "backfilledBy" (facts entered late), figures …,
"units": [{ "code", "name", figures … }] };
of list: { "year", "sessions": [ … ], "totals": { "district": T, "unit": T } }, T: { "sessionCount", figures …,
"kinds": [{ "kind", … }], "months": [{ "month", … }], "units": [{ "code", "name", … }] }; totals count held sessions only.
${figuresHelp}
Refused: { "refused": REASON, "problems": [{ "path", "rule", "weight", "what", "remedy" }] }. Exit 0 done, 1 refused, 2 usage.`;

/** A session with the figures of its people. */
async function lineOf({ db }: Store, id: SessionId): Promise<SessionLine | undefined> {
	const row = await db.selectFrom('studySession').select('startsAt').where('id', '=', id).executeTakeFirst();
	const { lines } = row ? await sessionYear(db, operator, yearOf(row.startsAt)) : { lines: [] };
	return lines.find(({ session }) => session.id === id);
}

async function unitsOf({ db }: Store) {
	const units = await db.selectFrom('unit').select(['id', 'code', 'name']).orderBy('sortOrder').orderBy('id').execute();
	return units;
}

async function show(store: Store, invocation: Invocation, id: SessionId): Promise<ExitCode> {
	const line = await lineOf(store, id);
	if (!line) return refuse(invocation, 'study sessions', 'notFound');
	const { session } = line;
	const { rows } = await sessionYear(store.db, operator, yearOf(session.startsAt));
	const own = rows.filter(({ sessionId }) => sessionId === id);
	const units = (await unitsOf(store)).flatMap(({ id: unitId, code, name }) => {
		const listed = own.filter((row) => (session.level === 'district' ? row.unitId : row.ownUnitId) === unitId);
		return listed.length === 0 ? [] : [{ code, name, ...figuresJson(figuresOf(listed)) }];
	});
	const json = { ...(await sessionJson(store.db, line)), units };
	answer(invocation, json, sessionText(line));
	return 0;
}

async function list(store: Store, invocation: Invocation): Promise<ExitCode> {
	const asked = flag(invocation, 'year');
	if (asked !== undefined && !/^2\d{3}$/.test(asked)) return usage(`there is no year ${asked}`);
	const year = asked === undefined ? yearOf(Date.now()) : Number(asked);
	const { lines, rows } = await sessionYear(store.db, operator, year);
	const sessions = lines.map(({ session }) => session);
	const units = await unitsOf(store);
	const months = [...new Set(sessions.map(({ startsAt }) => monthOf(startsAt)))].sort((a, b) => a - b);
	const totals = Object.fromEntries(
		sessionLevels.map((level) => {
			const of = (more: object) => {
				const figures = levelFigures(sessions, rows, { level, ...more });
				return { sessionCount: figures.sessionCount, ...figuresJson(figures) };
			};
			const held = <Row extends { readonly sessionCount: number }>(list: Row[]) =>
				list.filter(({ sessionCount }) => sessionCount > 0);
			return [
				level,
				{
					...of({}),
					kinds: held(sessionKinds.map((kind) => ({ kind, ...of({ kind }) }))),
					months: held(months.map((month) => ({ month, ...of({ month }) }))),
					units: held(units.map(({ id: unitId, code, name }) => ({ code, name, ...of({ unitId }) })))
				}
			];
		})
	);
	const json = { year, sessions: await Promise.all(lines.map((line) => sessionJson(store.db, line))), totals };
	const sums = sessionLevels.map((level) => {
		const figures = levelFigures(sessions, rows, { level });
		return `${level}: ${figures.sessionCount} sessions, ${figures.attendances} attendances, ${figures.headcount} persons; ${figuresText(figures)}`;
	});
	answer(invocation, json, [...lines.map(sessionText), ...sums].join('\n'));
	return 0;
}

const problemJson = (problem: PlanProblem) => ({
	...{ path: problem.path, rule: problem.rule, weight: problem.weight },
	...describeSessionProblem(locale(), problem)
});

const problemLine = (problem: PlanProblem): string => {
	const { what, remedy } = describeSessionProblem(locale(), problem);
	return `  PROBLEM ${problem.path || '(file)'}: ${what}. ${remedy}. [${problem.rule}]`;
};

/** Reads a JSON file in UTF-8, with or without a mark, or standard input for "-". */
function readJson(path: string): { readonly value: unknown } | { readonly error: string } {
	try {
		return { value: JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\ufeff/, '')) as unknown };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}

async function create(store: Store, invocation: Invocation, path: string): Promise<ExitCode> {
	const file = readJson(path);
	if ('error' in file) return refuse(invocation, 'study sessions', 'unreadable', `${path}: ${file.error}`);
	const created = await createSessionFromFile(store.db, operator, file.value, Date.now());
	if (created.ok) return show(store, invocation, created.value.sessionId);
	const problems = 'problems' in created ? created.problems : [];
	if (invocation.json)
		process.stdout.write(
			`${JSON.stringify({ refused: created.reason, problems: problems.map(problemJson) }, null, 2)}\n`
		);
	process.stderr.write(
		`${[`xuefa study sessions: refused: ${created.reason}`, ...problems.map(problemLine)].join('\n')}\n`
	);
	return 1;
}

const words: Readonly<Record<StateRefusal, string>> = {
	forbidden: 'not permitted',
	notFound: 'there is no such session',
	notPlanned: 'it is not open for this: see its state',
	notClosed: 'it is planned; there is nothing to open again',
	reasonMissing: 'give the reason: --reason WHY',
	notYet: 'its time has not come',
	nobody: 'nobody is on its list'
};

async function change(store: Store, invocation: Invocation, act: string, word: string): Promise<ExitCode> {
	const view = await sessionNamed(store.db, word);
	if (!view) return refuse(invocation, 'study sessions', 'notFound', `there is no session "${word}"`);
	const { id, startsAt } = view.session;
	if (act === 'show') return show(store, invocation, id);
	const [now, reason] = [Date.now(), flag(invocation, 'reason') ?? ''];
	const outcome =
		act === 'hold'
			? await holdSession(store.db, operator, id, { early: true }, now)
			: act === 'cancel'
				? await cancelSession(store.db, operator, id, reason, now)
				: await reopenSession(store.db, operator, id, reason, now);
	if (!outcome.ok) return refuse(invocation, 'study sessions', outcome.reason, words[outcome.reason]);
	if (act === 'hold' && now < startsAt) process.stderr.write('note: the time of the session has not come yet\n');
	return show(store, invocation, id);
}

const usage = (why: string): 2 => {
	process.stderr.write(`xuefa study sessions: ${why}. See xuefa study sessions --help\n`);
	return 2;
};

export const sessionsVerb: Verb = {
	summary: 'make, list, show, hold and cancel study sessions',
	help,
	async run(invocation) {
		const [act = '', word, ...more] = invocation.words;
		if (act === 'schema') {
			const schema = jsonSchemaOf(sessionFile, {
				title: 'xuefa study session file',
				description: 'One collective study session: what `xuefa study sessions create FILE.json` reads.'
			});
			answer(invocation, schema, JSON.stringify(schema, null, 2));
			return 0;
		}
		if (!['list', 'create', 'show', 'hold', 'cancel', 'reopen'].includes(act))
			return usage('say what: list|create|schema|show|hold|cancel|reopen');
		if (more.length > 0 || (act === 'list') !== (word === undefined))
			return usage(
				act === 'list' ? 'list takes no further word' : act === 'create' ? 'name one file' : 'name one session'
			);
		const store = await openExisting();
		try {
			if (word === undefined) return await list(store, invocation);
			return act === 'create' ? await create(store, invocation, word) : await change(store, invocation, act, word);
		} finally {
			await store.close();
		}
	}
};

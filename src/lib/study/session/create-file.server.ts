import * as v from 'valibot';
import { record } from '#lib/base/audit/audit.server.ts';
import type { PersonId, PlanMonthId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import { compact } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { fieldNames, problemsOf } from '#lib/exam/plan/file-problems.ts';
import { readMoment } from '#lib/exam/plan/moment.ts';
import { type PlanProblem, passes, problem } from '#lib/exam/plan/plan-problem.ts';
import { listAliasedUnits } from '#lib/people/directory/directory.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import { asksForNobody, type Expected } from './expected.ts';
import { listIn, type Listed } from './list.server.ts';
import { findSession } from './scope.server.ts';
import { type SessionFile, sessionFile } from './session-file.ts';
import { insertSession, organiserOf } from './session.server.ts';
import type { SessionFacts, SessionKind } from './session.ts';

export type SessionCreated =
	| { readonly ok: true; readonly value: { readonly sessionId: SessionId; readonly listed: Listed } }
	| { readonly ok: false; readonly reason: 'forbidden' }
	| { readonly ok: false; readonly reason: 'problems'; readonly problems: readonly PlanProblem[] };

const kinds: Readonly<Record<string, SessionKind>> = {
	集中学法: 'collectiveStudy',
	会前学法: 'preMeetingStudy',
	旁听庭审: 'trialObservation'
};

/** Undoes everything when the list proves empty at the end. */
class Undo extends Error {
	readonly problems: readonly PlanProblem[];
	constructor(problems: readonly PlanProblem[]) {
		super('the session is not made');
		this.problems = problems;
	}
}

/**
 * Makes a session with its list from one file, in one transaction. All problems are found at once; with one nothing is made.
 * @param input the parsed JSON, not yet trusted
 */
export async function createSessionFromFile(
	db: Db,
	viewer: Viewer,
	input: unknown,
	now: number
): Promise<SessionCreated> {
	if (!mayEverywhere(viewer, 'sessions.manage')) return { ok: false, reason: 'forbidden' };
	const parsed = v.safeParse(sessionFile, input);
	if (!parsed.success)
		return { ok: false, reason: 'problems', problems: problemsOf(parsed.issues, fieldNames(sessionFile)) };
	try {
		return await db.transaction().execute((trx) => create(trx, viewer, parsed.output, now));
	} catch (error) {
		if (error instanceof Undo) return { ok: false, reason: 'problems', problems: error.problems };
		throw error;
	}
}

async function create(trx: Trx, viewer: Viewer, file: SessionFile, now: number): Promise<SessionCreated> {
	const problems: PlanProblem[] = [];
	const unitOf = await unitFinder(trx, problems);
	const organising = file.unit === undefined ? null : (unitOf(file.unit, 'unit') ?? null);
	const isUnit = file.level === undefined ? file.unit !== undefined : file.level === 'unit' || file.level === '单位级';
	if (isUnit && file.unit === undefined) problems.push(problem('unit', 'missing'));
	if (!isUnit && file.unit !== undefined)
		problems.push(problem('level', 'notOneOf', { found: file.level ?? '', expected: 'unit' }));
	const startsAt = readMoment(file.startsAt, now, now);
	if (startsAt === undefined) problems.push(problem('startsAt', 'notAMoment', { found: file.startsAt }));
	const laws = await lawsNamed(trx, file.laws, problems);
	const planMonthId = await planMonthNamed(trx, file.planMonth, problems);
	const expected: Expected = {
		all: file.expected.all,
		units: file.expected.units.flatMap((code, index) => unitOf(code, `expected.units[${index}]`) ?? []),
		categories: await known(trx, 'category', file.expected.categories, problems),
		ranks: await known(trx, 'rank', file.expected.ranks, problems),
		persons: await personsNamed(trx, file.expected.persons, problems)
	};
	if (passes(problems) && asksForNobody(expected)) problems.push(problem('expected', 'nobody'));
	if (!passes(problems) || startsAt === undefined) throw new Undo(problems);

	const { topic, lecturer, place, subVenues, content, codes, walkIns } = file;
	const facts: SessionFacts = {
		...{ topic, lecturer, startsAt, place, subVenues, laws, planMonthId, content, codes, walkIns },
		kind: kinds[file.kind] ?? (file.kind as SessionKind)
	};
	const sessionId = await insertSession(trx, viewer, organiserOf(isUnit ? 'unit' : 'district', organising), facts, now);
	const session = await findSession(trx, sessionId);
	if (!session) throw new Error(`session ${sessionId} is gone`);
	const listed = await listIn(trx, viewer, session, expected, 'replace', now);
	if (!listed.ok || listed.value.people === 0) throw new Undo([problem('expected', 'nobody')]);
	const act = { act: 'studySession.listed', subjectKind: 'studySession', subjectId: sessionId };
	await record(trx, viewer, { ...act, body: { mode: 'replace', expected, ...listed.value } }, now);
	return { ok: true, value: { sessionId, listed: listed.value } };
}

type Say = PlanProblem[];

async function unitFinder(db: Db, problems: Say) {
	const units = await listAliasedUnits(db);
	const byKey = new Map<string, UnitId>();
	for (const unit of [...units].reverse())
		for (const name of [...unit.aliases, unit.shortName, unit.name]) byKey.set(unitKey(name), unit.id);
	// Codes go before names, whichever unit comes first.
	for (const unit of units) byKey.set(unitKey(unit.code), unit.id);
	return (text: string, path: string): UnitId | undefined => {
		const id = byKey.get(unitKey(text));
		if (id === undefined) problems.push(problem(path, 'unknownUnit', { found: text }));
		return id;
	};
}

async function lawsNamed(db: Db, wanted: readonly string[], problems: Say): Promise<number[]> {
	if (wanted.length === 0) return [];
	const laws = await listLaws(db);
	const list = laws
		.map(({ shortTitle }) => shortTitle)
		.slice(0, 20)
		.join('、');
	const found = wanted.flatMap((title, index) => {
		const id = lawNamed(laws, title)?.lawId;
		if (id === undefined) problems.push(problem(`laws[${index}]`, 'unknownLaw', { found: title, known: list || '—' }));
		return id ?? [];
	});
	return [...new Set(found)];
}

async function planMonthNamed(db: Db, text: string | undefined, problems: Say): Promise<PlanMonthId | null> {
	if (text === undefined) return null;
	const match = /^(\d{4})-(\d{1,2})$/.exec(text);
	const found =
		match &&
		(await db
			.selectFrom('planMonth')
			.select('id')
			.where('year', '=', Number(match[1]))
			.where('month', '=', Number(match[2]))
			.executeTakeFirst());
	if (found) return found.id;
	const months = await db.selectFrom('planMonth').select(['year', 'month']).orderBy('year').orderBy('month').execute();
	const known = months.map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}`).join(', ');
	problems.push(problem('planMonth', 'notOneOf', { found: text, expected: known || '—' }));
	return null;
}

/** Categories of units, or ranks of people, as they stand on record. */
async function known(db: Db, what: 'category' | 'rank', wanted: readonly string[], problems: Say): Promise<string[]> {
	if (wanted.length === 0) return [];
	const rows =
		what === 'category'
			? await db.selectFrom('unit').select('category as word').distinct().where('abolishedAt', 'is', null).execute()
			: await db.selectFrom('person').select('rank as word').distinct().where('leftAt', 'is', null).execute();
	const words = new Map(rows.map(({ word }) => [compact(word), word]));
	const field = what === 'category' ? 'categories' : 'ranks';
	return wanted.flatMap((text, index) => {
		const found = words.get(compact(text));
		if (found !== undefined) return [found];
		const list = [...words.values()].filter((word) => word !== '').join('、');
		problems.push(
			what === 'category'
				? problem(`expected.${field}[${index}]`, 'unknownCategory', { found: text, known: list || '—' })
				: problem(`expected.${field}[${index}]`, 'notOneOf', { found: text, expected: list || '—' })
		);
		return [];
	});
}

async function personsNamed(db: Db, wanted: readonly string[], problems: Say): Promise<PersonId[]> {
	const people: PersonId[] = [];
	for (const [index, number] of wanted.entries()) {
		const text = compact(number).toUpperCase();
		const found = await db
			.selectFrom('person')
			.select('id')
			.where((where) => where.or([where('staffNo', '=', text), where('mobile', '=', text)]))
			.execute();
		const [only] = found;
		if (only && found.length === 1) people.push(only.id);
		else
			problems.push(
				problem(`expected.persons[${index}]`, only ? 'severalPersons' : 'unknownPerson', { found: number })
			);
	}
	return people;
}

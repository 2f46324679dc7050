import type Sqlite from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type ExamRecord, readExam } from './board-record.server.ts';
import type { Signs } from './board-signs.ts';
import { type Heard, noCounts, type Seat, type SeatState, seatState, silenceOf, type UnitLine } from './board.ts';
import { type Contacts, contactsOf } from './contact.server.ts';
import { type Ledgers, ledgersOf } from './ledgers.server.ts';

/** Somebody on the list who may sit: everyone but the exempt. */
export interface Enrolled {
	readonly enrolmentId: EnrolmentId;
	readonly name: string;
	readonly staffNo: string | null;
	readonly unitId: UnitId;
	readonly unitName: string;
	readonly status: 'required' | 'deferred' | 'voluntary';
}

/** The whole exam at one moment; shared by everyone who looks within the same second. */
export interface Snapshot {
	readonly at: Instant;
	readonly people: readonly Enrolled[];
	/** By the index of the person. */
	readonly states: readonly SeatState[];
	readonly lines: readonly UnitLine[];
	/** One person's row. */
	seat(index: number): Seat;
}

/** How old a pass may be before another is made: a second, and with very many people as long as keeps it cheap. */
const keptMs = 1_000;
const mostKeptMs = 5_000;
/** A pass over very many people may take this part of one processor's time. */
const share = 0.04;
const many = 10_000;
/** People looked at without letting anybody else in: a few milliseconds. */
const atOnce = 4_000;
/** The list itself is read again after this time, even when nothing tells of a change. */
const listKeptMs = 60_000;
/** What one pass may spend on attempts that are not in memory: after a restart their pages bring most of them there. */
const loadingMs = 15;

interface List {
	readonly people: readonly Enrolled[];
	readonly units: readonly { readonly unitId: UnitId; readonly name: string; readonly sortOrder: number }[];
	readonly mark: number;
	readonly readAt: Instant;
}

interface Board {
	readonly record: ExamRecord;
	/** Rows of attempts that are not in memory. */
	readonly rows: Map<AttemptId, { answered: number; lastSeenAt: Instant }>;
	list: List | undefined;
	last: Snapshot | undefined;
	keptMs: number;
	coming: Promise<Snapshot> | undefined;
}

const boards = new WeakMap<Sqlite.Database, Map<ExamId, Board>>();

function boardOf(raw: Sqlite.Database, examId: ExamId): Board {
	const known = boards.get(raw) ?? new Map<ExamId, Board>();
	boards.set(raw, known);
	let board = known.get(examId);
	if (!board) {
		board = {
			record: readExam(raw, examId),
			rows: new Map(),
			list: undefined,
			last: undefined,
			keptMs,
			coming: undefined
		};
		known.set(examId, board);
	}
	return board;
}

/** The exam as it stands, at most a second old. The caller has looked at permission and filters what may be seen. */
export async function lookAtExam(store: Store, examId: ExamId, now: Instant): Promise<Snapshot> {
	const board = boardOf(store.raw, examId);
	const { last } = board;
	if (last && now >= last.at && now - last.at < board.keptMs) return last;
	board.coming ??= pass(store, examId, board, now).finally(() => (board.coming = undefined));
	return board.coming;
}

async function pass(store: Store, examId: ExamId, board: Board, now: Instant): Promise<Snapshot> {
	board.list = await presentList(store, examId, board.list, now);
	await board.record.readOn();
	board.last = await takeSnapshot(store.raw, board, board.list, now);
	return board.last;
}

async function presentList(store: Store, examId: ExamId, known: List | undefined, now: Instant): Promise<List> {
	const { last } = await store.db
		.selectFrom('enrolmentChange')
		.select((query) => query.fn.max('id').as('last'))
		.executeTakeFirstOrThrow();
	const mark = Number(last ?? 0);
	const fresh = known?.mark === mark && now >= known.readAt && now - known.readAt < listKeptMs;
	return known && fresh ? known : { ...(await readList(store.db, examId)), mark, readAt: now };
}

async function readList(db: Db, examId: ExamId): Promise<Pick<List, 'people' | 'units'>> {
	const units = await db
		.selectFrom('examUnit')
		.select(['unitId', 'name', 'sortOrder'])
		.where('examId', '=', examId)
		.orderBy('sortOrder')
		.orderBy('unitId')
		.execute();
	const query = db
		.selectFrom('enrolment')
		.innerJoin('person', 'person.id', 'enrolment.personId')
		.select(['enrolment.id as enrolmentId', 'enrolment.name', 'person.staffNo', 'enrolment.unitId'])
		.select('enrolment.status')
		.where('examId', '=', examId)
		.orderBy('enrolment.id')
		.limit(atOnce);
	const rows: Awaited<ReturnType<typeof query.execute>> = [];
	for (;;) {
		const page = await query.where('enrolment.id', '>', rows.at(-1)?.enrolmentId ?? (0 as EnrolmentId)).execute();
		rows.push(...page);
		if (page.length < atOnce) break;
		await setImmediate();
	}
	const names = new Map(units.map(({ unitId, name }) => [unitId, name]));
	const people = rows.flatMap(({ status, ...row }) =>
		status === 'exempt' ? [] : [{ ...row, status, unitName: names.get(row.unitId) ?? '' }]
	);
	return { people, units };
}

/** Of several attempts the newest that stands; of voided ones alone the newest. */
const newest = (attempts: readonly Signs[]): Signs | undefined =>
	attempts.findLast(({ status }) => status !== 'voided') ?? attempts.at(-1);

interface Standing {
	readonly answered: number;
	readonly lastSeenAt: Instant;
}

/** What open attempts have answered, from memory where they are there; a pass reads only so many others as it has time for. */
function standings(raw: Sqlite.Database, ledgers: Ledgers, rows: Board['rows']): (attemptId: AttemptId) => Standing {
	const row = raw.prepare<[number], Standing>(
		'select answered, last_seen_at as lastSeenAt from attempt_state where attempt_id = ?'
	);
	const until = performance.now() + loadingMs;
	return (attemptId) => {
		const known = ledgers.known(attemptId) ?? (performance.now() < until ? ledgers.get(attemptId).state : undefined);
		if (known) {
			rows.delete(attemptId);
			return known;
		}
		const kept = rows.get(attemptId) ?? row.get(attemptId) ?? { answered: 0, lastSeenAt: 0 };
		rows.set(attemptId, kept);
		return kept;
	};
}

/** The last word of the page that holds the attempt: pages of sessions that held it before do not count. */
function heardOf(contacts: Contacts, signs: Signs, lastSeenAt: Instant): Heard {
	let lastAt = Math.max(lastSeenAt, signs.openedAt);
	let asks = signs.openedAt < contacts.since || signs.releasedAt !== null;
	for (const { session, at } of contacts.of(signs.attemptId)) {
		if (signs.before.includes(session) || at < signs.openedAt) continue;
		asks = true;
		lastAt = Math.max(lastAt, at);
	}
	return { lastAt, asks };
}

async function takeSnapshot(raw: Sqlite.Database, board: Board, list: List, now: Instant): Promise<Snapshot> {
	const standingOf = standings(raw, ledgersOf(raw), board.rows);
	const contacts = contactsOf(raw, now);
	const { people } = list;
	const lines = new Map(
		list.units.map((unit) => [
			unit.unitId,
			{ ...unit, required: 0, voluntary: 0, counts: noCounts(), late: 0, moved: 0, confirmed: 0 }
		])
	);
	const look = ({ enrolmentId, status }: Enrolled) => {
		const signs = newest(board.record.of(enrolmentId));
		const standing = signs?.status === 'open' ? standingOf(signs.attemptId) : undefined;
		const heard = signs && standing && heardOf(contacts, signs, standing.lastSeenAt);
		const silence = heard && silenceOf(heard, now);
		const state = seatState(status === 'deferred', signs, silence?.offline === true);
		return { signs, standing, heard, silence, state };
	};
	const states: SeatState[] = [];
	let spentMs = 0;
	for (let first = 0; first < people.length; first += atOnce) {
		if (first > 0) await setImmediate();
		const begun = performance.now();
		for (const person of people.slice(first, first + atOnce)) {
			const { signs, state } = look(person);
			states.push(state);
			const line = lines.get(person.unitId);
			if (!line) continue;
			line[person.status === 'voluntary' ? 'voluntary' : 'required']++;
			line.counts[state]++;
			line.late += Number((signs?.late.length ?? 0) > 0);
			line.moved += Number((signs?.moves ?? 0) > 0);
			line.confirmed += Number(signs !== undefined && signs.status !== 'voided' && signs.identity !== null);
		}
		spentMs += performance.now() - begun;
	}
	board.keptMs = people.length < many ? keptMs : Math.min(mostKeptMs, Math.max(keptMs, spentMs / share));
	return {
		at: now,
		people,
		states,
		lines: [...lines.values()].filter((line) => line.required + line.voluntary > 0),
		seat(index) {
			const person = people[index];
			if (!person) throw new Error(`nobody at ${index}`);
			const { status, ...who } = person;
			const { signs, standing, heard, silence, state } = look(person);
			const quiet = silence?.offline === true || silence?.plain === true;
			return {
				...who,
				voluntary: status === 'voluntary',
				state,
				no: signs?.no ?? 0,
				answered: standing?.answered ?? signs?.answered ?? 0,
				total: signs?.total ?? 0,
				silentSince: quiet ? (heard?.lastAt ?? null) : null,
				plain: silence?.plain ?? false,
				deadlineAt: signs?.status === 'open' ? signs.deadlineAt : null,
				submittedAt: signs?.submittedAt ?? null,
				submittedBy: signs?.submittedBy ?? null,
				late: signs?.late.length ?? 0,
				reopened: signs?.reopened ?? 0,
				moves: signs?.moves ?? 0,
				movedAt: signs?.movedAt ?? null,
				releasedAt: signs?.releasedAt ?? null,
				identity: signs?.identity ?? null
			};
		}
	};
}

import type { Instant } from '#lib/base/core/clock.ts';
import { parseId, type UnitId } from '#lib/base/core/ids.ts';
import {
	type BoardTotals,
	byAttention,
	type Seat,
	seatOrder,
	type SeatState,
	seatStates,
	sumLines,
	type UnitLine
} from './board.ts';

/** What a watcher has asked for: units at first, people once a unit, a state or a name is named. */
export interface BoardQuery {
	readonly unitId: UnitId | undefined;
	readonly state: SeatState | undefined;
	/** Part of a name, or a whole staff number. */
	readonly text: string;
	readonly page: number;
}

/** People on one page of the list. */
export const seatsPerPage = 100;

export function readBoardQuery(fields: Pick<URLSearchParams, 'get'>): BoardQuery {
	const page = Number(fields.get('page') ?? 1);
	return {
		unitId: parseId<'unit'>(fields.get('unit')),
		state: seatStates.find((state) => state === fields.get('state')),
		text: (fields.get('q') ?? '').trim().slice(0, 40),
		page: Number.isInteger(page) && page >= 1 ? page : 1
	};
}

/** The exam at one moment, as far as a view needs it. */
export interface Watched {
	readonly at: Instant;
	readonly people: readonly {
		readonly unitId: UnitId;
		readonly name: string;
		readonly staffNo: string | null;
	}[];
	readonly states: readonly SeatState[];
	readonly lines: readonly UnitLine[];
	seat(index: number): Seat;
}

export interface BoardView {
	readonly at: Instant;
	readonly totals: BoardTotals;
	/** Units in the order of attention; empty where people are asked for. */
	readonly units: readonly UnitLine[];
	/** People by state and list order, one page of them; empty where units are shown. */
	readonly seats: readonly Seat[];
	/** People that fit the question, on all pages. */
	readonly found: number;
}

/** Pages of a list of so many people: of one that grows and shrinks while it is watched. */
export const pagesOf = (found: number): number => Math.max(1, Math.ceil(found / seatsPerPage));

/** Whether the question is about people. */
export const asksForPeople = ({ unitId, state, text }: BoardQuery): boolean =>
	unitId !== undefined || state !== undefined || text !== '';

/** What one watcher sees of the exam. @param visible units of the own subtree; nothing else enters, totals included */
export function viewOf(watched: Watched, query: BoardQuery, visible: 'all' | ReadonlySet<UnitId>): BoardView {
	const may = (unitId: UnitId) => visible === 'all' || visible.has(unitId);
	const lines = watched.lines.filter(({ unitId }) => may(unitId));
	const { at } = watched;
	const totals = sumLines(lines);
	if (!asksForPeople(query)) return { at, totals, units: [...lines].sort(byAttention), seats: [], found: 0 };
	const { unitId, state, text, page } = query;
	const fits = (index: number): boolean => {
		const person = watched.people[index];
		return (
			person !== undefined &&
			(unitId === undefined || person.unitId === unitId) &&
			(state === undefined || watched.states[index] === state) &&
			may(person.unitId) &&
			(text === '' || person.name.includes(text) || person.staffNo === text)
		);
	};
	const found: number[] = [];
	for (let index = 0; index < watched.people.length; index++) if (fits(index)) found.push(index);
	const stateOf = (index: number): SeatState => watched.states[index] ?? 'notStarted';
	if (state === undefined) found.sort((a, b) => seatOrder(stateOf(a), stateOf(b)) || a - b);
	const shown = Math.min(page, pagesOf(found.length));
	const seats = found.slice((shown - 1) * seatsPerPage, shown * seatsPerPage).map((index) => watched.seat(index));
	return { at, totals, units: [], seats, found: found.length };
}

/** What has changed between two looks of one watcher; rows by their id, `order` only when it is another one; `at` alone: nothing. */
export interface BoardChange {
	readonly at: Instant;
	readonly totals?: BoardTotals;
	readonly units?: readonly UnitLine[];
	readonly seats?: readonly Seat[];
	readonly order?: readonly number[];
	readonly found?: number;
}

const keyOf = (row: UnitLine | Seat): number => ('enrolmentId' in row ? row.enrolmentId : row.unitId);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Undefined when nothing shown has changed. */
export function changeBetween(before: BoardView | undefined, after: BoardView): BoardChange | undefined {
	const changed = <Row extends UnitLine | Seat>(old: readonly Row[], now: readonly Row[]): Row[] => {
		const known = new Map(old.map((row) => [keyOf(row), row]));
		return now.filter((row) => !same(known.get(keyOf(row)), row));
	};
	const units = changed(before?.units ?? [], after.units);
	const seats = changed(before?.seats ?? [], after.seats);
	const order = [...after.units, ...after.seats].map(keyOf);
	const moved = !before || !same([...before.units, ...before.seats].map(keyOf), order);
	const totals = !same(before?.totals, after.totals);
	const found = before?.found !== after.found;
	if (units.length === 0 && seats.length === 0 && !moved && !totals && !found) return undefined;
	return {
		at: after.at,
		...(totals ? { totals: after.totals } : {}),
		...(units.length > 0 ? { units } : {}),
		...(seats.length > 0 ? { seats } : {}),
		...(moved ? { order } : {}),
		...(found ? { found: after.found } : {})
	};
}

/** Puts a change into a view: what the page does with what it is sent. */
export function changed(view: BoardView, change: BoardChange): BoardView {
	const put = <Row extends UnitLine | Seat>(old: readonly Row[], fresh: readonly Row[] | undefined): Row[] => {
		const rows = new Map(old.map((row) => [keyOf(row), row]));
		for (const row of fresh ?? []) rows.set(keyOf(row), row);
		return change.order ? change.order.flatMap((key) => rows.get(key) ?? []) : [...rows.values()];
	};
	return {
		at: change.at,
		totals: change.totals ?? view.totals,
		units: put(view.units, change.units),
		seats: put(view.seats, change.seats),
		found: change.found ?? view.found
	};
}

import { asId, type UnitId } from '#lib/base/core/ids.ts';
import { cleanCell } from '#lib/base/core/text.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import type { RosterProblem, RosterRule } from './draft.ts';
import type { RowReader } from './read-row.ts';

/** The unit last written above: what a blank (merged) cell below may mean. */
export interface UnitMemory {
	above: string;
}

export interface Placed {
	readonly text: string;
	/** null: not settled, or to be created under `text`. */
	readonly unitId: UnitId | null;
	/** Taken from the cell above, because the user said so. */
	readonly filled: boolean;
	readonly skip: boolean;
}

type Say = (rule: RosterRule, weight: RosterProblem['weight'], detail?: RosterProblem['detail']) => void;

/** Finds the unit of a row; asks where the file leaves room, and never creates or fills anything nobody asked for. */
export function placeUnit(reader: RowReader, raw: string, memory: UnitMemory, say: Say): Placed {
	const { choices, mapping } = reader;
	const own = cleanCell(raw).replace(/\s*[\r\n]+\s*/gu, '');
	if (own !== '') memory.above = own;
	const filled = own === '' && choices.fillUnits ? memory.above : '';
	const text = own || filled;
	const place: Placed = { text, unitId: null, filled: filled !== '', skip: false };
	if (text === '') {
		if (choices.unit !== null) return within(reader, { ...place, unitId: choices.unit }, say);
		if (mapping.columns.unit === undefined && memory.above === '') say('unit.column', 'ask');
		else say('unit.blank', 'ask', { above: memory.above });
		return place;
	}
	const decided = choices.units[unitKey(text)];
	if (decided === 'skip') return { ...place, skip: true };
	if (decided === 'create' && reader.mayCreate) return place;
	if (typeof decided === 'number') return within(reader, { ...place, unitId: asId<'unit'>(decided) }, say);
	const match = reader.units.match(text);
	if (match.kind === 'found') return within(reader, { ...place, unitId: match.unitId }, say);
	if (match.kind === 'unknown' && choices.createUnits && reader.mayCreate) return place;
	const nearest = match.nearest.map((unit) => unit.name).join('、');
	say(`unit.${match.kind}`, 'ask', nearest === '' ? { unit: text } : { unit: text, nearest });
	return place;
}

function within(reader: RowReader, place: Placed, say: Say): Placed {
	if (reader.allowed !== 'all' && place.unitId !== null && !reader.allowed.has(place.unitId))
		say('unit.outside', 'refuse', { unit: place.text });
	return place;
}

import type { UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { compact } from '#lib/base/core/text.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import { type RosterField, rosterFields } from '#lib/people/roster/columns.ts';
import { noChoices, type RosterChoices, type RowDecision } from '#lib/people/roster/draft.ts';
import { flag, type Invocation } from './verb.ts';

/** "a=b,c=d" into pairs. */
const pairs = (text: string | undefined): (readonly [string, string])[] =>
	(text ?? '')
		.split(',')
		.filter((pair) => pair.trim() !== '')
		.map(
			(pair) => [pair.slice(0, pair.lastIndexOf('=')).trim(), pair.slice(pair.lastIndexOf('=') + 1).trim()] as const
		);

const decisions: readonly RowDecision[] = ['accept', 'new', 'seconded', 'skip'];

/** What the flags decide; or what is wrong with them, in words. */
export async function rosterChoices(db: Db, invocation: Invocation): Promise<RosterChoices | string> {
	const unitOf = async (code: string): Promise<UnitId | undefined> => (await findUnitByCode(db, code))?.id;
	const code = flag(invocation, 'unit');
	const unit = code === undefined ? null : await unitOf(code);
	if (unit === undefined) return `there is no unit with the code ${code}`;
	const units: Record<string, UnitId | 'create' | 'skip'> = {};
	for (const [text, target] of pairs(flag(invocation, 'units'))) {
		const settled = target === 'new' ? 'create' : target === 'skip' ? 'skip' : await unitOf(target);
		if (settled === undefined) return `--units: there is no unit with the code ${target}`;
		units[unitKey(text)] = settled;
	}
	const columns: Record<string, RosterField | ''> = {};
	for (const [column, word] of pairs(flag(invocation, 'map'))) {
		const field = word === '-' ? '' : rosterFields.find((name) => name === word);
		if (field === undefined) return `--map: ${word} is none of ${rosterFields.join(' ')}`;
		columns[compact(column)] = field;
	}
	const rows: Record<string, RowDecision> = {};
	for (const [row, word] of pairs(flag(invocation, 'rows'))) {
		const decision = decisions.find((name) => name === word);
		if (!decision || !/^\d+$/.test(row)) return '--rows is written like 5=skip,6=seconded';
		rows[row] = decision;
	}
	const header = flag(invocation, 'header-row');
	if (header !== undefined && !/^\d+$/.test(header)) return '--header-row is a number';
	return {
		...noChoices,
		unit,
		units,
		rows,
		map: columns,
		headerRow: header === undefined ? null : Number(header),
		fillUnits: invocation.flags['fill-units'] === true,
		createUnits: invocation.flags['create-units'] === true
	};
}

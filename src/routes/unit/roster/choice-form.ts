import { parseId, type UnitId } from '#lib/base/core/ids.ts';
import { sees } from '#lib/people/directory/directory.server.ts';
import { type RosterField, rosterFields } from '#lib/people/roster/columns.ts';
import type { RosterChoices, RowDecision } from '#lib/people/roster/draft.ts';
import type { RosterUpload } from '#lib/people/roster/own-upload.server.ts';

const decisions: readonly RowDecision[] = ['accept', 'new', 'seconded', 'propose', 'skip'];

const text = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

/** Reads the form of choices; what it does not show stays as it was. */
export function readChoices(form: FormData, upload: RosterUpload, visible: 'all' | ReadonlySet<UnitId>): RosterChoices {
	const { choices, reading } = upload;
	const map: Record<string, RosterField | ''> = { ...choices.map };
	if (form.has('mapped'))
		for (let column = 1; column <= 200 && form.has(`column-${column}`); column++) {
			const chosen = text(form, `column-${column}`);
			const field = rosterFields.find((name) => name === chosen) ?? '';
			const present = (Object.entries(reading.columns) as [RosterField, number][]).find(
				([, at]) => at === column - 1
			)?.[0];
			if (field !== (present ?? '')) map[column] = field;
		}
	const units: Record<string, UnitId | 'create' | 'skip'> = { ...choices.units };
	for (const { key } of reading.askedUnits) {
		const chosen = text(form, `unit-${key}`);
		const unitId = parseId<'unit'>(chosen);
		if (unitId !== undefined && sees(visible, unitId)) units[key] = unitId;
		else if (chosen === 'create' || chosen === 'skip') units[key] = chosen;
	}
	const unit = parseId<'unit'>(text(form, 'unit'));
	const header = text(form, 'headerRow');
	return {
		...choices,
		map,
		units,
		fillUnits: form.has('asksFill') ? form.get('fillUnits') === 'yes' : choices.fillUnits,
		createUnits: form.has('asksCreate') ? form.get('createUnits') === 'yes' : choices.createUnits,
		unit: !form.has('unit') ? choices.unit : unit !== undefined && sees(visible, unit) ? unit : null,
		headerRow: /^\d+$/.test(header) ? Number(header) : header === 'auto' ? null : choices.headerRow
	};
}

/** Decisions for single rows: fields named row-5. */
export function readDecisions(form: FormData): Record<string, RowDecision> {
	const found: Record<string, RowDecision> = {};
	for (const [name, value] of form) {
		const row = /^row-(\d+)$/.exec(name)?.[1];
		const decision = decisions.find((word) => word === value);
		if (row !== undefined && decision) found[row] = decision;
	}
	return found;
}

import type { RosterDraft, RosterProblem, RosterRule } from './draft.ts';

interface Seen {
	readonly row: number;
	readonly unitText: string;
	readonly print: string;
}

/** What the rows above have said: staff numbers, mobiles and identity numbers, and names of people who have none of them. */
export interface FileMemory {
	readonly staffNo: Map<string, Seen>;
	readonly mobile: Map<string, Seen>;
	readonly idHash: Map<string, Seen>;
	readonly keyless: Map<string, Seen>;
}

export const fileMemory = (): FileMemory => ({
	staffNo: new Map(),
	mobile: new Map(),
	idHash: new Map(),
	keyless: new Map()
});

/** A short print of everything a row says, for "the very same row again" (two 32-bit FNV-1a sums). */
function print(draft: RosterDraft): string {
	const { unitText, ...rest } = draft;
	const text = JSON.stringify([...Object.values(rest), draft.unitId === null ? unitText : '']);
	let a = 0x811c9dc5;
	let b = 0x01000193;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		a = Math.imul(a ^ code, 0x01000193);
		b = Math.imul(b ^ (code + index), 0x85ebca6b);
	}
	return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

const place = (draft: RosterDraft): string => (draft.unitId === null ? draft.unitText : String(draft.unitId));

/**
 * Compares a row with those above it in the same file. `duplicateOf`: the very same row stands above and this one is
 * passed over. Otherwise the problems: one number for two rows is asked about, never settled by itself.
 */
export function compareInFile(
	memory: FileMemory,
	row: number,
	draft: RosterDraft,
	labels: Readonly<Record<'staffNo' | 'mobile' | 'idHash' | 'name', string>>
): { readonly duplicateOf?: number; readonly problems: readonly RosterProblem[] } {
	const problems: RosterProblem[] = [];
	const ask = (column: string, rule: RosterRule, other: Seen, value: string): void => {
		problems.push({ row, column, rule, weight: 'ask', detail: { row: other.row, unit: other.unitText, value } });
	};
	const seen: Seen = { row, unitText: draft.unitText, print: print(draft) };
	const nameKey = `${place(draft)}|${draft.name}`;
	const keyless = draft.staffNo === null && draft.mobile === null && draft.idHash === null;
	const known =
		(draft.staffNo && memory.staffNo.get(draft.staffNo)) ||
		(draft.mobile && memory.mobile.get(draft.mobile)) ||
		(draft.idHash && memory.idHash.get(draft.idHash)) ||
		(keyless && memory.keyless.get(nameKey)) ||
		undefined;
	if (known && known.print === seen.print) return { duplicateOf: known.row, problems };
	const byStaff = draft.staffNo === null ? undefined : memory.staffNo.get(draft.staffNo);
	const byMobile = draft.mobile === null ? undefined : memory.mobile.get(draft.mobile);
	const byId = draft.idHash === null ? undefined : memory.idHash.get(draft.idHash);
	if (byStaff) ask(labels.staffNo, 'staffNo.twice', byStaff, draft.staffNo ?? '');
	else if (byMobile) ask(labels.mobile, 'mobile.twice', byMobile, draft.mobile ?? '');
	else if (byId) ask(labels.idHash, 'id.twice', byId, draft.idTail ?? '');
	const sameName = keyless ? memory.keyless.get(nameKey) : undefined;
	if (sameName) ask(labels.name, 'row.twice', sameName, draft.name);
	if (draft.staffNo !== null && !byStaff) memory.staffNo.set(draft.staffNo, seen);
	if (draft.mobile !== null && !byMobile) memory.mobile.set(draft.mobile, seen);
	if (draft.idHash !== null && !byId) memory.idHash.set(draft.idHash, seen);
	if (keyless && !sameName) memory.keyless.set(nameKey, seen);
	return { problems };
}

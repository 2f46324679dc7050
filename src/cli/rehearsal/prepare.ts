import { randomBytes } from 'node:crypto';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { issueSlips } from '#lib/people/access/slip.server.ts';
import { importRosterFile } from '#lib/people/roster/import-roster.server.ts';
import type { Sitter } from './run.ts';

/** Simulated people stand in units of this many. */
const unitSize = 25;

export interface Prepared {
	/** Tells this rehearsal's people and exam from others', e.g. "20261204083000125". */
	readonly stamp: string;
	readonly sitters: readonly Sitter[];
	readonly staffNos: readonly string[];
	/** Names of the units made for them. */
	readonly units: readonly string[];
}

/**
 * Makes simulated candidates through the roster import, and slips for them; nobody real is touched. Somebody may be
 * changing the roster meanwhile: the import is judged anew then.
 * @throws when the roster does not take them
 */
export async function prepareSitters(db: Db, secret: Buffer, count: number, now: number): Promise<Prepared> {
	const stamp = new Date(now).toISOString().replace(/\D/g, '');
	const rows = Array.from({ length: count }, (_, index) => ({
		name: `演练${String(index + 1)
			.padStart(6, '0')
			.replace(/\d/g, (digit) => '零一二三四五六七八九'[Number(digit)] ?? '')}`,
		unit: `演练单位${stamp}-${Math.floor(index / unitSize) + 1}`,
		staffNo: `YL${stamp}${String(index + 1).padStart(6, '0')}`
	}));
	const bytes = csvBytes(
		['姓名', '单位', '工号'],
		rows.map(({ name, unit, staffNo }) => [name, unit, staffNo])
	);
	const attempt = () => importRosterFile(db, secret, operator, bytes, now, { createUnits: true });
	let imported = await attempt();
	for (let more = 5; more > 0 && !imported.ok && imported.reason === 'stale'; more--) imported = await attempt();
	if (!imported.ok) throw new Error(`simulated roster: ${imported.reason} ${JSON.stringify(imported.detail ?? {})}`);
	const people = await db
		.selectFrom('person')
		.select(['id', 'staffNo'])
		.where('staffNo', 'like', `YL${stamp}%`)
		.orderBy('staffNo')
		.execute();
	const slips = await issueSlips(db, secret, operator, { personIds: people.map(({ id }) => id) }, now);
	if (!slips.ok) throw new Error(`simulated slips: ${slips.reason}`);
	const sitters = slips.value.map(({ personId, login, code }) => ({
		personId,
		login,
		code,
		// Mixed kinds by construction, random by content.
		password: `${randomBytes(9).toString('base64url')}-Aa7`
	}));
	return {
		stamp,
		sitters,
		staffNos: rows.map(({ staffNo }) => staffNo),
		units: [...new Set(rows.map(({ unit }) => unit))]
	};
}

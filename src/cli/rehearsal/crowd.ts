import type { PersonId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { createHashing } from '#lib/people/access/hashing.server.ts';

export interface Someone {
	readonly personId: PersonId;
	readonly login: string;
}

/** Simulated people stand in units of this many, all below one. */
const unitSize = 25;

/** Of everybody in the copy; it opens nothing anywhere else. */
export const password = 'Rehearsal-Only-1';

/**
 * Simulated people with accounts, written as rows into the copy: thousands of slips would have to be redeemed one by one.
 * @returns them, and the code of the unit above all of theirs
 */
export async function seatCrowd(
	{ raw }: Store,
	count: number,
	stamp: string,
	now: number
): Promise<{ readonly people: readonly Someone[]; readonly unit: string }> {
	const passwordHash = await createHashing().hash(password);
	const unit = raw.prepare(
		`insert into unit (code, name, short_name, category, sort_order, parent_id) values (?, ?, ?, '', ?, ?)`
	);
	const person = raw.prepare('insert into person (name, staff_no, created_at) values (?, ?, ?)');
	const member = raw.prepare(
		`insert into membership (person_id, unit_id, kind, from_at) values (?, ?, 'establishment', ?)`
	);
	const account = raw.prepare(
		`insert into account (person_id, display_name, password_hash, password_set_at, created_at) values (?, ?, ?, ?, ?)`
	);
	const people: Someone[] = [];
	const top = `YL${stamp}`;
	raw.transaction(() => {
		const root = unit.run(top, `演练${stamp}`, `演练${stamp}`, 0, null).lastInsertRowid;
		let unitId = root;
		for (let n = 1; n <= count; n++) {
			const name = `演练${stamp}-${n}`;
			if (n % unitSize === 1) unitId = unit.run(`${top}-${n}`, name, name, n, root).lastInsertRowid;
			const login = `${top}${String(n).padStart(6, '0')}`;
			const { lastInsertRowid: id } = person.run(name, login, now);
			member.run(id, unitId, now);
			account.run(id, name, passwordHash, now, now);
			people.push({ personId: Number(id) as PersonId, login });
		}
	})();
	return { people, unit: top };
}

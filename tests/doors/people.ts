import type { AccountId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Role } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { createHashing } from '#lib/people/access/hashing.server.ts';

/** The password of every account made here. */
export const password = 'Lantern-7-weiqi';
let hashed: Promise<string> | undefined;

/** As it is stored; hashed once per test file. */
export const hashedPassword = (): Promise<string> => (hashed ??= createHashing().hash(password));

export interface MadeAccount {
	readonly accountId: AccountId;
	readonly personId: PersonId | null;
	readonly login: string;
}

/** An account with a password, for tests: of a person in a unit (login: staff number), or of the bureau (login name). */
export async function makeAccount(
	db: Db,
	wanted: {
		readonly login: string;
		readonly name?: string;
		/** Makes a person on the establishment of this unit behind the account. */
		readonly unitId?: UnitId;
		readonly roles?: readonly { readonly role: Role; readonly unitId: UnitId | null }[];
		readonly active?: boolean;
	}
): Promise<MadeAccount> {
	const { login, name = login, unitId, roles = [], active = true } = wanted;
	const personId = unitId === undefined ? null : await makePerson(db, { name, staffNo: login, unitId });
	const { id: accountId } = await db
		.insertInto('account')
		.values({
			personId,
			loginName: personId === null ? login : null,
			displayName: name,
			passwordHash: active ? await hashedPassword() : null,
			passwordSetAt: active ? 1 : null,
			disabledAt: null,
			createdAt: 1,
			lastLoginAt: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	for (const grant of roles)
		await db
			.insertInto('roleGrant')
			.values({ accountId, ...grant, grantedBy: 'test', grantedAt: 1, revokedAt: null })
			.execute();
	return { accountId, personId, login };
}

export async function makePerson(
	db: Db,
	wanted: { readonly name: string; readonly staffNo: string | null; readonly unitId: UnitId; readonly mobile?: string }
): Promise<PersonId> {
	const { name, staffNo, unitId, mobile = null } = wanted;
	const { id } = await db
		.insertInto('person')
		.values({ name, staffNo, mobile, idHash: null, idTail: null, joinedOn: null, leftAt: null, createdAt: 1 })
		.returning('id')
		.executeTakeFirstOrThrow();
	await db
		.insertInto('membership')
		.values({ personId: id, unitId, kind: 'establishment', fromAt: 1, toAt: null })
		.execute();
	return id;
}

export async function makeUnit(db: Db, code: string, parentId: UnitId | null = null): Promise<UnitId> {
	const { id } = await db
		.insertInto('unit')
		.values({
			code,
			name: `单位${code}`,
			shortName: code,
			category: '镇',
			sortOrder: 1,
			parentId,
			abolishedAt: null,
			successorId: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

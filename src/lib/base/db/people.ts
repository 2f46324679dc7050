import type { Generated } from 'kysely';
import type { AccountId, ImportBatchId, PersonId, UnitId } from '../core/ids.ts';
import type { Role } from '../core/permit.ts';

/** Tables of migrations/0001_people.ts. `…At` are milliseconds since 1970; `…On` are ISO days; JSON columns are text. */
export interface PeopleTables {
	auditEntry: {
		id: Generated<number>;
		at: number;
		accountId: AccountId | null;
		actor: string;
		act: string;
		subjectKind: string;
		subjectId: string;
		body: string;
		previousHash: string;
		hash: string;
	};
	setting: { name: string; value: string };
	unit: {
		id: Generated<UnitId>;
		code: string;
		name: string;
		shortName: string;
		category: string;
		sortOrder: number;
		parentId: UnitId | null;
		abolishedAt: number | null;
		successorId: UnitId | null;
	};
	unitVersion: {
		id: Generated<number>;
		unitId: UnitId;
		change: 'created' | 'changed' | 'merged' | 'abolished' | 'restored';
		state: string;
		at: number;
		actor: string;
	};
	unitAlias: { unitId: UnitId; alias: string; aliasKey: string };
	person: {
		id: Generated<PersonId>;
		name: string;
		staffNo: string | null;
		mobile: string | null;
		/** Keyed hash of the identity number; the number itself is never stored. */
		idHash: string | null;
		idTail: string | null;
		post: Generated<string>;
		rank: Generated<string>;
		staffing: Generated<string>;
		joinedOn: string | null;
		note: Generated<string>;
		leftAt: number | null;
		createdAt: number;
	};
	membership: {
		id: Generated<number>;
		personId: PersonId;
		unitId: UnitId;
		kind: 'establishment' | 'seconded';
		section: Generated<string>;
		fromAt: number;
		toAt: number | null;
	};
	importUpload: {
		id: Generated<number>;
		kind: 'units' | 'roster' | 'items';
		accountId: AccountId | null;
		scope: string;
		fileName: string;
		fileHash: string;
		choices: string;
		reading: string;
		rowsRead: number;
		createdAt: number;
		batchId: ImportBatchId | null;
	};
	importRow: { uploadId: number; row: number; outcome: string; draft: string; problems: string };
	importBatch: {
		id: Generated<ImportBatchId>;
		kind: 'units' | 'roster' | 'items';
		fileName: string;
		fileHash: string;
		actor: string;
		accountId: AccountId | null;
		at: number;
		counts: string;
		undoneAt: number | null;
	};
	importChange: {
		batchId: ImportBatchId;
		n: number;
		noun: string;
		nounId: number;
		before: string | null;
		after: string | null;
	};
	account: {
		id: Generated<AccountId>;
		personId: PersonId | null;
		loginName: string | null;
		displayName: string;
		passwordHash: string | null;
		passwordSetAt: number | null;
		disabledAt: number | null;
		locale: Generated<'zh' | 'en'>;
		largeType: Generated<number>;
		createdAt: number;
		lastLoginAt: number | null;
	};
	roleGrant: {
		id: Generated<number>;
		accountId: AccountId;
		role: Role;
		unitId: UnitId | null;
		grantedBy: string;
		grantedAt: number;
		revokedAt: number | null;
	};
	activation: {
		id: Generated<number>;
		accountId: AccountId;
		codeHash: string;
		issuedAt: number;
		issuedBy: string;
		expiresAt: number;
		usedAt: number | null;
		revokedAt: number | null;
	};
	session: {
		/** SHA-256 of the cookie's token, in hex. */
		id: string;
		accountId: AccountId;
		expiresAt: number;
		absoluteExpiresAt: number;
		createdAt: number;
		lastSeenAt: number;
		userAgent: Generated<string>;
		address: Generated<string>;
	};
}

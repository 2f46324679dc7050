import { record } from '#lib/base/audit/audit.server.ts';
import type { ItemBankId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { ItemKind } from './item.ts';

/** Whether a bank feeds exams or only practice: items of the closed exam pool are never shown in practice. */
export type BankPurpose = 'exam' | 'practice';

export interface Bank {
	readonly id: ItemBankId;
	readonly code: string;
	readonly name: string;
	readonly purpose: BankPurpose;
	/** Came with the product from question-banks/; its changes come with the next release, not by hand. */
	readonly shipped: boolean;
	readonly createdAt: number;
}

const bankQuery = (db: Db) =>
	db.selectFrom('itemBank').select(['id', 'code', 'name', 'purpose', 'shipped', 'createdAt']).orderBy('code');

type Row = Awaited<ReturnType<ReturnType<typeof bankQuery>['execute']>>[number];
const bankOf = (row: Row): Bank => ({ ...row, shipped: row.shipped === 1 });

export async function findBank(db: Db, code: string): Promise<Bank | undefined> {
	const row = await bankQuery(db).where('code', '=', code).executeTakeFirst();
	return row && bankOf(row);
}

export async function findBankById(db: Db, id: ItemBankId): Promise<Bank | undefined> {
	const row = await bankQuery(db).where('id', '=', id).executeTakeFirst();
	return row && bankOf(row);
}

export interface BankCounts {
	readonly kind: ItemKind;
	readonly lawTitle: string | null;
	readonly difficulty: number;
	readonly items: number;
}

export interface BankOverview extends Bank {
	/** Items that are not retired, by kind, law and difficulty. */
	readonly counts: readonly BankCounts[];
	readonly retired: number;
}

export async function listBanks(db: Db): Promise<readonly BankOverview[]> {
	const banks = (await bankQuery(db).execute()).map(bankOf);
	const counts = await db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.leftJoin('law', 'law.id', 'lawEdition.lawId')
		.select(['item.bankId', 'itemVersion.kind', 'law.title', 'itemVersion.difficulty'])
		.select((select) => [
			select.fn.count<number>('item.id').filterWhere('item.retiredAt', 'is', null).as('items'),
			select.fn.count<number>('item.id').filterWhere('item.retiredAt', 'is not', null).as('retired')
		])
		.groupBy(['item.bankId', 'itemVersion.kind', 'law.title', 'itemVersion.difficulty'])
		.execute();
	return banks.map((bank) => {
		const own = counts.filter((row) => row.bankId === bank.id);
		return {
			...bank,
			retired: own.reduce((sum, row) => sum + row.retired, 0),
			counts: own
				.filter((row) => row.items > 0)
				.map(({ kind, title, difficulty, items }) => ({ kind, lawTitle: title, difficulty, items }))
		};
	});
}

export type BankRefusal = 'forbidden' | 'badCode' | 'badName' | 'codeTaken';

/** A bank's code: what the command line and files name it by. */
export const isBankCode = (code: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(code);

export interface NewBank {
	readonly code: string;
	readonly name: string;
	readonly purpose: BankPurpose;
}

/** Creates a bank inside a transaction that is already open; the caller has asked for permission. */
export async function insertBank(
	trx: Trx,
	viewer: Viewer,
	{ code, name, purpose }: NewBank,
	now: number
): Promise<Outcome<Bank, BankRefusal>> {
	if (!isBankCode(code)) return refused('badCode', { code });
	if (name.trim() === '' || name.length > 80) return refused('badName');
	if (await findBank(trx, code)) return refused('codeTaken', { code });
	const { id } = await trx
		.insertInto('itemBank')
		.values({ code, name: name.trim(), purpose, createdAt: now })
		.returning('id')
		.executeTakeFirstOrThrow();
	await record(
		trx,
		viewer,
		{ act: 'bank.created', subjectKind: 'itemBank', subjectId: id, body: { code, name, purpose } },
		now
	);
	return done({ id, code, name: name.trim(), purpose, shipped: false, createdAt: now });
}

export async function createBank(
	db: Db,
	viewer: Viewer,
	bank: NewBank,
	now: number
): Promise<Outcome<Bank, BankRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute((trx) => insertBank(trx, viewer, bank, now));
}

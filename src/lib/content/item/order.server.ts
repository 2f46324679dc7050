import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { guessLawKind, matchEdition, titleKey, unnamedEdition } from '#lib/content/law/law.ts';
import { listEditions, putEdition } from '#lib/content/law/law.server.ts';
import { findBank, insertBank, type Bank, type BankRefusal, type NewBank } from './bank.server.ts';
import type { ItemChoices } from './choices.ts';
import type { ItemFile } from './file.server.ts';
import { applyPlan, mayImport, planForBank, type Imported, type ImportRefusal } from './import.server.ts';
import type { ItemPlan } from './plan.ts';

/** Everything the command line says about an import, in one piece. */
export interface ImportOrder {
	/** Made when there is no bank with this code. */
	readonly bank: NewBank;
	readonly file: ItemFile;
	readonly choices: ItemChoices;
	/** The law of rows that name none. */
	readonly law: { readonly title: string; readonly label: string } | null;
	/** Laws and editions that the file names and the database lacks are created. */
	readonly createLaws: boolean;
	/** Import the clean rows and leave the others. */
	readonly validOnly: boolean;
	/** Show what would happen; everything is rolled back. */
	readonly dryRun: boolean;
}

export interface OrderResult {
	readonly bank: Bank;
	readonly bankCreated: boolean;
	readonly lawsCreated: readonly string[];
	readonly plan: ItemPlan;
	/** null on a dry run and when refused. */
	readonly imported: Imported | null;
	readonly refusal: ImportRefusal | null;
}

export type OrderRefusal = BankRefusal | 'shipped' | 'unknownLaw' | 'unknownEdition';

/** Carries the result out of a transaction that is not to be kept. */
class RolledBack extends Error {
	readonly result: Outcome<OrderResult, OrderRefusal>;
	constructor(result: Outcome<OrderResult, OrderRefusal>) {
		super('rolled back');
		this.result = result;
	}
}

async function createLaw(trx: Trx, viewer: Viewer, title: string, label: string, now: number): Promise<void> {
	const bare = title.replace(/[《》]/g, '').replace(/[（(][^（）()]*[）)]$/, '');
	const draft = { title: bare, shortTitle: titleKey(bare), kind: guessLawKind(bare), label: label || unnamedEdition };
	const unknown = { adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: null };
	await putEdition(trx, viewer, { ...draft, ...unknown }, now);
}

async function carryOut(trx: Trx, viewer: Viewer, order: ImportOrder, now: number) {
	const found = await findBank(trx, order.bank.code);
	if (found?.shipped) return refused('shipped', { bank: found.name });
	const made = found ? done(found) : await insertBank(trx, viewer, order.bank, now);
	if (!made.ok) return made;
	const bank = made.value;
	const lawsCreated: string[] = [];
	let { choices } = order;
	if (order.law) {
		const { title, label } = order.law;
		let match = matchEdition(title, label, await listEditions(trx));
		if (match.found !== 'one' && match.found !== 'several' && order.createLaws) {
			await createLaw(trx, viewer, title, label, now);
			lawsCreated.push(title);
			match = matchEdition(title, label || unnamedEdition, await listEditions(trx));
		}
		if (match.found === 'noLaw') return refused('unknownLaw', { law: title });
		if (match.found !== 'one')
			return refused('unknownEdition', { law: title, known: match.known.map((edition) => edition.label).join(', ') });
		choices = { ...choices, defaultEdition: match.edition.lawEditionId };
	}
	let plan = await planForBank(trx, bank, order.file.grids, choices);
	if (order.createLaws && plan.openLaws.length > 0) {
		for (const { title, label } of plan.openLaws) {
			await createLaw(trx, viewer, title, label, now);
			lawsCreated.push(title);
		}
		plan = await planForBank(trx, bank, order.file.grids, choices);
	}
	const allowed = mayImport(plan, order.validOnly);
	const result = { bank, bankCreated: !found, lawsCreated, plan };
	if (!allowed.ok) return done({ ...result, imported: null, refusal: allowed.reason as ImportRefusal });
	if (order.dryRun) return done({ ...result, imported: null, refusal: null });
	return done({ ...result, imported: await applyPlan(trx, viewer, bank, plan, order.file, now), refusal: null });
}

/** Imports a file as ordered, in one transaction: bank, laws and items are all there afterwards, or nothing is. */
export async function importFile(
	db: Db,
	viewer: Viewer,
	order: ImportOrder,
	now: number
): Promise<Outcome<OrderResult, OrderRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	try {
		return await db.transaction().execute(async (trx) => {
			const result: Outcome<OrderResult, OrderRefusal> = await carryOut(trx, viewer, order, now);
			if (!result.ok || result.value.imported === null) throw new RolledBack(result);
			return result;
		});
	} catch (error) {
		if (error instanceof RolledBack) return error.result;
		throw error;
	}
}

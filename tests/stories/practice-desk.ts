import { join } from 'node:path';
import { asId, type PersonId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadKeys } from '#lib/content/item/item.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { answerAsk } from '#lib/study/practice/answer.server.ts';
import { type AskedChoices, fieldOf } from '#lib/study/practice/asking.ts';
import { type AskLine, findSet } from '#lib/study/practice/view.server.ts';
import { freshStore } from './fresh.ts';
import { layDistrict } from './plan-district.ts';

export const one = asId<'person'>(1);
export const banks = join(import.meta.dirname, '..', '..', 'question-banks');

/** A district with six people and the shipped banks. */
export async function studyStore(now: number): Promise<Store> {
	const store = await freshStore();
	await layDistrict(store.db);
	await syncShippedBanks(store.db, banks, now);
	return store;
}

export async function lawId(db: Db, shortTitle: string): Promise<number> {
	return (await db.selectFrom('law').select('id').where('shortTitle', '=', shortTitle).executeTakeFirstOrThrow()).id;
}

/** The form of an asking, filled in rightly or with everything else. */
export async function filled(db: Db, ask: AskLine, right: boolean): Promise<Map<string, string[]>> {
	const keys = (await loadKeys(db, [ask.itemVersionId])).get(ask.itemVersionId) ?? [];
	const fields = new Map<string, string[]>();
	for (const [index, choices] of (JSON.parse(ask.choices) as AskedChoices).entries()) {
		const correct = keys[index]?.correct ?? [];
		const wrong = choices.find(({ id }) => !correct.includes(id)) ?? choices[0]!;
		const chosen = right ? choices.filter(({ id }) => correct.includes(id)) : [wrong];
		// Of a multiple choice whose options are all right, one alone is wrong.
		fields.set(
			fieldOf(index),
			chosen.map(({ value }) => value)
		);
	}
	return fields;
}

/** The asking that waits; undefined when the set has ended. */
export async function waiting(db: Db, personId: PersonId, code: string): Promise<AskLine | undefined> {
	const found = await findSet(db, personId, code);
	return found?.asks.find(({ answeredAt }) => answeredAt === null);
}

/** Answers what waits; `right` may depend on the asking. Returns the asking, or undefined when nothing waited. */
export async function answerNext(
	db: Db,
	personId: PersonId,
	code: string,
	right: boolean | ((ask: AskLine) => boolean),
	now: number,
	isUnsure = false
): Promise<AskLine | undefined> {
	const ask = await waiting(db, personId, code);
	if (!ask) return undefined;
	const fields = await filled(db, ask, typeof right === 'boolean' ? right : right(ask));
	const given = { token: ask.token, fields: (name: string) => fields.get(name) ?? [], isUnsure };
	const outcome = await answerAsk(db, personId, code, given, now);
	if (!outcome.ok) throw new Error(outcome.reason);
	return ask;
}

/** Answers all that waits, until the set has ended. */
export async function finish(db: Db, personId: PersonId, code: string, now: number): Promise<number> {
	let asked = 0;
	while (await answerNext(db, personId, code, true, now)) asked++;
	return asked;
}

import { record } from '#lib/base/audit/audit.server.ts';
import type { LawEditionId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { labelKey, titleKey, type EditionDraft, type Law, type LawEdition } from './law.ts';

/** All editions of all laws, by title and then the day of force. */
export async function listEditions(db: Db): Promise<readonly LawEdition[]> {
	return db
		.selectFrom('lawEdition')
		.innerJoin('law', 'law.id', 'lawEdition.lawId')
		.select(['lawEdition.id as lawEditionId', 'law.id as lawId', 'law.title', 'law.shortTitle', 'law.kind'])
		.select(['lawEdition.label', 'lawEdition.adoptedOn', 'lawEdition.inForceOn'])
		.select(['lawEdition.repealedOn', 'lawEdition.checkedOn', 'law.issuedBy'])
		.orderBy('law.title')
		.orderBy('lawEdition.inForceOn')
		.orderBy('lawEdition.id')
		.execute();
}

/** All laws by title. */
export async function listLaws(db: Db): Promise<readonly Law[]> {
	return db.selectFrom('law').select(['id as lawId', 'title', 'shortTitle', 'kind']).orderBy('title').execute();
}

export type EditionRefusal = 'forbidden' | 'noTitle' | 'noLabel';

/**
 * Makes a law edition be as stated, inside an open transaction: creates the law and the edition when they are new,
 * fills in or corrects the dates when they are known. Returns its id and whether anything was written.
 */
export async function putEdition(
	trx: Trx,
	viewer: Viewer,
	draft: EditionDraft,
	now: number
): Promise<{ lawEditionId: LawEditionId; change: 'added' | 'changed' | 'unchanged' }> {
	const editions = await listEditions(trx);
	const known = editions.find((edition) => titleKey(edition.title) === titleKey(draft.title));
	const lawId =
		known?.lawId ?? (await trx.insertInto('law').values(lawOf(draft)).returning('id').executeTakeFirstOrThrow()).id;
	const same = editions.find((edition) => edition.lawId === lawId && labelKey(edition.label) === labelKey(draft.label));
	const { adoptedOn, inForceOn, repealedOn, checkedOn } = draft;
	const dates = { adoptedOn, inForceOn, repealedOn, checkedOn };
	const body = { title: draft.title, label: draft.label, ...dates };
	if (!same) {
		const { id } = await trx
			.insertInto('lawEdition')
			.values({ lawId, label: draft.label.trim(), ...dates })
			.returning('id')
			.executeTakeFirstOrThrow();
		await record(trx, viewer, { act: 'lawEdition.added', subjectKind: 'lawEdition', subjectId: id, body }, now);
		return { lawEditionId: id, change: 'added' };
	}
	const merged = {
		adoptedOn: adoptedOn ?? same.adoptedOn,
		inForceOn: inForceOn ?? same.inForceOn,
		repealedOn: repealedOn ?? same.repealedOn,
		checkedOn: checkedOn ?? same.checkedOn
	};
	const changed = Object.entries(merged).some(([name, day]) => same[name as keyof typeof merged] !== day);
	if (!changed) return { lawEditionId: same.lawEditionId, change: 'unchanged' };
	await trx.updateTable('lawEdition').set(merged).where('id', '=', same.lawEditionId).execute();
	await record(
		trx,
		viewer,
		{ act: 'lawEdition.changed', subjectKind: 'lawEdition', subjectId: same.lawEditionId, body },
		now
	);
	return { lawEditionId: same.lawEditionId, change: 'changed' };
}

const lawOf = ({ title, shortTitle, kind }: EditionDraft) => ({
	title: title.trim().replace(/^《(.*)》$/, '$1'),
	shortTitle: shortTitle.trim() || titleKey(title),
	kind
});

/** Creates a law edition for an editor who found it missing. */
export async function addEdition(
	db: Db,
	viewer: Viewer,
	draft: EditionDraft,
	now: number
): Promise<Outcome<LawEditionId, EditionRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	if (titleKey(draft.title) === '') return refused('noTitle');
	if (labelKey(draft.label) === '') return refused('noLabel');
	return db.transaction().execute(async (trx) => done((await putEdition(trx, viewer, draft, now)).lawEditionId));
}

export interface EditionDays {
	readonly adoptedOn: string | null;
	readonly inForceOn: string | null;
	readonly repealedOn: string | null;
	readonly checkedOn: string | null;
}

/** States the days of an edition as a person has found them; null takes a day away. */
export async function stateDays(
	db: Db,
	viewer: Viewer,
	lawEditionId: LawEditionId,
	days: EditionDays,
	now: number
): Promise<Outcome<null, 'forbidden' | 'noEdition'>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const { adoptedOn, inForceOn, repealedOn, checkedOn } = days;
		const body = { adoptedOn, inForceOn, repealedOn, checkedOn };
		const { numUpdatedRows } = await trx
			.updateTable('lawEdition')
			.set(body)
			.where('id', '=', lawEditionId)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) return refused('noEdition');
		const act = { act: 'lawEdition.changed', subjectKind: 'lawEdition', subjectId: lawEditionId, body };
		await record(trx, viewer, act, now);
		return done(null);
	});
}

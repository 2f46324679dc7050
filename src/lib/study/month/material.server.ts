import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { PlanMonthId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import { cleanCell } from '#lib/base/core/text.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { formatCitation, parseCitation } from '#lib/content/law/citation.ts';
import { type FileFault, fileTypeOf, keptFileName, type Material, materialLimits } from './material.ts';

export async function listMaterials(db: Db, planMonthId: PlanMonthId): Promise<readonly Material[]> {
	const rows = await db
		.selectFrom('planMaterial')
		.leftJoin('law', 'law.id', 'planMaterial.lawId')
		.selectAll('planMaterial')
		.select('law.shortTitle as lawTitle')
		.where('planMonthId', '=', planMonthId)
		.orderBy('planMaterial.id')
		.execute();
	return rows.map(({ id, kind, title, body, lawId, lawTitle, article, fileName, fileType, fileSize }): Material => {
		switch (kind) {
			case 'text':
				return { id, kind, title, body };
			case 'article':
				return { id, kind, title, lawId: lawId ?? 0, lawTitle: lawTitle ?? '', article };
			case 'file':
				return { id, kind, title, fileName, fileType, fileSize };
		}
	});
}

/** The bytes of an attached file. The caller has found the month that the viewer may read. */
export async function findFile(
	db: Db,
	planMonthId: PlanMonthId,
	materialId: number
): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array } | undefined> {
	const row = await db
		.selectFrom('planMaterial')
		.innerJoin('planFile', 'planFile.planMaterialId', 'planMaterial.id')
		.where('planMaterial.planMonthId', '=', planMonthId)
		.where('planMaterial.id', '=', materialId)
		.select(['fileName', 'fileType', 'bytes'])
		.executeTakeFirst();
	return row && { name: row.fileName, type: row.fileType, bytes: row.bytes };
}

/** What a person wants to add. */
export type MaterialDraft =
	| { readonly kind: 'text'; readonly title: string; readonly body: string }
	| { readonly kind: 'article'; readonly title: string; readonly law: string; readonly article: string }
	| { readonly kind: 'file'; readonly title: string; readonly name: string; readonly bytes: Uint8Array };

export type MaterialFault =
	'forbidden' | 'gone' | 'title' | 'body' | 'unknownLaw' | 'noArticle' | 'tooMany' | FileFault;

/** Adds a material to a month. */
export async function addMaterial(
	db: Db,
	viewer: Viewer,
	planMonthId: PlanMonthId,
	draft: MaterialDraft,
	now: Instant
): Promise<Outcome<number, MaterialFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	const blank = { body: '', lawId: null, article: '', fileName: '', fileType: '', fileSize: 0 };
	return db.transaction().execute(async (trx) => {
		const month = await trx.selectFrom('planMonth').select('id').where('id', '=', planMonthId).executeTakeFirst();
		if (!month) return refused('gone');
		const held = await trx.selectFrom('planMaterial').select('id').where('planMonthId', '=', planMonthId).execute();
		if (held.length >= materialLimits.perMonth) return refused('tooMany', { most: materialLimits.perMonth });
		const title = cleanCell(draft.title);
		const row = { planMonthId, kind: draft.kind, title, ...blank, addedAt: now };
		let bytes: Uint8Array | null = null;
		if (draft.kind === 'text') {
			if (draft.body.trim() === '' || [...draft.body].length > materialLimits.body)
				return refused('body', { most: materialLimits.body });
			row.body = draft.body.trim();
		} else if (draft.kind === 'article') {
			const law = lawNamed(await listLaws(trx), draft.law);
			if (!law) return refused('unknownLaw', { title: draft.law });
			const citation = parseCitation(draft.article);
			if (!citation) return refused('noArticle', { article: draft.article });
			Object.assign(row, { lawId: law.lawId, article: formatCitation(citation) });
			if (title === '') row.title = `${law.shortTitle} ${row.article}`;
		} else {
			const found = fileTypeOf(draft.name, draft.bytes);
			if (typeof found === 'string')
				return refused(found, { name: draft.name, most: materialLimits.fileBytes / 1_048_576 });
			const fileName = keptFileName(draft.name);
			Object.assign(row, { fileName, fileType: found.type, fileSize: draft.bytes.length });
			if (title === '') row.title = fileName;
			bytes = draft.bytes;
		}
		if (row.title === '' || [...row.title].length > materialLimits.title)
			return refused('title', { most: materialLimits.title });
		const { id } = await trx.insertInto('planMaterial').values(row).returning('id').executeTakeFirstOrThrow();
		if (bytes) await trx.insertInto('planFile').values({ planMaterialId: id, bytes }).execute();
		const body = { month: planMonthId, kind: row.kind, title: row.title, file: row.fileName };
		await record(trx, viewer, { act: 'plan.materialAdded', subjectKind: 'planMaterial', subjectId: id, body }, now);
		return done(id);
	});
}

export async function removeMaterial(
	db: Db,
	viewer: Viewer,
	planMonthId: PlanMonthId,
	materialId: number,
	now: Instant
): Promise<Outcome<null, 'forbidden' | 'gone'>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const row = await trx
			.deleteFrom('planMaterial')
			.where('id', '=', materialId)
			.where('planMonthId', '=', planMonthId)
			.returning(['title', 'fileName'])
			.executeTakeFirst();
		if (!row) return refused('gone');
		const act = { act: 'plan.materialRemoved', subjectKind: 'planMaterial', subjectId: materialId, body: row };
		await record(trx, viewer, act, now);
		return done(null);
	});
}

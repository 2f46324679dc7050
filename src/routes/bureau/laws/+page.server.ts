import { fail, redirect } from '@sveltejs/kit';
import { describeLawRefusal } from '#i18n/law-problems.ts';
import { laws as words } from '#i18n/laws.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import { lawKinds, standings } from '#lib/content/law/law.ts';
import { type LawFile, readLawFiles } from '#lib/content/law/law-file.server.ts';
import { listLawImports, undoLawImport } from '#lib/content/law/law-import.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { keepLawUpload } from '#lib/content/law/law-upload.server.ts';
import { listTexts } from '#lib/content/law/statute.server.ts';
import { typed } from '../banks/bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { db, now } }) => {
	const texts = await listTexts(db);
	const editions = await listEditions(db);
	const byLaw = [...Map.groupBy(editions, ({ lawId }) => lawId).values()];
	const today = formatDay(now());
	const laws = byLaw.flatMap((own) => {
		const [first] = own;
		if (!first) return [];
		const stands = standings(own, today);
		const { lawId, title, kind, issuedBy } = first;
		const listed = own
			.map((edition) => ({
				...edition,
				standing: stands.get(edition.lawEditionId) ?? ('undated' as const),
				articles: texts.get(edition.lawEditionId) ?? 0
			}))
			.reverse();
		return [{ lawId, title, kind, issuedBy, editions: listed }];
	});
	return {
		groups: lawKinds.flatMap((kind) => {
			const own = laws.filter((law) => law.kind === kind);
			return own.length === 0 ? [] : [{ kind, laws: own }];
		}),
		imports: await listLawImports(db),
		done: url.searchParams.get('done')
	};
};

async function* uploaded(files: readonly File[]) {
	for (const file of files) yield { fileName: file.name, source: { bytes: new Uint8Array(await file.arrayBuffer()) } };
}

export const actions: Actions = {
	read: async ({ request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const given = (await request.formData()).getAll('file');
		const files = given.filter((file): file is File => file instanceof File && file.name !== '');
		if (files.length === 0) return fail(400, { problem: words(locale).noFile });
		const read: LawFile[] = [];
		for await (const file of readLawFiles(uploaded(files))) read.push(file);
		const kept = await keepLawUpload(db, viewer, read, now());
		if (!kept.ok) return fail(403, { problem: describeLawRefusal(locale, kept.reason) });
		redirect(303, `/bureau/laws/import/${kept.value}`);
	},
	undo: async ({ request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const importId = Number(typed(await request.formData(), 'import'));
		const undone = await undoLawImport(db, viewer, importId, now());
		if (!undone.ok) return fail(409, { problem: describeLawRefusal(locale, undone.reason) });
		redirect(303, '/bureau/laws?done=undone');
	}
};

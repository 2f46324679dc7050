import { error, fail, redirect } from '@sveltejs/kit';
import { describeLawFile, describeLawProblem, describeLawRefusal } from '#i18n/law-problems.ts';
import { laws as words } from '#i18n/laws.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { isEntry, type PlannedLaw } from '#lib/content/law/law-import.server.ts';
import { importLawUpload, previewLawUpload, stateOfUpload } from '#lib/content/law/law-upload.server.ts';
import { parseLawKind } from '#lib/content/law/law.ts';
import { isRefused, type LawChoices } from '#lib/content/law/law-plan.ts';
import { formatCitation } from '#lib/content/law/citation.ts';
import { typed } from '../../../banks/bank-door.ts';
import type { Locale } from '#i18n/area.ts';
import type { Actions, PageServerLoad } from './$types';

const uploadOf = (parameter: string): number => parseId<'upload'>(parameter) ?? error(404, 'notFound');
const texts = ['title', 'shortTitle', 'label', 'issuedBy', 'adoptedOn', 'inForceOn', 'repealedOn'] as const;

/** The beginning of a text, and a sign where more follows. */
const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function shown(locale: Locale, file: PlannedLaw) {
	if (!isEntry(file)) return { fileName: file.fileName, why: describeLawFile(locale, file.refusal) };
	const { fileName, hash, facts, statute, change, problems } = file;
	const ends = [statute.articles[0], statute.articles.at(-1)].map((article) =>
		article
			? {
					article: formatCitation({ article: article.number, inserted: article.inserted }),
					text: cut(article.paragraphs.join(''))
				}
			: null
	);
	return {
		fileName,
		why: null,
		hash,
		facts,
		change: isRefused(file) ? ('refused' as const) : change,
		articles: statute.articles.length,
		first: ends[0] ?? null,
		last: ends[1] ?? null,
		annexes: statute.annexes.map(({ title }) => title),
		problems: problems.map((problem) => ({
			weight: problem.weight,
			line: problem.line,
			what: describeLawProblem(locale, problem)
		}))
	};
}

export const load: PageServerLoad = async ({ params, locals: { db, viewer, locale } }) => {
	if (!viewer) redirect(303, '/login');
	const preview = await previewLawUpload(db, viewer, uploadOf(params.upload));
	if (!preview.ok) error(404, 'notFound');
	const { plan, fingerprint } = preview.value;
	return { fingerprint, counts: plan.counts, files: plan.files.map((file) => shown(locale, file)) };
};

export const actions: Actions = {
	state: async ({ params, request, locals: { db, viewer } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const given = texts.flatMap((name) => {
			const value = typed(form, name).trim();
			return value === '' ? [] : [[name, value] as const];
		});
		const kind = parseLawKind(typed(form, 'kind'));
		const choices: LawChoices = { ...Object.fromEntries(given), ...(kind ? { kind } : {}) };
		const stated = await stateOfUpload(db, viewer, uploadOf(params.upload), { [typed(form, 'hash')]: choices });
		if (!stated.ok) error(404, 'notFound');
		redirect(303, `/bureau/laws/import/${params.upload}`);
	},
	confirm: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const order = { acceptClean: typed(form, 'rows') === 'clean', fingerprint: typed(form, 'fingerprint') };
		const imported = await importLawUpload(db, viewer, uploadOf(params.upload), order, now());
		if (imported.ok) redirect(303, '/bureau/laws?done=imported');
		if (imported.reason === 'noUpload') error(404, 'notFound');
		const problem =
			imported.reason === 'changedMeanwhile'
				? words(locale).changedMeanwhile
				: describeLawRefusal(locale, imported.reason, imported.detail);
		return fail(409, { problem });
	}
};

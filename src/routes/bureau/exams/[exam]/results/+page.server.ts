import { getExam } from '#lib/exam/plan/exam.server.ts';
import { figureLine, unitLine } from '#lib/results/report/lines.ts';
import { summarySentence } from '#lib/results/report/sentence.ts';
import { headOf } from '../../exam-page.server.ts';
import { asked, resultsFor, versionOf } from './asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const { view, publications, runs, open } = await resultsFor(event);
	const head = await headOf(locals.db, view?.exam ?? (await getExam(locals.db, asked(event).examId)), locals.now());
	const version = versionOf(url);
	const common = { ...head, version, publications, open, newestRun: runs[0] ?? null };
	if (!view) return { ...common, ranked: null };
	const { ranking, input, publication, run } = view;
	const category = ranking.categories.find(({ name }) => name === url.searchParams.get('category'));
	const units = ranking.units.filter((row) => category === undefined || row.unit.category === category.name);
	const most = input.people.flatMap((person) => person.attempts).reduce((top, one) => Math.max(top, one.maxPoints), 0);
	return {
		...common,
		ranked: {
			publication,
			run: run && { id: run.id, at: run.at },
			rules: input.rules,
			sentence: summarySentence(ranking, input.rules, locals.locale),
			category: category?.name ?? null,
			categories: ranking.categories.map(({ name, figures, ranked }) => ({
				name,
				ranked,
				...figureLine(figures, input.rules)
			})),
			units: units.map((row) => unitLine(row, input.rules, locals.locale)),
			totals: figureLine(category?.figures ?? ranking.totals, input.rules),
			most: Math.max(most, input.rules.excellentLine)
		}
	};
};

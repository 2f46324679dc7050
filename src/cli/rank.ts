import { writeFileSync } from 'node:fs';
import type { Db } from '#lib/base/db/schema.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { openAttempts } from '#lib/results/ranking/publish.server.ts';
import { findRanking, type RankingSource, type RankingView } from '#lib/results/ranking/ranking.server.ts';
import { rankJson } from '#lib/results/report/rank-json.ts';
import { unitTable } from '#lib/results/report/unit-table.ts';
import { report } from '#i18n/report.ts';
import { examNamed } from './exam-show.ts';
import { openExisting } from './existing.ts';
import { help } from './rank/help.ts';
import { rankText } from './rank/report.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

function stop(code: ExitCode, why: string): ExitCode {
	process.stderr.write(`xuefa rank: ${why}\n`);
	return code;
}

/** The source asked for; undefined when the flags contradict each other or make no sense. */
function sourceOf({ flags }: Invocation): RankingSource | 'latest' | undefined {
	if (flags.preview !== undefined) return flags.publication === undefined ? { kind: 'dry' } : undefined;
	if (flags.publication === undefined) return 'latest';
	const no = Number(flags.publication);
	return Number.isInteger(no) && no >= 1 ? { kind: 'publication', no } : undefined;
}

async function writeTable(path: string, view: RankingView, category: string | undefined): Promise<void> {
	const { header, rows } = unitTable(view.ranking, view.input.rules, 'zh', category);
	const title = report('zh').resultTable(view.exam.title);
	const bytes = path.endsWith('.csv') ? csvBytes(header, rows) : await xlsxBytes('成绩统计表', header, rows, { title });
	writeFileSync(path, bytes);
}

async function rank(db: Db, invocation: Invocation): Promise<ExitCode> {
	const word = invocation.words.join(' ');
	const asked = sourceOf(invocation);
	const [category, out] = [flag(invocation, 'category'), flag(invocation, 'out')];
	if (word === '' || asked === undefined)
		return stop(2, `name one exam, and one of --publication N and --preview at most\n\n${help}`);
	if (invocation.flags.out !== undefined && !/\.(csv|xlsx)$/i.test(out ?? ''))
		return stop(2, '--out names a file that ends in .csv or .xlsx');
	const exam = await examNamed(db, word);
	const no = (reason: string, words: string) => refuse(invocation, 'rank', reason, words);
	if (!exam) return no('notFound', `there is no exam "${word}": give its number, its exact title or "latest"`);
	const latest = asked === 'latest' ? await findRanking(db, exam.id, { kind: 'publication' }) : undefined;
	const view = latest ?? (await findRanking(db, exam.id, asked === 'latest' ? { kind: 'dry' } : asked));
	if (!view) return no('noPublication', `exam ${exam.id} has no publication ${String(invocation.flags.publication)}`);
	if (category !== undefined && !view.ranking.categories.some((one) => one.name === category)) {
		const names = view.ranking.categories.map((one) => one.name).join(', ');
		return no('noCategory', `no unit of this exam is in the category "${category}"; there are: ${names}`);
	}
	const open = await openAttempts(db, exam.id);
	const json = { ...rankJson(view, category), openAttempts: open };
	if (!view.publication) process.stderr.write('xuefa rank: computed now from the answers, not published\n');
	if (!view.publication && open > 0)
		process.stderr.write(`xuefa rank: ${open} attempts are not handed in yet and not counted\n`);
	if (out !== undefined) await writeTable(out, view, category);
	answer(invocation, json, rankText(view, json));
	return 0;
}

export const rankVerb: Verb = {
	summary: 'the unit ranking of an exam, published or as a preview',
	help,
	async run(invocation) {
		const store = await openExisting();
		try {
			return await rank(store.db, invocation);
		} finally {
			await store.close();
		}
	}
};

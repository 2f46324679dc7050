import { formatInstant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findRanking, type RankingSource, type RankingView } from '#lib/results/ranking/ranking.server.ts';
import { type RankJson, rankJson } from '#lib/results/report/rank-json.ts';
import { summarySentence } from '#lib/results/report/sentence.ts';
import { report } from '#i18n/report.ts';

/** Columns that a character takes in a terminal: Chinese ones take two. */
const widthOf = (text: string): number =>
	[...text].reduce(
		(width, character) =>
			width +
			(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
				? 2
				: 1),
		0
	);

const padded = (text: string, width: number, right: boolean): string => {
	const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
	return right ? gap + text : text + gap;
};

/** The result table as text, with what it rests on. */
export function rankText(view: RankingView, json: RankJson): string {
	const t = report('zh');
	const { publication } = view;
	const source = publication
		? `${t.version(publication.no)} · ${formatInstant(publication.at)} · ${publication.snapshotHash.slice(0, 12)}`
		: t.preview;
	const header = [t.rank, t.unit, t.category, t.required, t.sat, t.participationRate, t.average, t.passRate];
	const columns = [...header, t.excellentRate, t.fullMarks, t.note];
	const rows = json.units.map((row) => [
		row.rank === null ? '—' : String(row.rank),
		row.unit,
		row.category,
		String(row.required),
		String(row.sat),
		row.participationRate ?? '—',
		row.average ?? '—',
		row.passRate ?? '—',
		row.excellentRate ?? '—',
		String(row.fullMarks),
		row.unranked ? t[row.unranked] : row.excellent ? t.excellent : ''
	]);
	const widths = columns.map((name, index) => Math.max(widthOf(name), ...rows.map((row) => widthOf(row[index] ?? ''))));
	const isText = new Set([1, 2, 10]);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, index) => padded(cell, widths[index] ?? 0, !isText.has(index)))
			.join('  ')
			.trimEnd();
	return [
		`${view.exam.title}（${source}）`,
		'',
		line(columns),
		...rows.map(line),
		'',
		summarySentence(view.ranking, view.input.rules, 'zh'),
		summarySentence(view.ranking, view.input.rules, 'en')
	].join('\n');
}

/** The ranking of an exam as JSON and as text for people. @throws when there is no such exam, publication or run */
export async function rankingReport(
	db: Db,
	examId: ExamId,
	source: RankingSource
): Promise<{ readonly json: RankJson; readonly text: string }> {
	const view = await findRanking(db, examId, source);
	if (!view) throw new Error(`exam ${examId} has no such ranking`);
	const json = rankJson(view);
	return { json, text: rankText(view, json) };
}

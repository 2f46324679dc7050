import { error, type RequestEvent } from '@sveltejs/kit';
import { type ExamId, parseId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import { type BureauResults, bureauResults } from '#lib/results/report/bureau.server.ts';
import type { RankingView } from '#lib/results/ranking/ranking.server.ts';

/** The one who asks and the exam asked for; an address that is no exam's is not found. */
export function asked({ locals, params }: RequestEvent): { viewer: Viewer; examId: ExamId } {
	const examId = parseId<'exam'>(params.exam);
	if (!locals.viewer || examId === undefined) error(404, 'notFound');
	return { viewer: locals.viewer, examId };
}

/** `?v=` of the address: the version looked at; '' is the newest. */
export const versionOf = (url: URL): string => url.searchParams.get('v') ?? '';

/** The version's query for links that stay in it, with further fields. */
export function queryOf(version: string, fields: Readonly<Record<string, string | number | undefined>> = {}): string {
	const query = new URLSearchParams(version === '' ? {} : { v: version });
	for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
	const text = query.toString();
	return text === '' ? '' : `?${text}`;
}

export async function resultsFor(event: RequestEvent): Promise<BureauResults> {
	const { viewer, examId } = asked(event);
	const outcome = await bureauResults(event.locals.db, viewer, examId, versionOf(event.url));
	if (!outcome.ok) error(404, 'notFound');
	return outcome.value;
}

/** As `resultsFor`, for pages that make no sense before the first scoring. */
export async function viewFor(event: RequestEvent): Promise<RankingView> {
	const { view } = await resultsFor(event);
	if (!view) error(404, 'notFound');
	return view;
}

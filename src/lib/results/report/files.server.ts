import { attachment } from '#lib/base/core/attachment.ts';
import { record } from '#lib/base/audit/audit.server.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import { formatPoints } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import type { Locale } from '#i18n/area.ts';
import { report } from '#i18n/report.ts';
import type { RankingView } from '../ranking/ranking.server.ts';
import { type PeopleFilter, peopleBehind } from './people.ts';
import { type PersonRow, personRows } from './people.server.ts';
import { type Table, unitTable } from './unit-table.ts';

export type FileFormat = 'csv' | 'xlsx';

/** A table as a download of that name. */
export async function fileAnswer(name: string, format: FileFormat, { header, rows }: Table): Promise<Response> {
	const bytes =
		format === 'csv' ? csvBytes(header, rows) : await xlsxBytes(name.slice(0, 31), header, rows, { title: name });
	const type =
		format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
	return new Response(new Uint8Array(bytes), {
		headers: {
			'content-type': type,
			'content-disposition': attachment(`${name.replace(/[\\/:*?"<>|]/g, ' ')}.${format}`)
		}
	});
}

export const tableFile = (
	name: string,
	format: FileFormat,
	view: RankingView,
	locale: Locale,
	category: string | undefined
): Promise<Response> => fileAnswer(name, format, unitTable(view.ranking, view.input.rules, locale, category));

/** A list of people with their results: never identity or telephone numbers. */
export function peopleTable(people: readonly PersonRow[], locale: Locale): Table {
	const t = report(locale);
	const bands = { excellent: t.bandExcellent, good: t.bandGood, pass: t.bandPass, fail: t.bandFail };
	const turnouts = {
		sat: t.turnoutSat,
		absent: t.turnoutAbsent,
		exempt: t.turnoutExempt,
		deferred: t.turnoutDeferred,
		voluntary: t.turnoutVoluntary
	};
	return {
		header: [t.no, t.unit, t.name, t.section, t.post, t.status, t.attempts, t.points, t.band, t.note],
		rows: people.map((person, index) => [
			...[index + 1, person.unit, person.name, person.section, person.post, turnouts[person.turnout]],
			...[person.attempts, person.points === null ? '' : formatPoints(person.points)],
			...[person.band === null ? '' : bands[person.band], person.blankOnly ? t.blank : '']
		])
	};
}

/** The people behind a number of a ranking as a file; who took it away is recorded. */
export async function peopleFile(
	db: Db,
	viewer: Viewer,
	view: RankingView,
	asks: PeopleFilter,
	file: { readonly name: string; readonly format: FileFormat; readonly locale: Locale },
	now: number
): Promise<Response> {
	const { exam, input } = view;
	const found = peopleBehind(input, asks);
	const people = await personRows(db, exam.id, found, input.units, input.rules.bands);
	const body = { group: asks.group, category: asks.category ?? null, people: people.length };
	await recordExport(db, viewer, exam.id, body, now);
	return fileAnswer(file.name, file.format, peopleTable(people, file.locale));
}

export async function recordExport(
	db: Db,
	viewer: Viewer,
	examId: number,
	body: Readonly<Record<string, unknown>>,
	now: number
): Promise<void> {
	const act = { act: 'results.exported', subjectKind: 'exam', subjectId: examId, body };
	await db.transaction().execute((trx) => record(trx, viewer, act, now));
}

import { record } from '#lib/base/audit/audit.server.ts';
import { formatInstant } from '#lib/base/core/clock.ts';
import { fileAnswer } from '#lib/results/report/files.server.ts';
import { isSelfStudy } from '#lib/study/session/counts.ts';
import { personRows } from '#lib/study/session/rows.server.ts';
import { actorName } from '#i18n/actor.ts';
import { attendance } from '#i18n/sessions-attendance.ts';
import { sessions } from '#i18n/sessions.ts';
import { type Asked, viewerOf, viewIn } from './door.ts';

/** The list with attendance as a file, formula-safe; who took it away is recorded. */
export async function exportFile(event: Asked): Promise<Response> {
	const view = await viewIn(event);
	const { db, locale, now } = event.locals;
	const [t, a] = [sessions(locale), attendance(locale)];
	const people = await personRows(db, view);
	const header = [
		...[a.serial, t.unitName, t.name, t.section, t.post, t.status, t.leaveKind, t.documentNo, t.walkIn, t.selfStudy],
		...[t.backfilled, a.by, a.time]
	];
	const yes = (isSo: boolean) => (isSo ? a.yes : '');
	const rows = people.map((row, index) => [
		...[index + 1, row.unitName, row.name, row.section, row.post, t[row.status]],
		...[row.leaveKind === null ? '' : t[row.leaveKind], row.documentNo, yes(row.walkIn), yes(isSelfStudy(row))],
		...[yes(row.late), row.markedBy === null ? '' : actorName(locale, row.markedBy)],
		row.markedAt === null ? '' : formatInstant(row.markedAt)
	]);
	const act = { act: 'studySession.exported', subjectKind: 'studySession', subjectId: view.session.id };
	const body = { people: people.length };
	await db.transaction().execute((trx) => record(trx, viewerOf(event), { ...act, body }, now()));
	const format = event.url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
	return fileAnswer(a.exportName(view.session.topic), format, { header, rows });
}

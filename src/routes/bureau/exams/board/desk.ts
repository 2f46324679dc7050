import { error } from '@sveltejs/kit';
import { parseId, type UnitId } from '#lib/base/core/ids.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { personOnBoard } from '#lib/exam/attempt/board-person.server.ts';
import { readBoardQuery, viewOf } from '#lib/exam/attempt/board-view.ts';
import { lookAtExam } from '#lib/exam/attempt/board.server.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { examOf } from '../exam-page.server.ts';

export type Desk = 'bureau' | 'unit';

/** Whom a viewer may see on the board of a desk. */
export const boardUnits = (db: Db, viewer: Viewer, desk: Desk): Promise<'all' | ReadonlySet<UnitId>> =>
	desk === 'unit'
		? visibleUnits(db, viewer, 'people.read')
		: Promise.resolve(mayEverywhere(viewer, 'exams.read') ? 'all' : new Set<UnitId>());

/** The published exam of a board; 404 for a draft: nobody sits it. */
export async function boardExam(db: Db, param: string): Promise<Exam> {
	const exam = await examOf(db, param);
	if (exam.publishedAt === null) error(404, 'notFound');
	return exam;
}

/** What the board shows at the moment of asking. */
export async function boardPage(locals: App.Locals, exam: Exam, desk: Desk, url: URL) {
	const { db, store, viewer, now } = locals;
	if (!viewer) error(404, 'notFound');
	const visible = await boardUnits(db, viewer, desk);
	const query = readBoardQuery(url.searchParams);
	const snapshot = await lookAtExam(store, exam.id, now());
	const view = viewOf(snapshot, query, visible);
	const units = snapshot.lines.filter(({ unitId }) => visible === 'all' || visible.has(unitId));
	return {
		view,
		query,
		still: url.searchParams.has('still'),
		units: units.map(({ unitId, name }) => ({ unitId, name }))
	};
}

/** One person's page; 404 outside the list as outside the own subtree. */
export async function boardPerson(locals: App.Locals, exam: Exam, desk: Desk, param: string) {
	const { db, store, viewer, now } = locals;
	const enrolmentId = parseId<'enrolment'>(param);
	if (!viewer || enrolmentId === undefined) error(404, 'notFound');
	const visible = await boardUnits(db, viewer, desk);
	const person = await personOnBoard(store, exam.id, enrolmentId, visible, now());
	if (!person) error(404, 'notFound');
	return person;
}

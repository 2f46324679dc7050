import { may } from '#lib/base/core/permit.ts';
import { confirmIdentity } from '#lib/exam/attempt/officer.server.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { posted, settled } from '../../../../../bureau/exams/board/acts.ts';
import { boardExam, boardPerson } from '../../../../../bureau/exams/board/desk.ts';
import { titleOf } from '../../../../../bureau/exams/exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const exam = await boardExam(locals.db, params.exam);
	const person = await boardPerson(locals, exam, 'unit', params.enrolment);
	return {
		exam: await titleOf(locals.db, exam, locals.now()),
		...person,
		acts: locals.viewer !== null && may(locals.viewer, 'identity.confirm') ? ('identity' as const) : null,
		done: url.searchParams.has('done')
	};
};

export const actions: Actions = {
	/** The only act of a unit: who sees the person can say so. */
	identity: async (event) => {
		const post = await posted(event);
		const { db, store, now } = event.locals;
		const visible = await visibleUnits(db, post.viewer, 'identity.confirm');
		const said = await confirmIdentity(store, post.viewer, { ...post.asked, note: post.note }, visible, now());
		return settled(event, 'identity', said, post);
	}
};

import { mayEverywhere } from '#lib/base/core/permit.ts';
import {
	closeByOfficer,
	confirmIdentity,
	extendPerson,
	releaseDevice,
	reopenAttempt,
	voidAttempt
} from '#lib/exam/attempt/officer.server.ts';
import { lastGrant } from '#lib/exam/plan/override.server.ts';
import { endSessionsOf } from '#lib/people/access/release.server.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { posted, settled } from '../../../board/acts.ts';
import { boardExam, boardPerson } from '../../../board/desk.ts';
import { headOf } from '../../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const exam = await boardExam(locals.db, params.exam);
	const person = await boardPerson(locals, exam, 'bureau', params.enrolment);
	return {
		...(await headOf(locals.db, exam, locals.now())),
		...person,
		shown: await lastGrant(locals.db, exam.id),
		acts: locals.viewer !== null && mayEverywhere(locals.viewer, 'exams.manage') ? ('all' as const) : null,
		done: url.searchParams.has('done')
	};
};

export const actions: Actions = {
	extend: async (event) => {
		const post = await posted(event);
		const { store, now } = event.locals;
		const { asked, minutes, shown } = post;
		const said = await extendPerson(store, post.viewer, { ...asked, minutes, shown }, now());
		return settled(event, 'extend', said, post);
	},
	release: async (event) => {
		const post = await posted(event);
		const { store, now } = event.locals;
		const said = await releaseDevice(store, post.viewer, post.asked, endSessionsOf, now());
		return settled(event, 'release', said, post);
	},
	close: async (event) => {
		const post = await posted(event);
		const { store, now } = event.locals;
		return settled(event, 'close', await closeByOfficer(store, post.viewer, post.asked, now()), post);
	},
	reopen: async (event) => {
		const post = await posted(event);
		const { store, now } = event.locals;
		const said = await reopenAttempt(store, post.viewer, { ...post.asked, minutes: post.minutes }, now());
		return settled(event, 'reopen', said, post);
	},
	void: async (event) => {
		const post = await posted(event);
		const { store, now } = event.locals;
		const said = await voidAttempt(store, post.viewer, { ...post.asked, typedName: post.typedName }, now());
		return settled(event, 'void', said, post);
	},
	identity: async (event) => {
		const post = await posted(event);
		const { db, store, now } = event.locals;
		const visible = await visibleUnits(db, post.viewer, 'identity.confirm');
		const said = await confirmIdentity(store, post.viewer, { ...post.asked, note: post.note }, visible, now());
		return settled(event, 'identity', said, post);
	}
};

import { error } from '@sveltejs/kit';
import { takesCodes, yearOf } from '#lib/study/session/session.ts';
import { sessionsOfPerson } from '#lib/study/session/person.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	if (viewer?.personId == null) error(404, 'notFound');
	const at = now();
	const all = await sessionsOfPerson(db, viewer.personId);
	const asked = url.searchParams.get('year') ?? '';
	const year = /^2\d{3}$/.test(asked) ? Number(asked) : yearOf(at);
	const years = [...new Set([yearOf(at), year, ...all.map(({ session }) => yearOf(session.startsAt))])];
	const own = all.filter(({ session }) => yearOf(session.startsAt) === year);
	return {
		year,
		years: years.sort((a, b) => b - a),
		present: own.filter(({ session, status }) => session.state === 'held' && status === 'present').length,
		selfStudy: own.filter(({ isSelfStudy }) => isSelfStudy).length,
		sessions: own.map((one) => ({
			...one,
			session: {
				...{ id: one.session.id, topic: one.session.topic, startsAt: one.session.startsAt, place: one.session.place },
				...{ kind: one.session.kind, level: one.session.level, state: one.session.state, laws: one.session.laws },
				...{ lecturer: one.session.lecturer, stateReason: one.session.stateReason }
			},
			maySignIn: takesCodes(one.session, at) && one.status === 'unmarked'
		}))
	};
};

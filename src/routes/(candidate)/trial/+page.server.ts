import { error } from '@sveltejs/kit';
import { openTrial } from '#lib/exam/attempt/trial.server.ts';
import { ownerMark } from '#lib/people/access/owner.server.ts';
import type { PageServerLoad } from './$types';

/** Every opening begins the trial anew. */
export const load: PageServerLoad = ({ locals }) => {
	const personId = locals.viewer?.personId;
	if (personId === null || personId === undefined) error(404, 'notFound');
	const { epoch, serverNow, deadlineAt } = openTrial(personId, locals.now());
	return { owner: ownerMark(locals.secret, personId), epoch, serverNow, deadlineAt };
};

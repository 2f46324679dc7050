import { error } from '@sveltejs/kit';
import { refusalOf } from '#lib/people/access/carried.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where the hook gets its refusals from, so that they look like every other error page. */
export const load: PageServerLoad = ({ url }) => {
	const asked = url.searchParams.get('status');
	if (asked === '401') error(401, 'signedOut');
	if (asked === '403') error(403, 'origin');
	if (asked === '413') error(413, 'tooLarge');
	error(404, 'notFound');
};

export const actions: Actions = {
	/** The hook hands on what was posted to `again` by nobody (401), or by an account that sits no exams (404). */
	async default({ request, url, isSubRequest, locals }) {
		if (!isSubRequest) error(404, 'notFound');
		const again = new URL(url.searchParams.get('again') ?? '/', url.origin);
		const [status, reason] = locals.viewer ? ([404, 'otherPerson'] as const) : ([401, 'signedOut'] as const);
		error(status, refusalOf(reason, again, await request.formData()));
	}
};

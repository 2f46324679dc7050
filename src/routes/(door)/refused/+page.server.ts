import { error } from '@sveltejs/kit';
import { carried } from '#lib/people/access/carried.ts';
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
	/** What was posted after the sign-in had ended: refused, and carried on. */
	async default({ request, url }) {
		const again = new URL(url.searchParams.get('again') ?? '/', url.origin);
		const form = await request.formData();
		if (!again.pathname.startsWith('/attempts/')) error(401, 'signedOut');
		error(401, { message: 'signedOut', carried: carried(again, form) });
	}
};

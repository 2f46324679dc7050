import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Where the hook gets its refusals from, so that they look like every other error page. */
export const load: PageServerLoad = ({ url }) => {
	const asked = url.searchParams.get('status');
	if (asked === '401') error(401, 'signedOut');
	if (asked === '403') error(403, 'origin');
	if (asked === '413') error(413, 'tooLarge');
	error(404, 'notFound');
};

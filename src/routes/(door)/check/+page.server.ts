import { redirect } from '@sveltejs/kit';
import { browserName } from '#lib/exam/attempt/device-check.ts';
import { cookieOptions } from '#lib/people/access/cookie.ts';
import type { PageServerLoad } from './$types';

const probe = 'check';

/** What the server can see of the machine; cookies are tried by setting one and coming again. */
export const load: PageServerLoad = ({ cookies, locals, request, url }) => {
	const kept = cookies.get(probe) !== undefined;
	const options = cookieOptions(url.protocol === 'https:');
	if (!kept && !url.searchParams.has('again')) {
		cookies.set(probe, '1', { ...options, maxAge: 600 });
		redirect(303, '/check?again');
	}
	// Taken away once seen: the next look tries anew.
	if (kept) cookies.delete(probe, options);
	const browser = browserName(request.headers.get('user-agent') ?? '');
	return { browser, kept, serverNow: locals.now(), secure: url.protocol === 'https:' };
};

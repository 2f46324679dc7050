import { localeOf } from '#i18n/area.ts';
import { redirect, type RequestHandler } from '@sveltejs/kit';

/** A year: the choice belongs to the browser, and to the account when someone is signed in. */
const maxAge = 365 * 24 * 3600;

/** Language and type size, for everyone, before login too; answers by going back where the form stood. */
export const POST: RequestHandler = async ({ request, cookies, locals, url }) => {
	const form = await request.formData();
	const options = { path: '/', maxAge, httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const;
	const locale = form.get('locale');
	const type = form.get('type');
	if (typeof locale === 'string') cookies.set('locale', localeOf(locale), options);
	if (typeof type === 'string') cookies.set('type', type === 'large' ? 'large' : 'normal', options);
	const accountId = locals.viewer?.accountId;
	if (accountId) {
		const changed = {
			...(typeof locale === 'string' ? { locale: localeOf(locale) } : {}),
			...(typeof type === 'string' ? { largeType: Number(type === 'large') } : {})
		};
		if (Object.keys(changed).length > 0)
			await locals.db.updateTable('account').set(changed).where('id', '=', accountId).execute();
	}
	const back = form.get('back');
	redirect(303, typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : '/');
};

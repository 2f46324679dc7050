import { redirect } from '@sveltejs/kit';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { listAudit } from '#lib/people/access/audit-list.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer }, url }) => {
	if (!viewer) redirect(303, '/login');
	const word = (name: string) => (url.searchParams.get(name) ?? '').trim().slice(0, 64);
	const asked = { act: word('act'), actor: word('actor'), before: parseId<'audit'>(url.searchParams.get('before')) };
	const page = await listAudit(db, viewer, asked);
	const { lines, older } = page.ok ? page.value : { lines: [], older: null };
	// Walking the whole chain reads every entry: only when asked for.
	const chain = url.searchParams.has('check') ? await verifyChain(db) : null;
	return { act: asked.act, actor: asked.actor, paged: asked.before !== undefined, lines, older, chain };
};

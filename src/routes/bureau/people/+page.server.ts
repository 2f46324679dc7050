import { mayEverywhere } from '#lib/base/core/permit.ts';
import { waitingTransfers } from '#lib/people/roster/transfer.server.ts';
import { peopleDesk } from '../../unit/people/people-desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { db, viewer } = event.locals;
	const decides = viewer !== null && mayEverywhere(viewer, 'roster.import');
	return { ...(await peopleDesk(event)), waiting: decides ? await waitingTransfers(db, viewer) : null };
};

import { may } from '#lib/base/core/permit.ts';
import { listBanks } from '#lib/content/item/bank.server.ts';
import { listBlueprints } from '#lib/content/paper/blueprint.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { statesOf } from '#lib/exam/plan/state.server.ts';
import { waitingTransfers } from '#lib/people/roster/transfer.server.ts';
import { census } from '#lib/people/access/census.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const [people, banks, exams] = [
		await census(db, 'all', now()),
		viewer && may(viewer, 'items.read') ? await listBanks(db) : [],
		viewer && may(viewer, 'exams.read') ? await listExams(db) : []
	];
	const state = await statesOf(db, exams, now());
	return {
		people,
		transfers: viewer ? await waitingTransfers(db, viewer) : 0,
		items: banks
			.filter(({ purpose }) => purpose === 'exam')
			.flatMap((bank) => bank.counts)
			.reduce((sum, { items }) => sum + items, 0),
		blueprints: (await listBlueprints(db)).length,
		exams: exams.map((exam) => {
			const { id, title, opensAt, closesAt } = exam;
			return { id, title, opensAt, closesAt, state: state(exam) };
		})
	};
};

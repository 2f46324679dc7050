import type { Db } from '#lib/base/db/schema.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { basisOf } from './basis.server.ts';
import { type Outdated, outdated } from './verdict.ts';
import { verdictsOf, type KeptVerdict } from './verdict.server.ts';

/** How an exam stands with its rehearsals; everything but `fresh` is worth a warning before it is published. */
export interface Standing {
	readonly state: 'none' | 'unsound' | 'outdated' | 'noGo' | 'fresh';
	/** What has changed since the newest verdict. */
	readonly changed: readonly Outdated[];
	/** The newest first. */
	readonly verdicts: readonly KeptVerdict[];
}

export async function rehearsalStanding(db: Db, secret: Buffer, exam: Exam, programFolder: string): Promise<Standing> {
	const verdicts = await verdictsOf(db, secret, exam.id);
	const newest = verdicts[0];
	if (!newest) return { state: 'none', changed: [], verdicts };
	const basis = await basisOf(db, exam, programFolder);
	const changed = basis ? outdated(newest.verdict.basis, basis) : (['paper'] as const);
	const { decision } = newest.verdict;
	const state = !newest.sound ? 'unsound' : changed.length > 0 ? 'outdated' : decision === 'noGo' ? 'noGo' : 'fresh';
	return { state, changed, verdicts };
}

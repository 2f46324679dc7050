import type { Db } from '#lib/base/db/schema.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { basisOf } from './basis.server.ts';
import { type Outdated, outdated, type StandingState } from './verdict.ts';
import { countingVerdict, type KeptVerdict, verdictsOf } from './verdict.server.ts';

/** How an exam stands with its rehearsals. */
export interface Standing {
	readonly state: StandingState;
	/** What has changed since the verdict that counts. */
	readonly changed: readonly Outdated[];
	/** The newest verdict that says something. */
	readonly counts: KeptVerdict | undefined;
	/** The newest first. */
	readonly verdicts: readonly KeptVerdict[];
}

export async function rehearsalStanding(db: Db, secret: Buffer, exam: Exam, programFolder: string): Promise<Standing> {
	const verdicts = await verdictsOf(db, secret, exam.id);
	const counts = countingVerdict(verdicts);
	if (!counts) return { state: verdicts.length > 0 ? 'tooFew' : 'none', changed: [], counts, verdicts };
	const { sound, verdict } = counts;
	const basis = await basisOf(db, exam, programFolder);
	const changed = basis ? outdated(verdict.basis, basis) : (['paper'] as const);
	const crowded = basis !== undefined && verdict.seats !== null && basis.atOnce > verdict.seats;
	const holds = verdict.decision === 'noGo' ? 'noGo' : crowded ? 'crowded' : 'fresh';
	return { state: !sound ? 'unsound' : changed.length > 0 ? 'outdated' : holds, changed, counts, verdicts };
}

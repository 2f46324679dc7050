import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ExamId, UnitId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { grantSessions, type Session } from '#lib/exam/plan/sessions.server.ts';
import { sessionsOf } from '#lib/exam/rehearsal/slots.ts';
import { countingVerdict, verdictsOf } from '#lib/exam/rehearsal/verdict.server.ts';
import { answer, type ExitCode, flag, type Invocation, refuse } from '../verb.ts';

const instant = v.pipe(v.number(), v.integer(), v.minValue(0));
const slotFile = v.array(
	v.object({
		opensAt: instant,
		closesAt: instant,
		units: v.array(v.object({ unitId: v.pipe(v.number(), v.integer(), v.minValue(1)) }))
	})
);

/** Sessions from a file: the array, or the whole JSON answer that holds it as `slots`. */
function readSlots(path: string): readonly Session[] | undefined {
	try {
		const parsed = JSON.parse(readFileSync(path, 'utf8')) as { readonly slots?: unknown };
		const { success, output } = v.safeParse(slotFile, parsed.slots ?? parsed);
		return success
			? output.map(({ units, ...slot }) => ({ ...slot, unitIds: units.map(({ unitId }) => unitId as UnitId) }))
			: undefined;
	} catch {
		return undefined;
	}
}

/** `xuefa rehearse EXAM --apply`: gives units the sessions of the newest verdict, or of a file. */
export async function applySlots(
	{ db }: Store,
	secret: Buffer,
	examId: ExamId,
	invocation: Invocation
): Promise<ExitCode> {
	const path = flag(invocation, 'slots');
	const counts = countingVerdict(await verdictsOf(db, secret, examId));
	if (path === undefined && counts && !counts.sound)
		return refuse(invocation, 'rehearse', 'notSound', 'the verdict is not what was signed: rehearse again');
	const sessions = path === undefined ? sessionsOf(counts?.verdict.slots ?? []) : readSlots(path);
	if (!sessions) return refuse(invocation, 'rehearse', 'unreadable', `${path}: no list of sessions`);
	const granted = await grantSessions(db, operator, examId, { sessions, reason: '演练建议的时段' }, Date.now());
	if (!granted.ok) {
		const hint =
			granted.reason === 'published' ? 'a published exam only widens; make sessions while it is a draft' : '';
		return refuse(invocation, 'rehearse', granted.reason, `${granted.reason} ${hint}`.trim());
	}
	answer(invocation, { units: granted.value }, `${granted.value} units have sessions of their own`);
	return 0;
}

import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { toShown } from './answer-sheet.ts';
import { sameAnswer } from './attempt.ts';
import type { AttemptHeader } from './attempt.server.ts';
import type { SittingForm } from './form.ts';
import { openLedger } from './ledger.server.ts';
import { ledgersOf } from './ledgers.server.ts';
import type { ReadOp } from './read-request.ts';
import { applyOp } from './save.server.ts';
import type { AckStatus } from './attempt-rules.ts';

/** What became of a posted form: shown numbers by outcome; a number in none of them was not changed on that page. */
export interface FormOutcome {
	readonly numbers: Readonly<Record<AckStatus, readonly number[]>>;
	readonly state: 'open' | 'submitted' | 'voided';
	readonly answered: number;
}

/**
 * What a page shows its candidate, as far as the record knows: everything that stood when its epoch was issued, and what
 * was saved from it since. Found from the log, so the page need not be believed about it.
 */
function pageView(raw: Sqlite.Database, attemptId: AttemptId, epoch: number) {
	const view = new Map<number, { answer: readonly string[]; marked: boolean }>();
	let rev = 0;
	let shown = true;
	for (const event of ledgersOf(raw).history(attemptId)) {
		if (event.kind === 'opened' && event.epoch === epoch) shown = false;
		// What came late is not shown, but its rev is taken: a second form of the page is another edit than the first.
		if (event.kind === 'late' && event.epoch === epoch) rev = Math.max(rev, event.rev);
		if (event.kind !== 'responded' && event.kind !== 'marked' && event.kind !== 'adopted') continue;
		if (event.epoch === epoch) rev = Math.max(rev, event.rev);
		else if (!shown) continue;
		view.set(event.slot, { answer: event.answer, marked: event.marked });
	}
	return { view, rev };
}

/**
 * Saves a posted sitting page. Only what differs from what that page showed is an edit, with the page's own epoch and
 * the next rev of it: so a form from an older tab fills what no newer page has touched, and overwrites nothing newer
 * (it comes back as `stale` and the page says so). An epoch that was never given is of a server that was set back since:
 * the form is its page's whole word, and goes on under an epoch of this one. Resolves after COMMIT.
 * @param session names the session in the record, should an epoch be given
 */
export async function saveForm(
	store: Store,
	header: AttemptHeader,
	form: SittingForm,
	receivedAt: Instant,
	session = ''
): Promise<FormOutcome> {
	return store.saves.push((raw) => {
		const ledger = openLedger(raw, header.id);
		const { view, rev: known } = pageView(raw, header.id, form.epoch);
		const rev = Math.max(known, form.rev) + 1;
		const given = ledger.state.epoch;
		const isStrange = form.epoch > given && ledger.state.status === 'open';
		const epoch = isStrange ? given + 1 : form.epoch;
		if (isStrange)
			ledger.append({ kind: 'opened', epoch, session }, { receivedAt, clientAt: null, actor: 'candidate' });
		const numbers: Record<AckStatus, number[]> = {
			applied: [],
			dup: [],
			stale: [],
			late: [],
			closed: [],
			rejected: []
		};
		for (const [number, posted] of form.answers) {
			const question = header.sheet.question(number);
			const shown = question && view.get(question.slot);
			const [before, wasMarked] = question && shown ? [toShown(question, shown.answer), shown.marked] : [[], false];
			// What a page that was cut off does not post of a question may have stood beyond the cut.
			const isPart = form.isCut && posted.answer.length > 0 && posted.answer.every((one) => before.includes(one));
			const answer = isPart ? before : posted.answer;
			const marked = posted.marked || (isPart === true && wasMarked);
			if (sameAnswer(before, answer) && wasMarked === marked) continue;
			const op: ReadOp = { ok: true, op: { number, epoch, rev, answer, marked } };
			numbers[applyOp(ledger, header.sheet, op, receivedAt).status].push(number);
		}
		ledger.seal(receivedAt);
		return { numbers, state: ledger.state.status, answered: ledger.state.answered };
	});
}

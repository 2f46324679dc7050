import { rehearsal } from '#i18n/rehearsal.ts';
import type { StepName } from '#lib/exam/rehearsal/capacity.ts';
import type { Finding, StandingState } from '#lib/exam/rehearsal/verdict.ts';
import type { ExamState } from '#lib/exam/plan/scheme.ts';

type Words = ReturnType<typeof rehearsal>;
type Detail = Readonly<Record<string, string | number>>;

/** "start" is also the word of a button. */
export const stepWord = (t: Words, step: StepName): string => (step === 'start' ? t.startStep : t[step]);

const number = (detail: Detail, name: string): number => Number(detail[name] ?? 0);
const text = (detail: Detail, name: string): string => String(detail[name] ?? '');

/** Why a rehearsal does not begin or came to no verdict, and why sessions were not taken. */
export function refusalWords(t: Words, reason: string, detail: Detail = {}): string {
	const spoken: Readonly<Record<string, () => string>> = {
		sitting: () => (detail.people === undefined ? t.stoppedSitting : t.sittingNow(number(detail, 'people'))),
		opensSoon: () => t.opensSoon(text(detail, 'title'), text(detail, 'at')),
		running: () => t.alreadyRunning,
		noSpace: () => t.noSpace(number(detail, 'megabytes')),
		cutsShort: () => t.cutsShort(text(detail, 'who'))
	};
	const plain = (t as unknown as Readonly<Record<string, unknown>>)[reason];
	return spoken[reason]?.() ?? (typeof plain === 'string' ? plain : reason);
}

export function findingWords(t: Words, { reason, detail }: Finding): string {
	const step = stepWord(t, text(detail, 'step') as StepName);
	switch (reason) {
		case 'errors':
			return t.errors(step, number(detail, 'count'));
		case 'slow':
			return t.slow(step, Math.round(number(detail, 'p99')), number(detail, 'most'));
		case 'tooFew':
			return t.tooFewHeads(number(detail, 'heads'), number(detail, 'needed'));
		case 'tooMany':
			return t.tooMany(number(detail, 'atOnce'), number(detail, 'seats'));
		case 'unitTooLarge':
			return t.unitTooLarge(text(detail, 'unit'), number(detail, 'heads'));
		default:
			return t[reason](number(detail, 'count'));
	}
}

/**
 * Sentences of the overview about the rehearsals of an exam. Once it is open, only what speaks against it: it is too late
 * to rehearse.
 */
export function rehearsalWarning(t: Words, standing: StandingState, exam: ExamState): readonly string[] {
	const draft = exam === 'draft';
	const rehearse = (what: string) => (exam === 'open' ? [] : [what, draft ? t.adviceDraft : t.adviceSoon]);
	switch (standing) {
		case 'none':
			return rehearse(t.warnNone);
		case 'tooFew':
			return rehearse(t.warnTooFew);
		case 'outdated':
			return rehearse(t.warnOutdated);
		case 'unsound':
			return [t.warnUnsound];
		case 'noGo':
			return [t.warnNoGo];
		case 'crowded':
			return [t.warnCrowded, draft ? t.adviceSessions : t.adviceStagger];
		case 'fresh':
			return [];
	}
}

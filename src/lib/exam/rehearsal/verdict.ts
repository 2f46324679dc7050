import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { type StepName, stepNames } from './capacity.ts';
import type { Peaks } from './load.ts';
import type { Slot } from './slots.ts';

/** What one kind of step took. Times in milliseconds; processor time is null where the machine does not tell. */
export interface StepFigures {
	readonly count: number;
	readonly errors: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
	readonly cpuMs: number | null;
}

/** What was measured, nothing judged yet. */
export interface Figures {
	readonly heads: number;
	readonly seconds: number;
	readonly steps: Readonly<Partial<Record<StepName, StepFigures>>>;
	readonly acknowledged: number;
	readonly lost: number;
	readonly scores: number;
	readonly wrong: number;
	readonly withoutReceipt: number;
	/** People who could not go through to the end. */
	readonly unfinished: number;
	/** The first error in words of the server. */
	readonly firstError: string | null;
	/** Highest rates, as rehearsed and as they would be in earnest with the same heads. */
	readonly peaks: { readonly rehearsed: Peaks; readonly real: Peaks };
	/** Server CPU-milliseconds of one whole way through the exam, in the crowd; null where the machine does not tell. */
	readonly journeyMs: number | null;
}

/** What a verdict holds for. Another paper, many more people, a sharper rush, another program or machine: it is out of date. */
export interface Basis {
	/** SHA-256 over rules, blueprint and papers. */
	readonly paper: string;
	/** People enrolled who may sit. */
	readonly enrolled: number;
	/** How many of them come at once: all, or those of the fullest session. */
	readonly atOnce: number;
	/** The time within which those arrive, in milliseconds (load.ts). */
	readonly arrivalMs: number;
	readonly version: string;
	readonly machine: string;
}

export type Decision = 'go' | 'slots' | 'noGo';

export type Reason =
	'lost' | 'wrong' | 'withoutReceipt' | 'unfinished' | 'errors' | 'slow' | 'tooFew' | 'tooMany' | 'unitTooLarge';

export interface Finding {
	readonly reason: Reason;
	readonly detail: Readonly<Record<string, string | number>>;
}

export interface Verdict {
	readonly examId: ExamId;
	readonly at: Instant;
	readonly basis: Basis;
	readonly figures: Figures;
	/** How many sit at once: all enrolled, or those of the fullest session. */
	readonly atOnce: number;
	/** How many this machine can seat at once for this exam; null where processor time is not known. */
	readonly seats: number | null;
	readonly decision: Decision;
	readonly findings: readonly Finding[];
	/** Proposed sessions; empty when all can sit at once. */
	readonly slots: readonly Slot[];
}

/** What 99 of 100 must not exceed, in milliseconds (reliability.md F-34 to F-36, with room for a busy office machine). */
export const slowestMs: Readonly<Record<StepName, number>> = {
	login: 5000,
	rules: 3000,
	start: 3000,
	page: 3000,
	open: 3000,
	save: 1000,
	submit: 3000,
	result: 3000
};

/** One answer in a thousand may have to be sent again: outboxes do that by themselves. */
const errorShare = 0.001;

/** How many simulated people it takes to say go for so many at once. */
export const neededHeads = (atOnce: number): number => 2 * atOnce;

/**
 * Judges what was measured. Fewer people than it takes show what is broken, and nothing else: no go, no seats, no sessions.
 * @param slots the proposal when not all can sit at once; a refusal names the unit that is too large for any
 */
export function judge(
	figures: Figures,
	atOnce: number,
	seats: number | null,
	slots:
		| { readonly ok: true; readonly value: readonly Slot[] }
		| { readonly ok: false; readonly detail?: Readonly<Record<string, string | number>> }
		| undefined
): Pick<Verdict, 'decision' | 'findings' | 'slots'> {
	const findings: Finding[] = [];
	for (const reason of ['lost', 'wrong', 'withoutReceipt', 'unfinished'] as const)
		if (figures[reason] > 0) findings.push({ reason, detail: { count: figures[reason] } });
	for (const step of stepNames) {
		const found = figures.steps[step];
		if (!found) continue;
		const { errors, count, p99 } = found;
		if (errors > count * errorShare) findings.push({ reason: 'errors', detail: { step, count: errors } });
		if (p99 > slowestMs[step]) findings.push({ reason: 'slow', detail: { step, p99, most: slowestMs[step] } });
	}
	const broken = findings.length > 0;
	const needed = neededHeads(atOnce);
	const tooFew = !broken && figures.heads < needed;
	if (tooFew) findings.push({ reason: 'tooFew', detail: { heads: figures.heads, needed } });
	const crowded = !tooFew && seats !== null && seats < atOnce;
	if (crowded) findings.push({ reason: 'tooMany', detail: { atOnce, seats } });
	if (crowded && slots && !slots.ok) findings.push({ reason: 'unitTooLarge', detail: slots.detail ?? {} });
	const divided = crowded && slots?.ok === true ? slots.value : [];
	const decision = broken || tooFew || (crowded && divided.length === 0) ? 'noGo' : crowded ? 'slots' : 'go';
	return { decision, findings, slots: divided };
}

/** What a verdict says. That of too few people says nothing, which the record keeps as no go. */
export const sayingOf = ({ decision, findings }: Pick<Verdict, 'decision' | 'findings'>): Decision | 'tooFew' =>
	findings.some(({ reason }) => reason === 'tooFew') ? 'tooFew' : decision;

export type Outdated = 'paper' | 'enrolled' | 'atOnce' | 'arrival' | 'version' | 'machine';

/**
 * What has changed since the verdict was measured; none: it still holds. A tenth more or fewer people is no change, and
 * neither is a load that has only become lighter. Written so that what an older verdict did not note has changed.
 */
export function outdated(then: Basis, now: Basis): readonly Outdated[] {
	const moved = Math.abs(now.enrolled - then.enrolled) * 10 > then.enrolled;
	return [
		...(then.paper === now.paper ? [] : (['paper'] as const)),
		...(moved ? (['enrolled'] as const) : []),
		...(now.atOnce * 10 <= then.atOnce * 11 ? [] : (['atOnce'] as const)),
		...(now.arrivalMs >= then.arrivalMs ? [] : (['arrival'] as const)),
		...(then.version === now.version ? [] : (['version'] as const)),
		...(then.machine === now.machine ? [] : (['machine'] as const))
	];
}

/**
 * How an exam stands with its rehearsals; everything but `fresh` is worth a warning. `tooFew`: rehearsed, but never with
 * enough people · `crowded`: by the windows as they are now, more come at once than the machine seats: proposed sessions
 * were not taken, or were widened again.
 */
export type StandingState = 'none' | 'tooFew' | 'unsound' | 'outdated' | 'noGo' | 'crowded' | 'fresh';

/** JSON with the names of every object in order: the same content is always the same text. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const entries = Object.entries(value).filter(([, held]) => held !== undefined);
	return `{${entries
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`)
		.join(',')}}`;
}

import type { Instant } from '#lib/base/core/clock.ts';
import { personName } from '#lib/base/core/text.ts';
import type { Attempt } from './attempt.ts';

/** A reopened attempt has at least this long: less is no chance to do anything. */
export const leastReopenedMs = 60_000;

/** What was left of the working time when the attempt was handed in; 0 when the clock closed it. */
export const leftAtSubmission = ({ deadlineAt, submittedAt }: Pick<Attempt, 'deadlineAt' | 'submittedAt'>): number =>
	submittedAt === null ? 0 : Math.max(0, deadlineAt - submittedAt);

/**
 * The deadline of an attempt reopened now: it grants at least the time that was left when it was handed in, more where
 * the officer gives more, and never lies before the deadline that stood. Undefined when that comes to less than
 * `leastReopenedMs`.
 */
export function reopenedDeadline(
	attempt: Pick<Attempt, 'deadlineAt' | 'submittedAt'>,
	moreMs: number,
	now: Instant
): Instant | undefined {
	const deadlineAt = Math.max(attempt.deadlineAt, now + leftAtSubmission(attempt) + moreMs);
	return deadlineAt - now < leastReopenedMs ? undefined : deadlineAt;
}

/** Whether what was typed is the person's name: spaces and the several middle dots do not matter. */
export const namesPerson = (typed: string, name: string): boolean => personName(typed) === personName(name);

import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { fitsRoomCode } from './safeguards.server.ts';

/**
 * Twenty codes in ten minutes are plenty for whoever reads them off the wall, and hopeless for a script: two or three of
 * a million are taken at a time. Counted for the account and the exam alone, so that nobody can shut others out; in
 * memory, so that a restart forgives.
 */
const tries = new RateLimiterMemory({ keyPrefix: 'room', points: 20, duration: 10 * 60 });

/** Whether the code that was typed opens the room. Counted before it is looked at: a thousand at once are a thousand. */
export async function tryRoomCode(
	secret: Buffer,
	examId: ExamId,
	personId: PersonId,
	typed: string,
	now: Instant
): Promise<Outcome<null, 'roomCode' | 'roomTries'>> {
	if (typed === '') return refused('roomCode');
	const key = `${examId}/${personId}`;
	const { consumedPoints, msBeforeNext } = await tries.penalty(key);
	if (consumedPoints > tries.points) return refused('roomTries', { minutes: Math.ceil(msBeforeNext / 60_000) });
	if (!fitsRoomCode(secret, examId, typed, now)) return refused('roomCode');
	await tries.delete(key);
	return done(null);
}

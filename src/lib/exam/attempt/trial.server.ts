import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import type { ReadRequest } from './read-request.ts';
import { opened, saved, synced, type Trial } from './trial.ts';
import type { SaveAnswer, SyncAnswer } from './wire.ts';

/** Trials of this process, in memory only: "durable" is played here, as everything else about a trial is. */
const trials = new Map<PersonId, Trial>();

/** About a kilobyte each; the one opened longest ago goes first. */
const mostKept = 20_000;

export function openTrial(personId: PersonId, now: Instant): SyncAnswer {
	const trial = opened(trials.get(personId), now);
	trials.delete(personId);
	const oldest = trials.keys().next().value;
	if (trials.size >= mostKept && oldest !== undefined) trials.delete(oldest);
	trials.set(personId, trial);
	return synced(trial, now);
}

/** Undefined when there is no trial of this person: the server was started again since. */
export function syncTrial(personId: PersonId, now: Instant): SyncAnswer | undefined {
	const trial = trials.get(personId);
	return trial && synced(trial, now);
}

export function saveTrial(personId: PersonId, read: ReadRequest, now: Instant): SaveAnswer | undefined {
	const trial = trials.get(personId);
	if (!trial) return undefined;
	const outcome = saved(trial, read, now);
	trials.set(personId, outcome.trial);
	return outcome.answer;
}

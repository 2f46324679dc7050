import { expect, test } from 'vitest';
import { opened, saved, synced, trialQuestions } from '#lib/exam/attempt/trial.ts';

const op = (number: number, epoch: number, rev: number, answer: readonly string[]) =>
	({ ok: true, op: { number, epoch, rev, answer, marked: false } }) as const;
const request = (epoch: number, ...ops: readonly ReturnType<typeof op>[]) => ({ epoch, batch: 'b', ops });

test('a trial answers as an attempt does: applied, repeated, overtaken, refused', () => {
	let trial = opened(undefined, 1000);
	const first = saved(trial, request(1, op(1, 1, 2, ['T'])), 1000);
	expect(first.answer).toMatchObject({ durable: true, batch: 'b', lease: 'held', state: 'open', answered: 1 });
	trial = first.trial;
	const more = saved(
		trial,
		request(1, op(1, 1, 2, ['T']), op(1, 1, 1, ['F']), op(trialQuestions + 1, 1, 3, ['T'])),
		1001
	);
	expect(more.answer.acks.map(({ status }) => status)).toEqual(['dup', 'stale', 'rejected']);
	expect(more.answer.acks[1]?.current?.answer).toEqual(['T']);
	expect(synced(more.trial, 1002).responses).toEqual([{ number: 1, epoch: 1, rev: 2, answer: ['T'], marked: false }]);
});

test('opened again it begins empty under a new epoch, and the older page is told', () => {
	const before = saved(opened(undefined, 1), request(1, op(1, 1, 1, ['T'])), 1).trial;
	const again = opened(before, 2);
	expect(synced(again, 2)).toMatchObject({ epoch: 2, responses: [] });
	expect(saved(again, request(1, op(1, 1, 2, ['T'])), 3).answer.lease).toBe('lost');
});

import { expect, test } from 'vitest';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { verdictsOf, verifyVerdicts } from '#lib/exam/rehearsal/verdict.server.ts';
import { draft, keep, program, secret } from '../stories/rehearsal-place.ts';

const stateOf = async ({ db, exam }: Awaited<ReturnType<typeof draft>>) =>
	(await rehearsalStanding(db, secret, exam, program)).state;

// The verdict never looked at how many had sat: one simulated person gave a signed "go" for an exam of six.
test('one head is no go for six people: it says how many it takes, and is kept as a figure', async () => {
	const place = await draft();
	const { decision, findings } = await keep(place, 500, { heads: 1 });
	expect([decision, findings]).toEqual(['noGo', [{ reason: 'tooFew', detail: { heads: 1, needed: 12 } }]]);
	expect((await verdictsOf(place.db, secret, place.exam.id))[0]?.verdict.figures.heads).toBe(1);
	expect(await verifyVerdicts(place.db, secret)).toEqual({ checked: 1, faults: [] });
	expect(await stateOf(place)).toBe('tooFew');
});

test('control: twice as many as come at once are a go, and a small rehearsal after it takes nothing from that', async () => {
	const place = await draft();
	expect((await keep(place, 500, { heads: 12 })).decision).toBe('go');
	expect((await keep(place, 500, { heads: 11 })).decision).toBe('noGo');
	expect(await stateOf(place)).toBe('fresh');
	await keep(place, 500, { heads: 1, lost: 1 });
	expect(await stateOf(place), 'a lost answer is one whoever sat').toBe('noGo');
});

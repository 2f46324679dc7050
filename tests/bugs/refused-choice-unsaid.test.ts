import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const durationMs = 3000;
const doors = await openDoors((store) =>
	openExam(store, 2, { feedback: 'nothing', durationMs, graceMs: 60_000 }).then(() => undefined)
);

/** A form of the page as it stands, with a choice that question 1 does not have. */
async function posted(n: number, act: string) {
	const candidate = doors.client();
	await candidate.signIn(`S${n}`, password);
	const at = (await candidate.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	const epoch = /name="epoch" value="(\d+)"/.exec((await candidate.get(at)).text)?.[1] ?? '';
	return {
		candidate,
		post: () => candidate.post(`${at}?/${act}`, { epoch, rev: '0', questions: '10', q1: 'Z', q2: 'T' })
	};
}

// The page that confirms the hand-in never said that a choice had been refused.
test('a refused choice is told before handing in', async () => {
	const { candidate, post } = await posted(1, 'submit');
	const location = (await post()).location ?? '';
	expect(location).toMatch(/\/submit\?saved=1&rejected=1$/);
	expect((await candidate.get(location)).text).toContain('第 1 题没有保存');
});

// Within the grace the paper leads on to that page, and what was to be said got lost on the way.
test('so it is when time is up', async () => {
	const { candidate, post } = await posted(2, 'save');
	await new Promise((later) => setTimeout(later, durationMs + 200));
	let location = (await post()).location ?? '';
	for (let step = 0; step < 2 && !location.includes('/submit'); step++)
		location = (await candidate.get(location)).location ?? '';
	expect((await candidate.get(location)).text).toContain('第 1 题没有保存');
});

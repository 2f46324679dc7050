import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';
import { amendKey } from '#lib/exam/scoring/amendment.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, minute, sit } from '../stories/attempt-exam.ts';
import { officer } from '../stories/board-duty.ts';

/** An exam of an hour ago with one paper handed in, whose first answer is right. */
async function over(feedback: Scheme['feedback']) {
	const ended = Date.now() - 60 * minute;
	const begun = ended - 120 * minute;
	let code = '';
	const doors = await openDoors(async (store) => {
		const window = { opensAt: ended - 240 * minute, closesAt: ended };
		const scheme = { feedback, shuffleItems: false, shuffleOptions: false };
		const { header, epoch } = await sit(store, await openExam(store, 1, scheme, window), begun);
		code = header.code;
		await saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] }, begun + minute);
		await submitAttempt(store, header, null, begun + 2 * minute);
	});
	const candidate = doors.client();
	await candidate.signIn('S1', password);
	return { store: doors.store, page: async () => (await candidate.get(`/attempts/${code}/result`)).text };
}

async function publish({ db }: Store): Promise<void> {
	const run = await runScoring(db, officer, asId(1), '计分', Date.now());
	if (!run.ok) throw new Error(run.reason);
	const request = { runId: run.value.id, reason: '公布', blank: 'notSat' as const };
	expect(await publishResults(db, officer, asId(1), request, Date.now())).toMatchObject({ ok: true });
}

/** Whoever could see nothing until publication saw nothing after it either: "please wait for notice", for ever. */
test('an exam that shows nothing until publication shows the score once it is published', async () => {
	const { store, page } = await over('nothing');
	expect(await page()).toContain('请等候通知');
	await publish(store);
	const text = await page();
	expect(text).not.toContain('请等候通知');
	expect(text).toMatch(/<dd[^>]*>1 分/);
	expect(text).toContain('第 1 版');
	expect(text, 'no answers with it').not.toContain('CANARY');
});

/** A key that was amended showed in candidates' scores at once, while the published ones said something else. */
test('once published the score is the published one, until a new version is out', async () => {
	const { store, page } = await over('score');
	expect(await page()).toContain('以组织单位公布的成绩为准');
	await publish(store);
	const draft = {
		itemVersionId: asId<'itemVersion'>(1),
		part: 1,
		kind: 'replace',
		correct: ['F'],
		reason: '更正'
	} as const;
	expect(await amendKey(store.db, officer, asId(1), draft, Date.now())).toMatchObject({ ok: true });
	expect(await page()).toMatch(/<dd[^>]*>1 分/);
	await publish(store);
	const text = await page();
	expect(text).toMatch(/<dd[^>]*>0 分/);
	expect(text).toContain('第 2 版');
});

import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { personOnBoard } from '#lib/exam/attempt/board-person.server.ts';
import { closeByOfficer } from '#lib/exam/attempt/officer.server.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import { grantsSince } from '#lib/exam/plan/grants.server.ts';
import { attemptExam, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * Each sign-in adds a row to the audit: after some exams of a city a million. A look at one attempt, and an extension,
 * read all of them, while nobody's save was answered.
 */
test('what was done to one thing is found by its index', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, { windowEnd: 'cuts' });
	await sit(store, fixture, opensAt);
	const { raw } = store;
	const prepare = raw.prepare.bind(raw);
	const asked = new Set<string>();
	raw.prepare = ((text: string) => {
		if (/from "?audit_entry/.test(text)) asked.add(text);
		return prepare(text);
	}) as typeof raw.prepare;

	await closeByOfficer(store, officer, about(fixture, 1), opensAt + minute);
	const now = opensAt + 2 * minute;
	const shown = await personOnBoard(store, fixture.examId, asId(1), 'all', now);
	expect(shown?.attempts[0]?.lines.map(({ words }) => words)).toContain(about(fixture, 1).reason);
	const since = await grantsSince(store.db, await getExam(store.db, fixture.examId));
	await since({ personId: asId(1), unitId: asId(1), startedAt: opensAt }, 0);
	raw.prepare = prepare;

	const bySubject = [...asked].filter((text) => text.includes('subject_id'));
	expect(bySubject).toHaveLength(2);
	for (const text of bySubject) {
		const plan = prepare<unknown[], { detail: string }>(`explain query plan ${text}`).all(
			...Array.from(text.matchAll(/\?/g), () => '1')
		);
		expect(plan.map(({ detail }) => detail).join(), text).toContain('USING INDEX audit_entry_subject');
	}
});

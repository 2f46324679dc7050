import { expect, test } from 'vitest';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { attemptExam, edit, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

test('changing one row of the record is found', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	await saveResponses(
		store,
		header,
		{ epoch, batch: '', ops: [edit(1, epoch, 1, ['T']), edit(2, epoch, 1, ['T'])] },
		opensAt
	);
	await settleAll(store);
	expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	expect(() => store.raw.exec(`update attempt_event set answer = '["F"]' where n = 3`)).toThrow(/append-only/);
	expect(() => store.raw.exec(`delete from attempt_event where n = 3`)).toThrow(/append-only/);
	expect(() =>
		store.raw.exec(`insert or replace into attempt_event select * from attempt_event where n = 3`)
	).toThrow();
	store.raw.exec('drop trigger attempt_event_no_update');
	store.raw.exec(`update attempt_event set answer = '["F"]' where n = 3`);
	expect((await verifyAttempt(store, header.id)).faults).toEqual(['chain', 'responses']);
});

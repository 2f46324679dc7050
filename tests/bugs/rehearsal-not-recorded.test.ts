import { expect, test } from 'vitest';
import { readConfig } from '#lib/base/config/config.server.ts';
import { runningRehearsal, startRehearsal } from '#lib/exam/rehearsal/child.server.ts';
import { now, officer } from '../stories/plan-district.ts';
import { draft } from '../stories/rehearsal-place.ts';

// A start that could not be recorded began nothing, but counted as under way until the server was started again: no exam
// could be rehearsed meanwhile.
test('a rehearsal whose start cannot be recorded is not under way', async () => {
	const { store, db, exam } = await draft();
	store.raw.exec(`create trigger full before insert on audit_entry begin select raise(abort, 'full'); end`);
	const start = startRehearsal({ db, config: readConfig() }, officer, exam.id, { heads: 12, minutes: 1 }, now);
	await expect(start).rejects.toThrow('full');
	expect(runningRehearsal()).toBeUndefined();
});

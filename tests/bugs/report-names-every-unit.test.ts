import { expect, test } from 'vitest';
import { annualSentence } from '#lib/study/record/sentence.ts';
import { studyYear } from '#lib/study/record/year.server.ts';
import { freshStore } from '../stories/fresh.ts';
import { laySessions, officer, viewer } from '../stories/session-district.ts';

// Where no unit stands above the others the annual sentence began with the names of all eighty of them.
test('a district without a unit of its own is called the whole district', async () => {
	const { db } = await freshStore();
	await laySessions(db, 6);
	await db.updateTable('unit').set({ parentId: null }).execute();
	const all = (await studyYear(db, officer, 2027, 1))!;
	expect(annualSentence(all, 'zh')).toBe('2027年，全区没有区级集中学法活动的记录。');
	const two = viewer('unitAdmin', 2);
	const both = { ...two, grants: [...two.grants, ...viewer('unitAdmin', 3).grants] };
	expect((await studyYear(db, both, 2027, 1))?.scope).toBe('第2单位等2家单位');
});

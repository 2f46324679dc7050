import { expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import { importLaws, planLaws, undoLawImport } from '#lib/content/law/law-import.server.ts';
import { listEditions, putEdition, stateDays } from '#lib/content/law/law.server.ts';
import { freshStore } from '../stories/fresh.ts';
import { act, readAll, utf8 } from '../stories/law-files.ts';

async function scene() {
	const { db } = await freshStore();
	const days = { adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: null };
	const draft = { title: '示例市河灯条例', shortTitle: '灯规', kind: 'rule', label: '2021年修订', ...days } as const;
	await db.transaction().execute((trx) => putEdition(trx, operator, draft, 1));
	const [before] = await listEditions(db);
	const files = await readAll(['a.txt', utf8(act(2021, '放灯应当报告。'))]);
	const stated = { kind: 'localRegulation', shortTitle: '河灯条例' } as const;
	const plan = await planLaws(db, files, new Map([[files[0]!.hash, stated]]));
	const done = await importLaws(db, operator, plan, { acceptClean: false }, 2);
	if (!before || !done.ok) throw new Error('not imported');
	return { db, before, importId: done.value.importId };
}

// The text went, but the days that it had brought, the kind, the short title and the issuer stayed with an edition that
// had been there before.
test('an import that is undone leaves its edition and law as they were', async () => {
	const { db, before, importId } = await scene();
	expect((await listEditions(db))[0]).toMatchObject({ inForceOn: '2021-09-01', kind: 'localRegulation' });
	expect((await undoLawImport(db, operator, importId, 3)).ok).toBe(true);
	expect(await listEditions(db)).toEqual([before]);
});

test('what a person has stated since stays', async () => {
	const { db, before, importId } = await scene();
	const days = { adoptedOn: '2021-03-01', inForceOn: '2022-01-01', repealedOn: null, checkedOn: '2026-01-01' };
	await stateDays(db, operator, before.lawEditionId, days, 3);
	await undoLawImport(db, operator, importId, 4);
	expect((await listEditions(db))[0]).toMatchObject({
		adoptedOn: null,
		inForceOn: '2022-01-01',
		checkedOn: '2026-01-01'
	});
});

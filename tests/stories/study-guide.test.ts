import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { findGuide, syncGuides } from '#lib/study/month/guide.server.ts';
import { freshStore } from './fresh.ts';

const shipped = join(import.meta.dirname, '..', '..', 'question-banks');

test('the shipped guides come in, one for each law, and again without a difference', async () => {
	const { db } = await freshStore();
	await syncShippedBanks(db, shipped, 1);
	expect(await syncGuides(db, shipped)).toBe(12);
	const first = await db.selectFrom('guide').selectAll().orderBy('lawEditionId').execute();
	expect(await syncGuides(db, shipped)).toBe(12);
	expect(await db.selectFrom('guide').selectAll().orderBy('lawEditionId').execute()).toEqual(first);
	const edition = (await listEditions(db)).find(({ shortTitle }) => shortTitle === '行政处罚法');
	const guide = edition && (await findGuide(db, edition.lawEditionId));
	expect([guide?.points.length, guide?.cases.length]).toEqual([10, 3]);
	expect(guide?.reason).not.toBe('');
});

test('an installation without guides has none; a guide to an unknown edition stops the start and changes nothing', async () => {
	const { db } = await freshStore();
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-guides-'));
	try {
		expect(await syncGuides(db, folder)).toBe(0);
		writeFileSync(
			join(folder, 'guides.csv'),
			'法律,版本,栏目,标题,正文,解答,条文\n河灯法,2021年修订,导语,灯,为什么,,\n'
		);
		await expect(syncGuides(db, folder)).rejects.toThrow('河灯法 2021年修订');
		expect(await db.selectFrom('guide').selectAll().execute()).toEqual([]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

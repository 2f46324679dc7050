import { operator } from '#lib/base/core/permit.ts';
import { headcounts, listUnits } from '#lib/people/directory/directory.server.ts';
import { findPeople, findPerson } from '#lib/people/directory/people.server.ts';
import { confirmRoster } from '#lib/people/roster/confirm.server.ts';
import { noChoices } from '#lib/people/roster/draft.ts';
import { previewRoster } from '#lib/people/roster/import-roster.server.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gb18030 } from '../rules/gb18030.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { importFile, now, secret } from './roster-desk.ts';

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'];
const given = [...'明丽强芳军敏静伟娟涛超霞平刚桂英'];
const nameOf = (n: number) => `${surnames[n % 16]}${given[(n * 7) % 16]}${n % 3 === 0 ? '' : given[(n * 5 + 3) % 16]}`;

/** A roster as a bureau makes it in Excel: titles, units written once over merged cells, total and signature below. */
function district(people: number, units: number, merged: boolean): string {
	const lines = [
		'明州市东湖区2026年学法考试花名册,,,,,',
		'填报单位：东湖区司法局（盖章）,,,,填报日期：2026年11月,',
		'序号,姓名,单位,职务,工号,手机号'
	];
	let above = -1;
	for (let n = 0; n < people; n++) {
		const unit = Math.floor((n * units) / people);
		const written = merged && unit === above ? '' : `东湖区第${unit + 1}局`;
		above = unit;
		lines.push(
			[n + 1, nameOf(n), written, '科员', `DH${String(n).padStart(6, '0')}`, String(13_000_000_000 + n)].join(',')
		);
	}
	return [...lines, `合计,${people}人,,,,`, '制表人：张三,,,审核人：李四,,', ''].join('\r\n');
}

test('another district: GB18030, titles, merged units, 1,115 people in 70 units, in one go', async () => {
	const { db } = await freshStore();
	const done = await importFile(db, gb18030(district(1115, 70, true)), { fillUnits: true, createUnits: true });
	expect(done).toMatchObject({
		ok: true,
		value: { counts: { added: 1115, newUnits: 70, skipped: 2, refused: 0, asked: 0 } }
	});
	const counts = await headcounts(db);
	expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(1115);
	const units = await listUnits(db);
	expect(units.map(({ name }) => name)).toEqual(Array.from({ length: 70 }, (_, n) => `东湖区第${n + 1}局`));
	const found = await findPeople(db, operator, { words: 'dh000042', offset: 0, limit: 10 });
	expect(found).toMatchObject({ total: 1, people: [{ name: nameOf(42), unitName: '东湖区第3局' }] });
	expect((await findPeople(db, operator, { words: '%', offset: 0, limit: 10 })).total).toBe(0);
	const [line] = found.people;
	expect(line && (await findPerson(db, operator, line.id))?.stays).toHaveLength(1);
	const again = await importFile(db, gb18030(district(1115, 70, true)), { fillUnits: true });
	expect(again).toMatchObject({ ok: false, reason: 'nothing' });
});

test('8,000 rows are read in pieces, with progress and without holding them all', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-roster-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const path = join(folder, 'large.csv');
	writeFileSync(path, district(8_000, 100, false));
	const store = await freshStore();
	const { db } = store;
	const seen: string[] = [];
	const progress = (phase: string, rows: number) => seen.push(`${phase} ${rows}`);
	const file = { source: { path }, fileName: 'large.csv' };
	const preview = await previewRoster(db, secret, operator, file, { ...noChoices, createUnits: true }, now, progress);
	if (!preview.ok) throw new Error(preview.reason);
	expect(preview.value.reading.counts).toMatchObject({ added: 8_000, skipped: 2 });
	const confirm = () => confirmRoster(db, operator, preview.value.uploadId, {}, now, progress);
	// While somebody sits an exam it waits, and the preview stays.
	const { header } = await sit(store, await attemptExam(store, {}, { opensAt: now, closesAt: now + 3_600_000 }), now);
	expect(await confirm()).toMatchObject({ ok: false, reason: 'examRunning' });
	await submitAttempt(store, header, { epoch: 1, batch: '', ops: [] }, now);
	await settleAll(store);
	const done = await confirm();
	expect(done.ok).toBe(true);
	expect(seen).toContain('reading 4000');
	expect(seen).toContain('judging 4000');
	expect(seen).toContain('writing 4000');
	const { people } = await db
		.selectFrom('person')
		.select((count) => count.fn.countAll<number>().as('people'))
		.executeTakeFirstOrThrow();
	expect(people).toBe(8_001);
});

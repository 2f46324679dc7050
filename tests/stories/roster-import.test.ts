import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { establishmentRoster } from '#lib/people/directory/directory.server.ts';
import { confirmRoster } from '#lib/people/roster/confirm.server.ts';
import { findUpload } from '#lib/people/roster/own-upload.server.ts';
import { addPerson, editPerson } from '#lib/people/roster/person-edit.server.ts';
import { undoBatch } from '#lib/people/roster/undo.server.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { addDistrict, csv, importFile, now, preview, unitId, viewerOf } from './roster-desk.ts';

const header = ['姓名', '单位', '职务', '工号', '手机号'];
const first = csv(
	header,
	['张测试', '岚山区司法局', '科长', 'A1', '13000000001'],
	['李样例', '岚山区司法局', '科员', 'A2', '13000000002'],
	['王虚构', '岚山区公安分局', '民警', 'A3', '13000000003']
);
const later = now + 1000;

async function started() {
	const store = await freshStore();
	await addDistrict(store.db);
	const done = await importFile(store.db, first);
	if (!done.ok) throw new Error(done.reason);
	return { db: store.db, batchId: done.value.batchId };
}

const people = async (db: Db, at = later + 1) => {
	const codes = new Map(
		(await db.selectFrom('unit').select(['id', 'code']).execute()).map(({ id, code }) => [id, code])
	);
	return (await establishmentRoster(db, at)).map(({ name, unitId: id, post }) => `${name} ${codes.get(id)} ${post}`);
};

const blank = { staffNo: '', mobile: '', section: '', post: '', rank: '', staffing: '', joinedOn: '', note: '' };

describe('preview and confirmation', () => {
	test('a preview changes nothing; the same file again is unchanged', async () => {
		const { db } = await started();
		const before = await people(db);
		const again = await preview(db, first);
		expect(again).toMatchObject({ accepted: 3, counts: { unchanged: 3, added: 0 }, missing: 0, problems: [] });
		expect(await people(db)).toEqual(before);
	});

	test('added, changed, moved, missing; blank cells take nothing away', async () => {
		const { db } = await started();
		const file = csv(
			header,
			['张测试', '岚山区司法局', '副局长', 'A1', ''],
			['王虚构', '岚山区司法局', '', 'A3', ''],
			['赵新来', '岚山区司法局', '', 'A4', '']
		);
		const read = await preview(db, file);
		expect(read).toMatchObject({ counts: { added: 1, changed: 1, moved: 1 }, missing: 1 });
		const done = await importFile(db, file, {}, operator, later);
		expect(done).toMatchObject({ ok: true });
		expect(await people(db)).toEqual(['张测试 U01 副局长', '李样例 U01 科员', '王虚构 U01 民警', '赵新来 U01 ']);
		expect(await people(db, now)).toContain('王虚构 U02 民警');
		const zhang = await db.selectFrom('person').select('mobile').where('staffNo', '=', 'A1').executeTakeFirstOrThrow();
		expect(zhang.mobile).toBe('13000000001');
	});

	test('missing people leave only when marked', async () => {
		const { db } = await started();
		const file = csv(header, ['张测试', '岚山区司法局', '科长', 'A1', '']);
		const missing = await preview(db, file);
		if (typeof missing === 'string') throw new Error(missing);
		const upload = await findUpload(db, operator, missing.uploadId);
		expect(upload?.reading.missing).toHaveLength(1);
		expect(await confirmRoster(db, operator, missing.uploadId, {}, later)).toMatchObject({ reason: 'nothing' });
		const done = await importFile(db, file, { leave: upload?.reading.missing ?? [] }, operator, later);
		expect(done).toMatchObject({ ok: true, value: { counts: { left: 1 } } });
		expect(await people(db)).toEqual(['张测试 U01 科长', '王虚构 U02 民警']);
	});

	test('rows that ask or are refused hold the file back unless the clean ones are asked for', async () => {
		const { db } = await started();
		const file = csv(header, ['赵新来', '岚山区司法局', '', 'A4', ''], ['王??', '岚山区司法局', '', 'A5', '']);
		const read = await preview(db, file);
		if (typeof read === 'string') throw new Error(read);
		expect(await confirmRoster(db, operator, read.uploadId, {}, later)).toMatchObject({
			ok: false,
			reason: 'undecided'
		});
		expect(await confirmRoster(db, operator, read.uploadId, { acceptClean: true }, later)).toMatchObject({ ok: true });
		expect(await confirmRoster(db, operator, read.uploadId, { acceptClean: true }, later)).toMatchObject({
			reason: 'gone'
		});
	});

	test('when people changed since the preview, it is shown again instead of written', async () => {
		const { db } = await started();
		const read = await preview(db, csv(header, ['赵新来', '岚山区司法局', '', 'A4', '']));
		if (typeof read === 'string') throw new Error(read);
		await addPerson(db, operator, await unitId(db, 'U02'), { ...blank, name: '钱插入', staffNo: 'A4' }, false, later);
		expect(await confirmRoster(db, operator, read.uploadId, {}, later)).toMatchObject({ ok: false, reason: 'stale' });
	});

	test('nothing of the staging stays: identity numbers are only hash and tail', async () => {
		const { db } = await started();
		const done = await importFile(
			db,
			csv(['姓名', '单位', '工号', '身份证号'], ['赵新来', '岚山区司法局', 'A4', '11010519491231002X'])
		);
		expect(done.ok).toBe(true);
		expect(await db.selectFrom('importRow').selectAll().execute()).toEqual([]);
		const all = JSON.stringify([
			await db.selectFrom('person').selectAll().execute(),
			await db.selectFrom('importChange').selectAll().execute(),
			await db.selectFrom('auditEntry').selectAll().execute()
		]);
		expect(all).not.toContain('19491231');
		expect(all).toContain('002X');
		expect((await verifyChain(db)).firstBroken).toBeNull();
	});
});

describe('who is who', () => {
	test('never merged by name: a number on one side only is asked, other numbers are another person', async () => {
		const { db } = await started();
		const noNumber = await preview(db, csv(['姓名', '单位'], ['张测试', '岚山区司法局']));
		expect(noNumber).toMatchObject({ problems: ['2 person.possiblySame ask'] });
		const other = await preview(db, csv(header, ['张测试', '岚山区司法局', '', 'B9', '']));
		expect(other).toMatchObject({ accepted: 1, counts: { added: 1 } });
		const answers = ['accept', 'new', 'skip'] as const;
		const counts = [];
		for (const answer of answers) {
			const read = await preview(db, csv(['姓名', '单位'], ['张测试', '岚山区司法局']), { rows: { 2: answer } });
			counts.push(typeof read === 'string' ? read : Object.entries(read.counts).find(([, n]) => n > 0)?.[0]);
		}
		expect(counts).toEqual(['unchanged', 'added', 'skipped']);
	});

	test('another name under the same number, two people’s numbers in one row, leading zeros lost', async () => {
		const { db } = await started();
		expect(await preview(db, csv(header, ['张改名', '岚山区司法局', '', 'A1', '']))).toMatchObject({
			problems: ['2 name.differs ask']
		});
		expect(await preview(db, csv(header, ['张测试', '岚山区司法局', '', 'A1', '13000000002']))).toMatchObject({
			problems: ['2 keys.differ refuse']
		});
		await importFile(db, csv(header, ['钱零头', '岚山区司法局', '', '0071', '']));
		expect(await preview(db, csv(header, ['钱零头', '岚山区司法局', '', '71', '']))).toMatchObject({
			problems: ['2 person.possiblySame ask']
		});
	});

	test('one number in two units: a secondment when the user says so', async () => {
		const { db } = await started();
		const file = csv(header, ['孙双栖', '岚山区司法局', '', 'A7', ''], ['孙双栖', '岚山区应急管理局', '', 'A7', '']);
		expect(await preview(db, file)).toMatchObject({ accepted: 1, problems: ['3 staffNo.twice ask'] });
		await importFile(db, file, { rows: { 3: 'seconded' } });
		const stays = await db
			.selectFrom('membership')
			.innerJoin('person', 'person.id', 'personId')
			.select(['kind', 'unitId'])
			.where('staffNo', '=', 'A7')
			.orderBy('kind')
			.execute();
		expect(stays).toEqual([
			{ kind: 'establishment', unitId: await unitId(db, 'U01') },
			{ kind: 'seconded', unitId: await unitId(db, 'U05') }
		]);
		const host = await preview(db, csv(header, ['孙双栖', '岚山区应急管理局', '', 'A7', '']));
		expect(host).toMatchObject({ counts: { unchanged: 1, moved: 0 }, problems: ['2 person.secondedHere warn'] });
	});

	test('a secondment column; an outside host is shown and not recorded', async () => {
		const { db } = await started();
		const read = await preview(
			db,
			csv(
				[...header, '借调单位'],
				['周借调', '岚山区司法局', '', 'A8', '', '白溪镇'],
				['吴省厅', '岚山区司法局', '', 'A9', '', '省司法厅']
			)
		);
		expect(read).toMatchObject({ accepted: 2, problems: ['3 seconded.unknown warn'] });
	});

	test('a file without unit column; unknown units are created only when asked for', async () => {
		const { db } = await started();
		const alone = csv(['姓名', '工号'], ['赵新来', 'A4']);
		expect(await preview(db, alone)).toMatchObject({ problems: ['2 unit.column ask'] });
		expect(await preview(db, alone, { unit: await unitId(db, 'U03') })).toMatchObject({
			accepted: 1,
			people: [{ unit: 'U03' }]
		});
		const unknown = csv(header, ['赵新来', '岚山区文旅局', '', 'A4', ''], ['钱新来', '岚山区文旅局', '', 'A5', '']);
		expect(await preview(db, unknown)).toMatchObject({ accepted: 0, counts: { asked: 2 } });
		const done = await importFile(db, unknown, { createUnits: true });
		expect(done).toMatchObject({ value: { counts: { added: 2, newUnits: 1 } } });
	});
});

describe('unit administrators', () => {
	test('their own subtree only; someone elsewhere is only said to be elsewhere', async () => {
		const { db } = await started();
		const viewer = await viewerOf(db, 'unitAdmin', 'U01');
		const file = csv(
			header,
			['赵新来', '岚山区司法局', '', 'A4', ''],
			['钱外人', '岚山区公安分局', '', 'A5', ''],
			['王虚构', '岚山区司法局', '', 'A3', '']
		);
		const read = await preview(db, file, {}, viewer);
		expect(read).toMatchObject({ accepted: 1, problems: ['3 unit.outside refuse', '4 person.elsewhere ask'] });
		expect(JSON.stringify(read)).not.toContain('13000000003');
		const forced = await preview(db, file, { rows: { 4: 'accept' }, createUnits: true }, viewer);
		expect(forced).toMatchObject({ accepted: 1 });
		await importFile(db, file, {}, viewer, later);
		expect(await people(db)).toContain('王虚构 U02 民警');
	});

	test('cannot create units, see or confirm others’ uploads, or undo others’ batches', async () => {
		const { db, batchId } = await started();
		const viewer = await viewerOf(db, 'unitAdmin', 'U01');
		const file = csv(header, ['赵新来', '岚山区文旅局', '', 'A4', '']);
		expect(await preview(db, file, { createUnits: true }, viewer)).toMatchObject({ accepted: 0 });
		const read = await preview(db, csv(header, ['赵新来', '岚山区司法局', '', 'A4', '']));
		if (typeof read === 'string') throw new Error(read);
		expect(await findUpload(db, viewer, read.uploadId)).toBeUndefined();
		expect(await confirmRoster(db, viewer, read.uploadId, {}, later)).toMatchObject({ ok: false, reason: 'gone' });
		expect(await undoBatch(db, viewer, batchId, later)).toMatchObject({ ok: false, reason: 'gone' });
	});

	test('an auditor imports nothing', async () => {
		const { db } = await started();
		const auditor = await viewerOf(db, 'auditor', null);
		expect(await preview(db, first, {}, auditor)).toBe('forbidden');
	});
});

describe('undo', () => {
	test('puts everything back: added gone, changed and moved as before, left people back', async () => {
		const { db } = await started();
		const before = await people(db);
		const rows = await db.selectFrom('person').selectAll().orderBy('id').execute();
		const file = csv(
			header,
			['张改名', '岚山区公安分局', '局长', 'A1', '13900000009'],
			['赵新来', '岚山区司法局', '', 'A4', '']
		);
		const read = await preview(db, file, { rows: { 2: 'accept' } });
		if (typeof read === 'string') throw new Error(read);
		const done = await confirmRoster(db, operator, read.uploadId, { acceptClean: true }, later);
		if (!done.ok) throw new Error(done.reason);
		expect(await people(db)).not.toEqual(before);
		expect(await undoBatch(db, operator, done.value.batchId, later + 1)).toMatchObject({ ok: true });
		expect(await people(db)).toEqual(before);
		expect(await db.selectFrom('person').selectAll().orderBy('id').execute()).toEqual(rows);
		expect(await undoBatch(db, operator, done.value.batchId, later + 2)).toMatchObject({ ok: false, reason: 'gone' });
	});

	test('refused with the names when someone was changed since, or has an account', async () => {
		const { db, batchId } = await started();
		const { id } = await db.selectFrom('person').select('id').where('staffNo', '=', 'A1').executeTakeFirstOrThrow();
		await editPerson(db, operator, id, { ...blank, name: '张测试', staffNo: 'A1', post: '局长' }, later);
		expect(await undoBatch(db, operator, batchId, later)).toMatchObject({
			reason: 'touched',
			detail: { names: '张测试' }
		});
		const blankAccount = {
			loginName: null,
			displayName: '王虚构',
			passwordHash: null,
			passwordSetAt: null,
			disabledAt: null,
			lastLoginAt: null
		};
		const wang = await db.selectFrom('person').select('id').where('staffNo', '=', 'A3').executeTakeFirstOrThrow();
		await db
			.insertInto('account')
			.values({ ...blankAccount, personId: wang.id, createdAt: later })
			.execute();
		const again = await undoBatch(db, operator, batchId, later);
		expect(again).toMatchObject({ reason: 'touched', detail: { count: 2 } });
	});

	test('created units are abolished with their batch and their names free again', async () => {
		const { db } = await started();
		const file = csv(header, ['赵新来', '岚山区文旅局', '', 'A4', '']);
		const done = await importFile(db, file, { createUnits: true });
		if (!done.ok) throw new Error(done.reason);
		expect(await undoBatch(db, operator, done.value.batchId, later)).toMatchObject({ ok: true });
		expect(await importFile(db, file, { createUnits: true })).toMatchObject({
			ok: true,
			value: { counts: { newUnits: 1 } }
		});
	});
});

import { operator, type Viewer } from '#lib/base/core/permit.ts';
import { establishmentRoster, listUnits, sees, subtree, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { findPeople, findPerson } from '#lib/people/directory/people.server.ts';
import { abolishUnit, mergeUnit, restoreUnit, saveUnit } from '#lib/people/directory/unit-edit.server.ts';
import { listVersions } from '#lib/people/directory/unit-record.server.ts';
import { importUnitsFile } from '#lib/people/roster/import-units.server.ts';
import {
	addPerson,
	editPerson,
	leavePerson,
	recordSecondment,
	transferPerson
} from '#lib/people/roster/person-edit.server.ts';
import { undoBatch } from '#lib/people/roster/undo.server.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { addDistrict, csv, importFile, now, unitId, viewerOf } from './roster-desk.ts';

const later = now + 1000;
const header = ['单位代码', '单位名称', '上级单位代码', '别名'];
const form = { code: '', shortName: '', category: '', sortOrder: 5, parentId: null, aliases: [] };
const person = { staffNo: '', mobile: '', section: '', post: '', rank: '', staffing: '', joinedOn: '', note: '' };

describe('unit lists', () => {
	test('parents are linked, versions kept, the same list again changes nothing, undo takes it back', async () => {
		const { db } = await freshStore();
		const file = csv(header, ['B', '乙所', 'A', ''], ['A', '甲局', '', '老甲局']);
		const done = await importUnitsFile(db, operator, file, now);
		if (!done.ok) throw new Error(done.reason);
		const [a, b] = [await unitId(db, 'A'), await unitId(db, 'B')];
		expect(await subtree(db, a)).toEqual(new Set([a, b]));
		expect(await importUnitsFile(db, operator, file, later)).toMatchObject({ ok: false, reason: 'nothing' });
		const renamed = await importUnitsFile(db, operator, csv(header, ['A', '甲管理局', '', '']), later);
		if (!renamed.ok) throw new Error(renamed.reason);
		expect((await listVersions(db, a)).map(({ change, name }) => `${change} ${name}`)).toEqual([
			'changed 甲管理局',
			'created 甲局'
		]);
		expect(await undoBatch(db, operator, done.value.batchId, later)).toMatchObject({ reason: 'touched' });
		expect(await undoBatch(db, operator, renamed.value.batchId, later)).toMatchObject({ ok: true });
		expect(await undoBatch(db, operator, done.value.batchId, later)).toMatchObject({ ok: true });
		expect(await listUnits(db)).toEqual([]);
		expect(await importUnitsFile(db, operator, file, later)).toMatchObject({ ok: true });
		expect((await listUnits(db)).map(({ name }) => name).sort()).toEqual(['乙所', '甲局']);
	});

	test('a refused row holds the list back; unit administrators cannot import one', async () => {
		const { db } = await freshStore();
		expect(await importUnitsFile(db, operator, csv(header, ['A', '甲', 'X', '']), now)).toMatchObject({
			reason: 'undecided'
		});
		await addDistrict(db);
		const viewer = await viewerOf(db, 'unitAdmin', 'U01');
		expect(await importUnitsFile(db, viewer, csv(header, ['A', '甲', '', '']), now)).toMatchObject({
			reason: 'forbidden'
		});
	});
});

describe('changing units', () => {
	test('a name leads to one unit only; no circles; no abolition while people stand in it', async () => {
		const { db } = await freshStore();
		await addDistrict(db);
		await importFile(db, csv(['姓名', '单位', '工号'], ['张测试', '岚山区司法局', 'A1']));
		const u01 = await unitId(db, 'U01');
		expect(await saveUnit(db, operator, null, { ...form, name: '区司法局' }, later)).toMatchObject({ reason: 'taken' });
		expect(await saveUnit(db, operator, null, { ...form, name: '新局', aliases: ['白溪镇'] }, later)).toMatchObject({
			reason: 'taken'
		});
		const made = await saveUnit(db, operator, null, { ...form, name: '司法所', parentId: u01 }, later);
		if (!made.ok) throw new Error(made.reason);
		const own = { ...form, name: '岚山区司法局', code: 'U01', parentId: made.value };
		expect(await saveUnit(db, operator, u01, own, later)).toMatchObject({ reason: 'circle' });
		expect(await abolishUnit(db, operator, u01, later)).toMatchObject({ reason: 'people' });
		expect(await abolishUnit(db, operator, made.value, later)).toMatchObject({ ok: true });
		expect(await restoreUnit(db, operator, made.value, later)).toMatchObject({ ok: true });
		const viewer = await viewerOf(db, 'unitAdmin', 'U01');
		expect(await saveUnit(db, viewer, u01, { ...own, parentId: null }, later)).toMatchObject({ reason: 'forbidden' });
	});

	test('a merger takes people and names along; what was before stays readable', async () => {
		const { db } = await freshStore();
		await addDistrict(db);
		await importFile(db, csv(['姓名', '单位', '工号'], ['张测试', '岚山区应急管理局', 'A1']));
		const [from, into] = [await unitId(db, 'U05'), await unitId(db, 'U06')];
		expect(await mergeUnit(db, operator, from, into, later)).toMatchObject({ ok: true, value: { people: 1 } });
		expect((await establishmentRoster(db, later))[0]?.unitId).toBe(into);
		expect((await establishmentRoster(db, now))[0]?.unitId).toBe(from);
		expect((await listUnits(db, { abolished: true })).find(({ id }) => id === from)).toMatchObject({
			successorId: into,
			abolishedAt: later
		});
		const done = await importFile(db, csv(['姓名', '单位', '工号'], ['李样例', '区应急局', 'A2']));
		expect(done).toMatchObject({ ok: true, value: { counts: { added: 1 } } });
		expect(await mergeUnit(db, operator, into, into, later)).toMatchObject({ reason: 'itself' });
	});
});

describe('people and who may see them', () => {
	async function started() {
		const { db } = await freshStore();
		await addDistrict(db);
		await importFile(
			db,
			csv(
				['姓名', '单位', '工号', '手机号'],
				['张测试', '岚山区司法局', 'A1', '13000000001'],
				['王虚构', '岚山区公安分局', 'A3', '13000000003']
			)
		);
		const idOf = async (staffNo: string) =>
			(await db.selectFrom('person').select('id').where('staffNo', '=', staffNo).executeTakeFirstOrThrow()).id;
		return { db, zhang: await idOf('A1'), wang: await idOf('A3'), viewer: await viewerOf(db, 'unitAdmin', 'U01') };
	}

	test('a unit administrator finds own people only, by name, number or mobile', async () => {
		const { db, wang, zhang, viewer } = await started();
		const names = async (who: Viewer, words: string) =>
			(await findPeople(db, who, { words, offset: 0, limit: 10 })).people.map(({ name }) => name);
		expect(await names(viewer, '')).toEqual(['张测试']);
		expect(await names(viewer, '王虚构')).toEqual([]);
		expect(await names(operator, '3000000003')).toEqual(['王虚构']);
		expect(await names(operator, 'ａ１')).toEqual(['张测试']);
		expect(
			(await findPeople(db, viewer, { words: '', unitId: await unitId(db, 'U02'), offset: 0, limit: 10 })).total
		).toBe(0);
		expect(await findPerson(db, viewer, wang)).toBeUndefined();
		expect((await findPerson(db, viewer, zhang))?.mayEdit).toBe(true);
		expect(sees(await visibleUnits(db, viewer, 'people.read'), await unitId(db, 'U02'))).toBe(false);
	});

	test('a host sees the stay of a seconded person, no numbers, and changes nothing', async () => {
		const { db, wang, viewer } = await started();
		expect(await recordSecondment(db, operator, wang, await unitId(db, 'U01'), later)).toMatchObject({ ok: true });
		expect(await findPerson(db, viewer, wang)).toMatchObject({
			name: '王虚构',
			staffNo: null,
			mobile: null,
			mayEdit: false,
			stays: [{ kind: 'seconded' }]
		});
		expect(await leavePerson(db, viewer, wang, later)).toMatchObject({ reason: 'gone' });
		expect((await establishmentRoster(db, later + 1)).find(({ personId }) => personId === wang)?.unitId).toBe(
			await unitId(db, 'U02')
		);
	});

	test('one person at a time: added, edited, moved, left and back', async () => {
		const { db, zhang, viewer } = await started();
		const [u01, u02] = [await unitId(db, 'U01'), await unitId(db, 'U02')];
		expect(await addPerson(db, viewer, u02, { ...person, name: '赵新来' }, false, later)).toMatchObject({
			reason: 'outside'
		});
		expect(await addPerson(db, viewer, u01, { ...person, name: '张测试' }, false, later)).toMatchObject({
			reason: 'sameName'
		});
		expect(await addPerson(db, viewer, u01, { ...person, name: '张测试', staffNo: 'a9' }, true, later)).toMatchObject({
			ok: true
		});
		expect(
			await addPerson(db, viewer, u01, { ...person, name: '赵新来', staffNo: 'Ａ９' }, false, later)
		).toMatchObject({ reason: 'staffNoTaken' });
		expect(await addPerson(db, viewer, u01, { ...person, name: '赵<b>', staffNo: 'A8' }, false, later)).toMatchObject({
			reason: 'name'
		});
		expect(await editPerson(db, viewer, zhang, { ...person, name: '张测试', mobile: '1300' }, later)).toMatchObject({
			reason: 'mobile'
		});
		expect(
			await editPerson(db, viewer, zhang, { ...person, name: '张测试', mobile: '13000000003' }, later)
		).toMatchObject({ reason: 'mobileTaken' });
		expect(await transferPerson(db, viewer, zhang, u02, later)).toMatchObject({ reason: 'outside' });
		expect(await transferPerson(db, operator, zhang, u02, later)).toMatchObject({ ok: true });
		expect(await findPerson(db, viewer, zhang)).toBeUndefined();
		expect(await leavePerson(db, operator, zhang, later + 1)).toMatchObject({ ok: true });
		expect((await establishmentRoster(db, later + 2)).some(({ personId }) => personId === zhang)).toBe(false);
		expect(await transferPerson(db, operator, zhang, u01, later + 3)).toMatchObject({ ok: true });
		expect((await findPerson(db, operator, zhang))?.stays.map(({ unitName }) => unitName)).toEqual([
			'岚山区司法局',
			'岚山区公安分局',
			'岚山区司法局'
		]);
	});
});

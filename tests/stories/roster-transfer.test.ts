import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { establishmentRoster } from '#lib/people/directory/directory.server.ts';
import { decideTransfer, listTransfers, waitingTransfers } from '#lib/people/roster/transfer.server.ts';
import { undoBatch } from '#lib/people/roster/undo.server.ts';
import { expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { addDistrict, csv, importFile, now, preview, unitId, viewerOf } from './roster-desk.ts';

const header = ['姓名', '单位', '职务', '工号', '手机号'];
const later = now + 1000;

/** 王虚构 belongs to the police; the justice bureau is the unit that asks. */
async function started() {
	const { db } = await freshStore();
	await addDistrict(db);
	await importFile(db, csv(header, ['王虚构', '岚山区公安分局', '民警', 'A3', '13000000003']));
	return { db, police: await unitId(db, 'U02'), justice: await unitId(db, 'U01') };
}

const unitOf = async (db: Db, name: string) =>
	(await establishmentRoster(db, later + 1)).find((person) => person.name === name)?.unitId;

test('ask the bureau for a transfer: nobody moves before it decides, and the audit keeps both', async () => {
	const { db, police, justice } = await started();
	const viewer = await viewerOf(db, 'unitAdmin', 'U01');
	const officer = await viewerOf(db, 'examOfficer', null);
	const file = csv(header, ['王虚构', '岚山区司法局', '', 'A3', ''], ['李错号', '岚山区司法局', '', 'A9', '']);
	const other = csv(header, ['周某人', '岚山区公安分局', '', 'A9', '13000000009']);
	await importFile(db, other, {}, operator, later);
	const rows = { 2: 'propose', 3: 'propose' } as const;
	const read = await preview(db, file, { rows }, viewer);
	expect(read).toMatchObject({
		counts: { proposed: 2, asked: 0 },
		problems: ['2 person.proposed warn', '3 person.proposed warn']
	});
	const confirmed = await importFile(db, file, { rows }, viewer, later);
	if (!confirmed.ok) throw new Error(confirmed.reason);
	expect(confirmed.value.counts).toMatchObject({ proposed: 2, added: 0, moved: 0 });
	expect(await unitOf(db, '王虚构'), 'nobody moves by asking').toBe(police);
	const own = await listTransfers(db, viewer);
	expect(own).toMatchObject([
		{ personName: '王虚构', staffNo: null, presentUnit: null, decision: null },
		{ personName: '李错号', staffNo: null, presentUnit: null }
	]);
	expect(await listTransfers(db, await viewerOf(db, 'unitAdmin', 'U03'))).toEqual([]);
	expect(await waitingTransfers(db, officer)).toBe(2);
	expect(await waitingTransfers(db, viewer)).toBe(0);
	const [first, second] = await listTransfers(db, officer);
	if (!first || !second) throw new Error('nothing is proposed');
	expect(second, 'the bureau sees whom the number names').toMatchObject({ name: '李错号', personName: '周某人' });
	expect(first).toMatchObject({ presentUnit: '岚山区公安分局', unitName: '岚山区司法局', askedBy: viewer.name });

	const yes = { made: true, note: '' };
	expect(await decideTransfer(db, viewer, first, yes, later)).toMatchObject({ reason: 'forbidden' });
	expect(await decideTransfer(db, officer, { batchId: 1, n: 1 }, yes, later)).toMatchObject({ reason: 'gone' });
	expect(await decideTransfer(db, officer, second, { made: false, note: ' ' }, later)).toMatchObject({
		reason: 'noteMissing'
	});
	expect(await decideTransfer(db, officer, second, { made: false, note: '工号不符' }, later)).toMatchObject({
		ok: true
	});
	expect(await decideTransfer(db, officer, first, yes, later)).toMatchObject({ ok: true });
	expect(await decideTransfer(db, officer, first, yes, later)).toMatchObject({ reason: 'decided' });
	expect(await unitOf(db, '王虚构')).toBe(justice);
	expect(await unitOf(db, '周某人')).toBe(police);
	expect(await listTransfers(db, viewer)).toMatchObject([
		{ decision: 'made', decidedBy: officer.name },
		{ decision: 'declined', note: '工号不符' }
	]);
	const acts = await db.selectFrom('auditEntry').select('act').orderBy('id', 'desc').limit(3).execute();
	expect(acts.map(({ act }) => act)).toEqual(['transfer.decided', 'person.moved', 'transfer.decided']);
	expect((await verifyChain(db)).firstBroken).toBeNull();
});

test('the same transfer is asked for once, and goes with its batch', async () => {
	const { db } = await started();
	const viewer = await viewerOf(db, 'unitAdmin', 'U01');
	const officer = await viewerOf(db, 'examOfficer', null);
	const file = csv(header, ['王虚构', '岚山区司法局', '', 'A3', '']);
	const rows = { 2: 'propose' } as const;
	const once = await importFile(db, file, { rows }, viewer, later);
	await importFile(db, file, { rows }, viewer, later);
	expect(await waitingTransfers(db, officer)).toBe(1);
	if (!once.ok) throw new Error(once.reason);
	expect(await undoBatch(db, viewer, once.value.batchId, later)).toMatchObject({ ok: true });
	expect(await listTransfers(db, officer)).toEqual([]);
});

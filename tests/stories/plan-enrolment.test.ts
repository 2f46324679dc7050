import { asId, type ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { driftOf, enrol, selectionOf, sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { enrolmentOf } from '#lib/exam/plan/exam.server.ts';
import { listEnrolments } from '#lib/exam/plan/list.server.ts';
import { applyFor, decideRequest, listRequests, withdrawRequest } from '#lib/exam/plan/request.server.ts';
import { addPerson, changeStanding, removePerson } from '#lib/exam/plan/standing.server.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { addPersonTo, day, examInput, layDistrict, now, officer, viewer } from './plan-district.ts';

const person = (id: number) => asId<'person'>(id);

async function made(fields: Record<string, unknown> = {}) {
	const { db } = await freshStore();
	await layDistrict(db);
	const created = await createFromFile(db, officer, examInput(fields), now);
	if (!created.ok) throw new Error(JSON.stringify(created));
	return { db, exam: created.value.exam };
}

async function listed(db: Db, examId: ExamId, id: number) {
	const enrolment = await enrolmentOf(db, examId, person(id));
	if (!enrolment) throw new Error(`person ${id} is not on the list`);
	return enrolment;
}

const move = async (db: Db, id: number, unitId: number) => {
	await db
		.updateTable('membership')
		.set({ toAt: now + 1 })
		.where('personId', '=', person(id))
		.execute();
	await db
		.insertInto('membership')
		.values({ personId: person(id), unitId: asId<'unit'>(unitId), kind: 'establishment', fromAt: now + 1, toAt: null })
		.execute();
};

describe('the list is a snapshot', () => {
	test('who moves after publication stays with the unit of the snapshot; a renamed unit keeps its name', async () => {
		const { db, exam } = await made();
		await move(db, 3, 4);
		await db.updateTable('unit').set({ name: '新名' }).where('id', '=', asId<'unit'>(3)).execute();
		expect((await listed(db, exam.id, 3)).unitId).toBe(3);
		const { rows } = await listEnrolments(db, exam, { text: '人员3' });
		expect(rows[0]).toMatchObject({ unitName: '第一小学', staffNo: 'S3' });
	});

	test('a draft says how the roster has moved since, and takes it in when told to, keeping standings', async () => {
		const { db, exam } = await made({
			publish: false,
			enrolment: { all: true, exempt: [{ person: 'S1', reason: '病假' }] }
		});
		await move(db, 3, 4);
		await addPersonTo(db, 7, 4);
		await db.updateTable('person').set({ leftAt: now }).where('id', '=', person(6)).execute();
		const later = now + day;
		expect(await driftOf(db, exam, later)).toEqual({ joined: ['人员7'], left: ['人员6'], moved: ['人员3'] });
		await enrol(db, officer, exam.id, await selectionOf(db, exam.id), later);
		expect(await driftOf(db, exam, later)).toEqual({ joined: [], left: [], moved: [] });
		expect(await listed(db, exam.id, 1)).toMatchObject({ status: 'exempt', reason: '病假' });
		expect((await listed(db, exam.id, 3)).unitId).toBe(4);
	});

	test('counts by unit and standing; everyone named in a file is on the list', async () => {
		const { db, exam } = await made({
			enrolment: {
				units: ['U2'],
				exempt: [{ person: 'S1', reason: '距退休不足两年', documentNo: '1号' }],
				deferred: [{ person: 'S3', reason: '出差' }],
				voluntary: ['S5']
			}
		});
		const units = await unitCounts(db, exam.id);
		expect(units.map(({ name, reportingUnitId, counts }) => [name, reportingUnitId, counts.required])).toEqual([
			['区教育局', 2, 1],
			['第一小学', 2, 2],
			['柳镇', 4, 0]
		]);
		expect(sumCounts(units), 'the deferred person is required, as in the ranking').toEqual({
			required: 3,
			exempt: 1,
			deferred: 1,
			voluntary: 1
		});
	});

	test('one person has one standing, and must be on an establishment', async () => {
		const { db } = await freshStore();
		await layDistrict(db);
		await db.deleteFrom('membership').where('personId', '=', person(6)).execute();
		const refused = async (enrolment: unknown) => {
			const created = await createFromFile(db, officer, examInput({ enrolment }), now);
			return 'problems' in created ? created.problems : created;
		};
		const twice = { all: true, exempt: [{ person: 'S1', reason: 'a' }], voluntary: ['S1'] };
		expect(await refused(twice)).toMatchObject([{ path: 'enrolment.voluntary[0]', rule: 'listedTwice' }]);
		expect(await refused({ all: true, persons: ['S6'] })).toMatchObject([
			{ path: 'enrolment.persons[0]', rule: 'noEstablishment' }
		]);
	});
});

describe('changes of the list', () => {
	const excused = { status: 'exempt', reason: '病假', documentNo: '3号' } as const;

	test('after publication: with reason and document, recorded for ever, never by removal', async () => {
		const { db, exam } = await made();
		const { id } = await listed(db, exam.id, 2);
		expect(await changeStanding(db, officer, id, { ...excused, documentNo: '' }, now)).toMatchObject({
			reason: 'documentMissing'
		});
		expect(await changeStanding(db, officer, id, { ...excused, reason: '' }, now)).toMatchObject({
			reason: 'reasonMissing'
		});
		expect(await changeStanding(db, officer, id, excused, now)).toMatchObject({ ok: true });
		expect(await removePerson(db, officer, id, now)).toMatchObject({ reason: 'published' });
		const changes = await db.selectFrom('enrolmentChange').selectAll().execute();
		expect(changes).toMatchObject([{ enrolmentId: id, actor: 'examOfficer' }]);
		expect(JSON.parse(changes[0]?.before ?? '')).toMatchObject({ status: 'required' });
		await expect(db.deleteFrom('enrolmentChange').execute()).rejects.toThrow(/append-only/);
	});

	test('who has begun to sit cannot be taken out of the figures', async () => {
		const { db, exam } = await made();
		const { id } = await listed(db, exam.id, 2);
		const paper = await db.selectFrom('examPaper').select('paperId').executeTakeFirstOrThrow();
		await db
			.insertInto('attempt')
			.values({
				code: 'x',
				enrolmentId: id,
				examId: exam.id,
				no: 1,
				paperId: paper.paperId,
				layout: '[]',
				startedAt: now
			})
			.execute();
		expect(await changeStanding(db, officer, id, excused, now)).toMatchObject({ reason: 'hasSat' });
	});

	test('late additions go to the unit of that day; nobody is listed twice', async () => {
		const { db, exam } = await made({ enrolment: { units: ['U2'] } });
		const standing = { status: 'required', reason: '新入职', documentNo: '' } as const;
		expect(await addPerson(db, officer, exam.id, person(5), { ...standing, reason: '' }, now)).toMatchObject({
			reason: 'reasonMissing'
		});
		expect(await addPerson(db, officer, exam.id, person(5), standing, now)).toMatchObject({ ok: true });
		expect(await listed(db, exam.id, 5)).toMatchObject({ unitId: 4, status: 'required' });
		expect((await unitCounts(db, exam.id)).map((unit) => unit.name)).toContain('柳镇');
		expect(await addPerson(db, officer, exam.id, person(5), standing, now)).toMatchObject({ reason: 'alreadyListed' });
		expect(await addPerson(db, officer, exam.id, person(6), standing, exam.closesAt)).toMatchObject({
			reason: 'closed'
		});
	});

	test('removed from a draft by hand stays out when the list is taken anew', async () => {
		const { db, exam } = await made({ publish: false });
		expect((await removePerson(db, officer, (await listed(db, exam.id, 2)).id, now)).ok).toBe(true);
		await enrol(db, officer, exam.id, await selectionOf(db, exam.id), now);
		expect(await enrolmentOf(db, exam.id, person(2))).toBeUndefined();
	});
});

describe('exemption on application', () => {
	const application = { status: 'exempt', reason: '距退休不足两年', documentNo: '教函3号' } as const;
	const admin = viewer('unitAdmin', asId<'unit'>(2));

	test('unit asks, bureau decides, the standing follows', async () => {
		const { db, exam } = await made();
		const { id } = await listed(db, exam.id, 3);
		const asked = await applyFor(db, admin, id, application, now);
		if (!asked.ok) throw new Error(asked.reason);
		expect((await listed(db, exam.id, 3)).status, 'nothing changes before the decision').toBe('required');
		expect(await applyFor(db, admin, id, application, now)).toMatchObject({ reason: 'alreadyAsked' });
		expect(await decideRequest(db, admin, asked.value, { approved: true, note: '' }, now)).toMatchObject({
			reason: 'forbidden'
		});
		expect(await decideRequest(db, officer, asked.value, { approved: false, note: '' }, now)).toMatchObject({
			reason: 'noteMissing'
		});
		expect(await decideRequest(db, officer, asked.value, { approved: true, note: '' }, now)).toMatchObject({
			ok: true
		});
		expect(await listed(db, exam.id, 3)).toMatchObject(application);
		expect(await decideRequest(db, officer, asked.value, { approved: false, note: 'x' }, now)).toMatchObject({
			reason: 'decided'
		});
		expect(await listRequests(db, admin, exam.id)).toMatchObject([
			{ decision: 'approved', name: '人员3', unitName: '第一小学' }
		]);
	});

	test('the unit takes an application back until it is decided, and may ask again', async () => {
		const { db, exam } = await made();
		const { id } = await listed(db, exam.id, 3);
		const asked = await applyFor(db, admin, id, application, now);
		if (!asked.ok) throw new Error(asked.reason);
		const stranger = viewer('unitAdmin', asId<'unit'>(4));
		expect(await withdrawRequest(db, stranger, asked.value, now)).toMatchObject({ reason: 'notFound' });
		const self = viewer('unitAdmin', asId<'unit'>(2), person(3));
		expect(await withdrawRequest(db, self, asked.value, now)).toMatchObject({ reason: 'ownCase' });
		expect(await withdrawRequest(db, viewer('auditor', null), asked.value, now)).toMatchObject({ reason: 'notFound' });
		expect(await withdrawRequest(db, admin, asked.value, now)).toEqual({ ok: true, value: null });
		expect((await listed(db, exam.id, 3)).status).toBe('required');
		expect(await withdrawRequest(db, admin, asked.value, now)).toMatchObject({ reason: 'decided' });
		expect(await decideRequest(db, officer, asked.value, { approved: true, note: '' }, now)).toMatchObject({
			reason: 'decided'
		});
		const again = await applyFor(db, admin, id, application, now);
		expect(await listRequests(db, admin, exam.id)).toMatchObject([
			{ id: again.ok && again.value, decision: null, own: false },
			{ id: asked.value, decision: 'withdrawn', decidedBy: admin.name }
		]);
		const acts = await db.selectFrom('auditEntry').select('act').where('act', 'like', 'enrolment.%').execute();
		expect(acts.map(({ act }) => act)).toEqual(['enrolment.requested', 'enrolment.withdrawn', 'enrolment.requested']);
	});

	test('only for people of the own subtree, never for oneself, with reason and document', async () => {
		const { db, exam } = await made();
		const strange = await listed(db, exam.id, 5);
		expect(await applyFor(db, admin, strange.id, application, now)).toMatchObject({ reason: 'forbidden' });
		const own = await listed(db, exam.id, 1);
		const self = viewer('unitAdmin', asId<'unit'>(2), person(1));
		expect(await applyFor(db, self, own.id, application, now)).toMatchObject({ reason: 'ownCase' });
		expect(await applyFor(db, admin, own.id, { ...application, documentNo: ' ' }, now)).toMatchObject({
			reason: 'documentMissing'
		});
		expect(await applyFor(db, admin, own.id, application, exam.closesAt)).toMatchObject({ reason: 'closed' });
		expect(await listRequests(db, viewer('unitAdmin', asId<'unit'>(4)), exam.id)).toEqual([]);
		const asked = await applyFor(db, admin, own.id, application, now);
		const decider = viewer('examOfficer', null, person(1));
		expect(
			asked.ok && (await decideRequest(db, decider, asked.value, { approved: true, note: '' }, now))
		).toMatchObject({ reason: 'ownCase' });
	});
});

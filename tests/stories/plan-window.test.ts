import { asId } from '#lib/base/core/ids.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { enrolmentOf, getExam, personalWindow } from '#lib/exam/plan/exam.server.ts';
import { extendWindow, grantOverride } from '#lib/exam/plan/override.server.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { day, examInput, hour, layDistrict, now, officer } from './plan-district.ts';

async function published() {
	const { db } = await freshStore();
	await layDistrict(db);
	const created = await createFromFile(db, officer, examInput(), now);
	if (!created.ok) throw new Error(JSON.stringify(created));
	return { db, exam: created.value.exam };
}

describe('windows after publication', () => {
	const grant = { unitId: null, personId: null, opensAt: null, closesAt: null, extraMs: 0, reason: '停电' };

	test('only widen, for units with all below them and for persons', async () => {
		const { db, exam } = await published();
		const bureau = { ...grant, unitId: asId<'unit'>(2) };
		expect(await grantOverride(db, officer, exam.id, { ...bureau, closesAt: exam.closesAt - 1 }, now)).toMatchObject({
			reason: 'narrows'
		});
		expect(
			await grantOverride(db, officer, exam.id, { ...bureau, closesAt: exam.closesAt + hour, reason: ' ' }, now)
		).toMatchObject({ reason: 'reasonMissing' });
		expect(
			await grantOverride(db, officer, exam.id, { ...bureau, unitId: asId<'unit'>(77), extraMs: 1 }, now)
		).toMatchObject({ reason: 'notOnTheList' });
		const wide = await grantOverride(db, officer, exam.id, { ...bureau, closesAt: exam.closesAt + hour }, now);
		expect(wide.ok).toBe(true);
		await grantOverride(db, officer, exam.id, { ...grant, personId: asId<'person'>(3), extraMs: 600_000 }, now);
		const windowOfPerson = async (id: number) => {
			const enrolment = await enrolmentOf(db, exam.id, asId<'person'>(id));
			if (!enrolment) throw new Error('not listed');
			return personalWindow(db, exam, enrolment);
		};
		expect(await windowOfPerson(3), 'in the school below the bureau').toEqual({
			opensAt: exam.opensAt,
			closesAt: exam.closesAt + hour,
			extraMs: 600_000
		});
		expect(await windowOfPerson(5)).toEqual({ opensAt: exam.opensAt, closesAt: exam.closesAt, extraMs: 0 });
		await expect(db.deleteFrom('windowOverride').execute()).rejects.toThrow(/append-only/);
	});

	test('the whole window moves later only, and says why', async () => {
		const { db, exam } = await published();
		expect(await extendWindow(db, officer, exam.id, { closesAt: exam.closesAt - 1, reason: 'x' }, now)).toMatchObject({
			reason: 'narrows'
		});
		expect(
			await extendWindow(db, officer, exam.id, { closesAt: exam.closesAt + day, reason: '网络故障' }, now)
		).toMatchObject({ ok: true });
		expect((await getExam(db, exam.id)).closesAt).toBe(exam.closesAt + day);
	});

	test('closing early takes a word and a reason', async () => {
		const { db, exam } = await published();
		const close = (early: boolean, reason: string, at: number) =>
			closeExam(db, officer, exam.id, { early, reason }, at);
		expect(await close(false, '', now + day)).toMatchObject({ reason: 'windowOpen' });
		expect(await close(true, '', now + day)).toMatchObject({ reason: 'reasonMissing' });
		expect(await close(true, '全部交卷', now + day)).toMatchObject({ ok: true });
		expect(examState(await getExam(db, exam.id), now + day, false)).toBe('closed');
		expect(await close(true, 'x', now + day)).toMatchObject({ reason: 'closed' });
	});
});

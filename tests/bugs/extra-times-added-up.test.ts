import { expect, test } from 'vitest';
import { asId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import type { Grant } from '#lib/exam/plan/override.server.ts';
import { makeAccount, makeUnit, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { minute } from '../stories/attempt-exam.ts';
import { openExam } from '../browser/sitting-fixture.ts';

const ended = Date.now() - 20 * minute;
const doors = await openDoors(async (store) => {
	const { db } = store;
	await openExam(store, 30, { feedback: 'answersAfterClose' }, { opensAt: ended - 240 * minute, closesAt: ended });
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	const section = await makeUnit(db, 'section', asId<'unit'>(1));
	const snapshot = { name: '科室', shortName: '科室', category: '镇', sortOrder: 2 };
	await db
		.insertInto('examUnit')
		.values({
			examId: asId(1),
			unitId: section,
			parentId: asId<'unit'>(1),
			reportingUnitId: asId<'unit'>(1),
			...snapshot
		})
		.execute();
	await db.updateTable('enrolment').set({ unitId: section }).where('personId', '=', asId<'person'>(30)).execute();
});
const { db } = doors.store;
const page = '/bureau/exams/1/results/publish';

const give = (grant: Partial<Pick<Grant, 'unitId' | 'personId' | 'closesAt'>>, minutes: number) =>
	db
		.insertInto('windowOverride')
		.values({
			...{ examId: asId<'exam'>(1), unitId: null, personId: null, opensAt: null, closesAt: null },
			...{ ...grant, extraMs: minutes * minute, reason: '设备故障', actor: '考务', at: 1 }
		})
		.execute();

/**
 * Ten minutes each for thirty people whose machines had failed were five hours for the exam: results could not be published,
 * with "somebody is still writing", and answers stayed hidden until the evening.
 */
test('what different people were given does not add up to a later end', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const blocked = async () => {
		await client.post(`${page}?/score`, { reason: '首次' });
		return (await client.get(page)).text.includes('name="confirm"') === false;
	};
	expect(await blocked(), 'nobody was given anything').toBe(false);
	for (let n = 1; n <= 29; n++) await give({ personId: n as PersonId }, 10);
	expect(await blocked(), 'ten minutes each').toBe(false);
	// What comes together in one person does: of everybody, of both units, and of that one.
	await give({ unitId: asId<'unit'>(1) }, 4);
	await give({ unitId: 2 as UnitId }, 4);
	await give({ unitId: 2 as UnitId }, 4);
	expect(await blocked(), 'twelve minutes for the people of the section').toBe(false);
	await give({}, 4);
	expect(await blocked(), 'sixteen').toBe(false);
	await give({ personId: 30 as PersonId }, 10);
	expect(await blocked(), 'one of them has twenty-six').toBe(true);
});

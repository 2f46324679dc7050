import { asId, type PersonId, type SessionId } from '#lib/base/core/ids.ts';
import { parseInstant } from '#lib/base/core/clock.ts';
import type { Role, Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople } from '#lib/study/session/list.server.ts';
import { makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import type { SessionFacts } from '#lib/study/session/session.ts';

export const at = (text: string): number => parseInstant(text) ?? NaN;

export const viewer = (role: Role, unitId: number | null = null, personId: number | null = null): Viewer => ({
	accountId: asId<'account'>(unitId === null ? 1 : 100 + unitId),
	personId: personId === null ? null : asId<'person'>(personId),
	name: unitId === null ? role : `${role} ${unitId}`,
	grants: [{ role, unitId: unitId === null ? null : asId<'unit'>(unitId) }]
});
export const officer = viewer('examOfficer');

/** The district is unit 1000; units 1 to `units` stand below it, unit u with 3 + u % 4 people S{u}-{n}; a section 500 below unit 1. */
export async function laySessions(db: Db, units = 40): Promise<void> {
	const unit = (id: number, name: string, parentId: number | null) => ({
		...{ id: asId<'unit'>(id), code: `U${String(id).padStart(3, '0')}`, name, shortName: name },
		...{ category: id % 5 === 0 ? '镇' : '区政府部门', sortOrder: id, abolishedAt: null, successorId: null },
		parentId: parentId === null ? null : asId<'unit'>(parentId)
	});
	await db
		.insertInto('unit')
		.values(unit(1000, '澄湖区', null))
		.execute();
	for (let id = 1; id <= units; id++)
		await db
			.insertInto('unit')
			.values(unit(id, `第${id}单位`, 1000))
			.execute();
	await db
		.insertInto('unit')
		.values(unit(500, '第1单位下属所', 1))
		.execute();
	for (let id = 1; id <= units; id++) for (let n = 1; n <= 3 + (id % 4); n++) await addPerson(db, id, n);
	await addPerson(db, 500, 1);
	await db
		.insertInto('law')
		.values([
			{ id: 1, title: '中华人民共和国宪法', shortTitle: '宪法', kind: 'constitution' },
			{ id: 2, title: '中华人民共和国行政处罚法', shortTitle: '行政处罚法', kind: 'statute' }
		])
		.execute();
	for (const lawId of [1, 2])
		await db
			.insertInto('lawEdition')
			.values({ lawId, label: '现行', adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: null })
			.execute();
}

/** A name without figures, which no sheet would take for one: person 3 of unit 12 is 赵一二之三. */
export const nameOf = (unit: number, n: number): string =>
	`赵${unit}之${n}`.replace(/\d/g, (digit) => '零一二三四五六七八九'[Number(digit)] ?? '');

/** Number n of unit u has the id u·100+n, the staff number S{u}-{n}, and every third a rank. */
export async function addPerson(db: Db, unitId: number, n: number): Promise<PersonId> {
	const id = asId<'person'>(unitId * 100 + n);
	await db
		.insertInto('person')
		.values({
			...{ id, name: nameOf(unitId, n), staffNo: `S${unitId}-${n}`, mobile: null, idHash: null, idTail: null },
			...{ rank: n % 3 === 0 ? '科级' : '科员', joinedOn: null, leftAt: null, createdAt: 1 }
		})
		.execute();
	await db
		.insertInto('membership')
		.values({ personId: id, unitId: asId<'unit'>(unitId), kind: 'establishment', fromAt: 1, toAt: null })
		.execute();
	return id;
}

export const facts = (startsAt: number, more: Partial<SessionFacts> = {}): SessionFacts => ({
	...{ kind: 'collectiveStudy', topic: '学习宪法', lecturer: '', startsAt, place: '区会议中心', subVenues: [] },
	...{ laws: [1], planMonthId: null, content: '', codes: false, walkIns: false },
	...more
});

/** A session with everybody expected; of the district, or of a unit by its administrator. */
export async function session(
	db: Db,
	startsAt: number,
	more: Partial<SessionFacts> = {},
	unitId: number | null = null,
	now = startsAt - 3_600_000
): Promise<SessionId> {
	const by = unitId === null ? officer : viewer('unitAdmin', unitId);
	const organiser = organiserOf(unitId === null ? 'district' : 'unit', unitId === null ? null : asId<'unit'>(unitId));
	const made = await makeSession(db, by, organiser, facts(startsAt, more), now);
	if (!made.ok) throw new Error(made.reason);
	const listed = await expectPeople(db, by, made.value, { ...nobodyExpected, all: true }, 'replace', now);
	if (!listed.ok) throw new Error(listed.reason);
	return made.value;
}

/** A finished catch-up quiz, as practice leaves it. */
export async function caughtUp(
	db: Db,
	sessionId: SessionId,
	personId: number,
	finishedAt: number | null
): Promise<void> {
	await db
		.insertInto('practiceSet')
		.values({
			...{ code: `c${sessionId}-${personId}`, personId: asId<'person'>(personId), kind: 'catchUp', scope: '{}' },
			...{ planMonthId: null, sessionId, madeAt: 1, finishedAt }
		})
		.execute();
}

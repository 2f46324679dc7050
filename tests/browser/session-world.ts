import { asId, type SessionId, type UnitId } from '#lib/base/core/ids.ts';
import { operator, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople } from '#lib/study/session/list.server.ts';
import { markAllPresent } from '#lib/study/session/mark.server.ts';
import { makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import type { SessionFacts } from '#lib/study/session/session.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import { keepSheet } from '#lib/study/session/upload.server.ts';

const facts = (startsAt: number, more: Partial<SessionFacts>): SessionFacts => ({
	...{
		kind: 'collectiveStudy',
		topic: '学习宪法',
		lecturer: '王敏',
		startsAt,
		place: '区会议中心',
		subVenues: ['青芦镇']
	},
	...{ laws: [], planMonthId: null, content: '学习宪法总纲。', codes: true, walkIns: true },
	...more
});

/** A session of the district with everybody on its list, or the people of some units. */
export async function wholeSession(
	db: Db,
	startsAt: number,
	more: Partial<SessionFacts> = {},
	units: readonly UnitId[] = []
): Promise<SessionId> {
	const now = Date.now();
	const made = await makeSession(db, operator, organiserOf('district', null), facts(startsAt, more), now);
	if (!made.ok) throw new Error(made.reason);
	const listed = await expectPeople(
		db,
		operator,
		made.value,
		{ ...nobodyExpected, all: units.length === 0, units },
		'replace',
		now
	);
	if (!listed.ok) throw new Error(listed.reason);
	return made.value;
}

/** A session with its code on the wall and a sheet that waits, one that was held, and one of the unit. */
export async function fillSessions(
	db: Db,
	officer: Viewer,
	unitId: UnitId
): Promise<{ readonly session: SessionId; readonly upload: number }> {
	const now = Date.now();
	const [law] = await db.selectFrom('law').select('id').limit(1).execute();
	const held = await wholeSession(db, now - 86_400_000, { topic: '学习民法典', laws: law ? [law.id] : [] }, [unitId]);
	await markAllPresent(db, operator, held, new Set([unitId]), now);
	await holdSession(db, operator, held, { early: false }, now);
	const own = await makeSession(db, operator, organiserOf('unit', unitId), facts(now, { topic: '本单位学法' }), now);
	if (!own.ok) throw new Error(own.reason);
	await expectPeople(db, operator, own.value, { ...nobodyExpected, all: true }, 'replace', now);
	// A few units: axe reads long lists slowly, and has nothing to say of the hundredth name.
	const few = await db.selectFrom('unit').select('id').where('id', '<>', unitId).limit(2).execute();
	const session = await wholeSession(db, now, {}, [unitId, ...few.map(({ id }) => id)]);
	const people = await db
		.selectFrom('sessionPerson')
		.select(['name'])
		.where('sessionId', '=', session)
		.where('unitId', '=', unitId)
		.limit(2)
		.execute();
	const rows = people.map(({ name }, index) => `${index + 1},${name},区司法局,${index === 0 ? '√' : '请假'}`);
	const bytes = new TextEncoder().encode(['序号,姓名,单位,签到', ...rows, '3,无此人,区司法局,√'].join('\n'));
	const file = { source: { bytes }, fileName: '签到表.csv' };
	const kept = await keepSheet(db, officer, session, file, { unitId: null, fillUnits: false }, now);
	if (!kept.ok) throw new Error(kept.reason);
	return { session, upload: kept.value };
}

export const bureauUnit = async (db: Db): Promise<UnitId> =>
	(await db.selectFrom('unit').select('id').where('shortName', '=', '区司法局').executeTakeFirst())?.id ??
	asId<'unit'>(1);

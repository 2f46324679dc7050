import { asId, type PersonId, type SessionId, type UnitId } from '#lib/base/core/ids.ts';
import { type Grant, operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { addEntry } from '#lib/study/list/entry.server.ts';
import { createList, setListState } from '#lib/study/list/list.server.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople } from '#lib/study/session/list.server.ts';
import { makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import type { SessionFacts } from '#lib/study/session/session.ts';
import { attemptExam, sit } from '../stories/attempt-exam.ts';
import { hashedPassword, makeAccount, makeUnit } from './people.ts';

/** Everyone who tries every door. `me` sits an open exam; `colleague` is enrolled beside; `stranger` is of another unit. */
export const personas = [
	'anonymous',
	'me',
	'colleague',
	'stranger',
	'unitAdmin',
	'parentAdmin',
	'siblingAdmin',
	'examOfficer',
	'itemEditor',
	'auditor',
	'systemAdmin'
] as const;
export type Persona = (typeof personas)[number];

export interface District {
	/** What each persona signs in with; the password is everyone's. */
	readonly logins: Readonly<Record<Exclude<Persona, 'anonymous'>, string>>;
	readonly grants: Readonly<Record<Persona, readonly Grant[]>>;
	/** Values of path parameters that belong to `me` and the unit of `me`. */
	readonly mine: Readonly<Record<string, string>>;
}

/** Names that nobody outside the unit may read. */
export const privateNames = { me: '张1', colleague: '张2' } as const;

/** A session of the district at which the people of one unit are expected; its code is shown just now. */
async function studySession(db: Db, unit: UnitId, now: number): Promise<SessionId> {
	const facts: SessionFacts = {
		...{
			kind: 'collectiveStudy',
			topic: '学习宪法',
			lecturer: '',
			startsAt: now,
			place: '会议室',
			subVenues: [],
			laws: []
		},
		...{ planMonthId: null, content: '', codes: true, walkIns: false }
	};
	const made = await makeSession(db, operator, organiserOf('district', null), facts, now);
	if (!made.ok) throw new Error(made.reason);
	const listed = await expectPeople(db, operator, made.value, { ...nobodyExpected, units: [unit] }, 'replace', now);
	if (!listed.ok || listed.value.people === 0) throw new Error('nobody is expected');
	return made.value;
}

/** A running exam in one unit under a parent, with a sibling unit that has nothing to do with it. */
export async function district(store: Store): Promise<District> {
	const { db } = store;
	const now = Date.now();
	const fixture = await attemptExam(store, {}, { people: 2, opensAt: now - 60_000, closesAt: now + 4 * 3_600_000 });
	const unit = asId<'unit'>(1);
	const definition = JSON.stringify({ banks: [1], rows: [] });
	await db.updateTable('blueprint').set({ definition }).execute();
	const parent = await makeUnit(db, 'parent');
	await db.updateTable('unit').set({ parentId: parent }).where('id', '=', unit).execute();
	const sibling = await makeUnit(db, 'sibling', parent);
	const passwordHash = await hashedPassword();
	const accountIds = [];
	for (const personId of fixture.people) {
		const membership = { personId, unitId: unit, kind: 'establishment', fromAt: 1, toAt: null } as const;
		await db.insertInto('membership').values(membership).execute();
		const { id } = await db
			.insertInto('account')
			.values({
				personId,
				loginName: null,
				displayName: `张${personId}`,
				passwordHash,
				passwordSetAt: 1,
				disabledAt: null,
				createdAt: 1,
				lastLoginAt: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		accountIds.push(id);
	}
	const { header } = await sit(store, fixture, now, fixture.people[0] as PersonId);

	const at = (unitId: Grant['unitId']): Grant[] => [{ role: 'unitAdmin', unitId }];
	const bureau = (role: Grant['role']): Grant[] => [{ role, unitId: null }];
	const session = await studySession(db, unit, now);
	const grants: Record<Persona, readonly Grant[]> = {
		anonymous: [],
		me: [],
		colleague: [],
		stranger: [],
		unitAdmin: at(unit),
		parentAdmin: at(parent),
		siblingAdmin: at(sibling),
		examOfficer: bureau('examOfficer'),
		itemEditor: bureau('itemEditor'),
		auditor: bureau('auditor'),
		systemAdmin: bureau('systemAdmin')
	};
	const logins: District['logins'] = {
		me: 'S1',
		colleague: 'S2',
		stranger: 'stranger',
		unitAdmin: 'unit-admin',
		parentAdmin: 'parent-admin',
		siblingAdmin: 'sibling-admin',
		examOfficer: 'exam-officer',
		itemEditor: 'item-editor',
		auditor: 'auditor',
		systemAdmin: 'system-admin'
	};
	await makeAccount(db, { login: logins.stranger, unitId: sibling });
	for (const persona of personas.slice(4)) {
		const login = logins[persona as keyof typeof logins];
		await makeAccount(db, { login, name: `管理 ${persona}`, roles: grants[persona] });
	}
	const mine = {
		attempt: header.code,
		exam: String(fixture.examId),
		account: String(accountIds[0]),
		person: String(fixture.people[0]),
		unit: String(unit),
		bank: '1',
		item: '1',
		paper: '1',
		blueprint: '1',
		list: String(await mustKnowList(db, now)),
		enrolment: '1',
		session: String(session)
	};
	return { logins, grants, mine };
}

/** A list in force, with one law. */
async function mustKnowList(db: Store['db'], now: number): Promise<number> {
	const head = { title: '清单', tier: 'common' as const, categories: [], posts: [] };
	const list = await createList(db, operator, head, now);
	if (!list.ok) throw new Error(list.reason);
	await addEntry(db, operator, list.value, { law: '某法', kind: 'statute', articles: '', note: '' }, now);
	await setListState(db, operator, list.value, 'active', now);
	return list.value;
}

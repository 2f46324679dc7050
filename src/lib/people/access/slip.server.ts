import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { listUnits, subtree, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { issueCodes } from './activation.server.ts';
import { formatCode } from './code.ts';
import { loginNameOfPerson } from './login-name.ts';
import { blank } from './new-account.server.ts';

/** One activation slip, complete: after this moment nobody can make it again, only a new one. */
export interface Slip {
	readonly personId: PersonId;
	readonly name: string;
	/** Short name of the establishment unit. */
	readonly unit: string;
	readonly section: string;
	readonly login: string;
	/** As printed: two groups of five. */
	readonly code: string;
	readonly expiresAt: Instant;
}

/** Someone who could get a slip. */
export interface SlipCandidate {
	readonly personId: PersonId;
	readonly name: string;
	readonly unitId: UnitId;
	readonly section: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly accountId: AccountId | null;
	readonly loginName: string | null;
	readonly activated: boolean;
	readonly disabled: boolean;
	/** When the code now valid was issued; null when there is none. */
	readonly issuedAt: Instant | null;
}

/** People on the establishment now, of the units the viewer sees; `unitId` narrows to that unit and below. */
export async function slipCandidates(
	db: Db,
	viewer: Viewer,
	now: Instant,
	unitId?: UnitId
): Promise<Outcome<readonly SlipCandidate[], 'forbidden'>> {
	if (!may(viewer, 'slips.issue')) return refused('forbidden');
	const visible = await visibleUnits(db, viewer, 'slips.issue');
	const asked = unitId === undefined ? visible : await subtree(db, unitId);
	const rows = await db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.leftJoin('account', 'account.personId', 'person.id')
		.leftJoin('activation', (join) =>
			join
				.onRef('activation.accountId', '=', 'account.id')
				.on('activation.usedAt', 'is', null)
				.on('activation.revokedAt', 'is', null)
				.on('activation.expiresAt', '>', now)
		)
		.select([
			'person.id as personId',
			'person.name',
			'membership.unitId',
			'membership.section',
			'person.staffNo',
			'person.mobile',
			'account.id as accountId',
			'account.loginName',
			'account.passwordHash',
			'account.disabledAt',
			'activation.issuedAt'
		])
		.where('membership.kind', '=', 'establishment')
		.where('membership.toAt', 'is', null)
		.where('person.leftAt', 'is', null)
		.orderBy('unit.sortOrder')
		.orderBy('unit.id')
		.orderBy('membership.section')
		.orderBy('person.id')
		.execute();
	const inside = rows.filter(
		(row) => (visible === 'all' || visible.has(row.unitId)) && (asked === 'all' || asked.has(row.unitId))
	);
	return done(
		inside.map(({ passwordHash, disabledAt, ...row }) => ({
			...row,
			activated: passwordHash !== null,
			disabled: disabledAt !== null
		}))
	);
}

export interface SlipOrder {
	/** People chosen one by one, activated ones too (their old password goes when the new code is used). */
	readonly personIds?: readonly PersonId[];
	/** Otherwise: everyone of this unit and below who has not activated yet; undefined means all the viewer sees. */
	readonly unitId?: UnitId | undefined;
	/** The bureau knows that someone among them is sitting an exam, and goes on. */
	readonly confirmed?: boolean;
}

/**
 * Issues slips in one transaction: people without account get one, older codes are void. Refusals: `forbidden` ·
 * `nobody` · `sitting` (`names`: who sits an exam now; only the bureau may confirm).
 */
export async function issueSlips(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	order: SlipOrder,
	now: Instant
): Promise<Outcome<readonly Slip[], 'forbidden' | 'nobody' | 'sitting'>> {
	if (!may(viewer, 'slips.issue')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const seen = await slipCandidates(trx, viewer, now, order.unitId);
		if (!seen.ok) return seen;
		const wanted = order.personIds && new Set(order.personIds);
		const chosen = seen.value.filter(
			(person) => !person.disabled && (wanted ? wanted.has(person.personId) : !person.activated)
		);
		if (chosen.length === 0) return refused('nobody');
		const sitting = await sittingNow(trx, chosen);
		if (sitting.length > 0 && !(order.confirmed && mayEverywhere(viewer, 'slips.issue')))
			return refused('sitting', { names: sitting.map(({ name }) => name).join('、') });
		const accountIds = await accountsOf(trx, chosen, now);
		const issued = await issueCodes(trx, secret, viewer, accountIds, now);
		const units = new Map((await listUnits(trx, { abolished: true })).map((unit) => [unit.id, unit.shortName]));
		const body = { persons: chosen.map(({ personId }) => personId), confirmed: sitting.length > 0 };
		const act = { act: 'slips.issued', subjectKind: 'unit', subjectId: order.unitId ?? 'all', body };
		await record(trx, viewer, act, now);
		return done(
			chosen.map((person, index) => ({
				personId: person.personId,
				name: person.name,
				unit: units.get(person.unitId) ?? '',
				section: person.section,
				login: loginOf(person),
				code: formatCode(issued[index]?.code ?? ''),
				expiresAt: issued[index]?.expiresAt ?? now
			}))
		);
	});
}

/** By what the person signs in: staff number, else mobile, else a name made for the account. */
export const loginOf = (person: Pick<SlipCandidate, 'staffNo' | 'mobile' | 'loginName' | 'personId'>): string =>
	person.staffNo ?? person.mobile ?? person.loginName ?? loginNameOfPerson(person.personId);

/** Those of the chosen who are in the middle of an exam. */
async function sittingNow(trx: Trx, chosen: readonly SlipCandidate[]): Promise<readonly SlipCandidate[]> {
	const rows = await trx
		.selectFrom('attemptState')
		.innerJoin('attempt', 'attempt.id', 'attemptState.attemptId')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select('enrolment.personId')
		.where('attemptState.status', '=', 'open')
		.execute();
	const sitting = new Set(rows.map(({ personId }) => personId));
	return chosen.filter(({ personId }) => sitting.has(personId));
}

/** The accounts of the people, in their order; made where there is none. */
async function accountsOf(trx: Trx, people: readonly SlipCandidate[], now: Instant): Promise<AccountId[]> {
	const missing = people.filter(({ accountId }) => accountId === null);
	const made = new Map<PersonId, AccountId>();
	for (let from = 0; from < missing.length; from += 500) {
		const rows = missing.slice(from, from + 500).map(({ personId, name, staffNo, mobile }) => ({
			...blank,
			personId,
			loginName: staffNo === null && mobile === null ? loginNameOfPerson(personId) : null,
			displayName: name,
			createdAt: now
		}));
		const ids = await trx.insertInto('account').values(rows).returning(['id', 'personId']).execute();
		for (const { id, personId } of ids) if (personId !== null) made.set(personId, id);
	}
	return people.map(({ personId, accountId }) => {
		const id = accountId ?? made.get(personId);
		if (id === undefined) throw new Error(`no account for person ${personId}`);
		return id;
	});
}

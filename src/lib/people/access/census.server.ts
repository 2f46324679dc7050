import type { UnitId } from '#lib/base/core/ids.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { Db } from '#lib/base/db/schema.ts';

/** How far the people of some units have come on the way to an account. */
export interface Census {
	readonly units: number;
	/** Persons with a present membership in the establishment. */
	readonly people: number;
	/** Of them, those whose account has a password. */
	readonly activated: number;
	/** Of them, those who hold a code that can still be used. */
	readonly waiting: number;
}

/** @param units 'all' for the district, else the units counted (an own subtree) */
export async function census(db: Db, units: 'all' | ReadonlySet<UnitId>, now: Instant): Promise<Census> {
	const counted = units === 'all' ? undefined : [...units];
	if (counted?.length === 0) return { units: 0, people: 0, activated: 0, waiting: 0 };
	const unitRow = await db
		.selectFrom('unit')
		.select((eb) => eb.fn.countAll<number>().as('units'))
		.where('abolishedAt', 'is', null)
		.$if(counted !== undefined, (query) => query.where('id', 'in', counted ?? []))
		.executeTakeFirstOrThrow();
	const peopleRow = await db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.leftJoin('account', 'account.personId', 'person.id')
		.select((eb) => [
			eb.fn.countAll<number>().as('people'),
			eb.fn.count<number>('account.passwordHash').as('activated'),
			eb.fn
				.sum<number>(
					eb
						.case()
						.when(
							eb.exists(
								eb
									.selectFrom('activation')
									.select('activation.id')
									.whereRef('activation.accountId', '=', 'account.id')
									.where('activation.usedAt', 'is', null)
									.where('activation.revokedAt', 'is', null)
									.where('activation.expiresAt', '>', now)
							)
						)
						.then(1)
						.else(0)
						.end()
				)
				.as('waiting')
		])
		.where('membership.kind', '=', 'establishment')
		.where('membership.toAt', 'is', null)
		.where('person.leftAt', 'is', null)
		.$if(counted !== undefined, (query) => query.where('membership.unitId', 'in', counted ?? []))
		.executeTakeFirstOrThrow();
	return {
		units: unitRow.units,
		people: peopleRow.people,
		activated: peopleRow.activated,
		waiting: peopleRow.waiting ?? 0
	};
}

import type { Store } from '#lib/base/db/store.server.ts';
import { attemptExam, type Fixture } from '../stories/attempt-exam.ts';
import { hashedPassword } from '../doors/people.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';

/** An exam that is open now, and accounts (login S1, S2 …) for the people on its list. */
export async function openExam(
	store: Store,
	people: number,
	scheme: Partial<Scheme> = {},
	window: { readonly opensAt?: number; readonly closesAt?: number } = {}
): Promise<Fixture> {
	const now = Date.now();
	const hour = 3_600_000;
	const fixture = await attemptExam(store, scheme, {
		people,
		opensAt: window.opensAt ?? now - hour,
		closesAt: window.closesAt ?? now + 4 * hour
	});
	const passwordHash = await hashedPassword();
	for (const [index, personId] of fixture.people.entries())
		await store.db
			.insertInto('account')
			.values({
				personId,
				loginName: null,
				displayName: `张${index + 1}`,
				passwordHash,
				passwordSetAt: now,
				disabledAt: null,
				createdAt: now,
				lastLoginAt: null
			})
			.execute();
	return fixture;
}

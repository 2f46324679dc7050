import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { grantOverride } from '#lib/exam/plan/override.server.ts';
import { grantSessions } from '#lib/exam/plan/sessions.server.ts';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { hour, now, officer } from '../stories/plan-district.ts';
import { draft, keep, program, secret } from '../stories/rehearsal-place.ts';

const units = [2, 3, 4].map((id) => asId<'unit'>(id));

/** Two people of each unit, one unit after the other. */
async function threeSessions() {
	const place = await draft();
	const { db, exam } = place;
	const sessions = units.map((unitId, index) => ({
		opensAt: exam.opensAt + index * 3 * hour,
		closesAt: exam.opensAt + (index + 1) * 3 * hour,
		unitIds: [unitId]
	}));
	expect((await grantSessions(db, officer, exam.id, { sessions, reason: '分时段' }, now)).ok).toBe(true);
	return place;
}

// The basis held the number of people, not how many come at once: a go for two at a time went on for six.
test('sessions that are widened until all come at once put a verdict out of date', async () => {
	const place = await threeSessions();
	const { db, exam } = place;
	const { decision, atOnce } = await keep(place, 5, { heads: 4 });
	expect([decision, atOnce]).toEqual(['go', 2]);
	expect((await rehearsalStanding(db, secret, exam, program)).state).toBe('fresh');
	for (const unitId of units) {
		const { opensAt, closesAt } = exam;
		const grant = { unitId, personId: null, opensAt, closesAt, extraMs: 0, reason: '放宽' };
		expect((await grantOverride(db, officer, exam.id, grant, now)).ok).toBe(true);
	}
	const { state, changed } = await rehearsalStanding(db, secret, exam, program);
	expect([state, changed]).toEqual(['outdated', ['atOnce']]);
});

test('control: another unit moved to a time of its own changes nothing', async () => {
	const place = await threeSessions();
	const { db, exam } = place;
	await keep(place, 5, { heads: 4 });
	const late = { opensAt: exam.opensAt + 12 * hour, closesAt: exam.opensAt + 15 * hour };
	const grant = { unitId: asId<'unit'>(4), personId: null, ...late, extraMs: 0, reason: '改期' };
	expect((await grantOverride(db, officer, exam.id, grant, now)).ok).toBe(true);
	expect((await rehearsalStanding(db, secret, exam, program)).state).toBe('fresh');
});

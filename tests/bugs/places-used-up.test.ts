import { expect, test } from 'vitest';
import { takePlace } from '#lib/exam/attempt/place.server.ts';
import { releaseDevice } from '#lib/exam/attempt/officer.server.ts';
import { endSessionsOf } from '#lib/people/access/release.server.ts';
import { attemptExam, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

// Fifty places were kept of an attempt, refused ones included. Whoever was turned away fifty times and then released
// held no place any more: from then on every device was let in.
test('refused openings use up nothing: after a release one device has the attempt again', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 1 });
	const { header } = await sit(store, fixture, opensAt);
	let now = opensAt;
	const open = (device: string) =>
		takePlace(store, header.id, { device, session: `s-${device}`, address: '10.0.0.9' }, true, (now += 1000));
	expect(await open('first')).toBe(true);
	for (let n = 0; n < 60; n++) expect(await open(`refused${n}`)).toBe(false);
	expect(await releaseDevice(store, officer, about(fixture, 1), endSessionsOf, (now += 1000))).toMatchObject({
		ok: true
	});
	expect(await open('second')).toBe(true);
	expect(await open('third')).toBe(false);
	const refused = store.raw.prepare('select count(*) from attempt_place where admitted = 0').pluck();
	expect(refused.get()).toBeLessThanOrEqual(50);
});

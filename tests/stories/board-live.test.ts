import { describe, expect, test } from 'vitest';
import { asId, type UnitId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { personOnBoard } from '#lib/exam/attempt/board-person.server.ts';
import { readBoardQuery, viewOf } from '#lib/exam/attempt/board-view.ts';
import { watchExam } from '#lib/exam/attempt/board-watch.server.ts';
import { lookAtExam } from '#lib/exam/attempt/board.server.ts';
import { contactsOf } from '#lib/exam/attempt/contact.server.ts';
import { closeByOfficer, confirmIdentity, releaseDevice, voidAttempt } from '#lib/exam/attempt/officer.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { closeOverdue, submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from './attempt-exam.ts';
import { about, enrolmentOf, officer, seatOf } from './board-duty.ts';
import { freshStore } from './fresh.ts';

async function scene(people = 3) {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people });
	contactsOf(store.raw, opensAt - minute);
	return { store, fixture };
}

const save = (store: Store, { header, epoch }: Awaited<ReturnType<typeof sit>>, number: number, now: number) =>
	saveResponses(store, header, { epoch, batch: '', ops: [edit(number, epoch, number, ['T'])] }, now);

describe('where a person stands', () => {
	test('from not started over in progress and offline to handed in', async () => {
		const { store, fixture } = await scene();
		expect(await seatOf(store, fixture, 1, opensAt)).toMatchObject({ state: 'notStarted', total: 0, no: 0 });
		const sitting = await sit(store, fixture, opensAt + 1);
		const { header } = sitting;
		await save(store, sitting, 1, opensAt + 2000);
		await save(store, sitting, 2, opensAt + 3000);
		const contacts = contactsOf(store.raw, opensAt);
		contacts.heard(header.id, 'session', opensAt + 12_000);
		expect(await seatOf(store, fixture, 1, opensAt + 52_000)).toMatchObject({
			state: 'inProgress',
			answered: 2,
			total: 10,
			silentSince: null
		});
		expect(await seatOf(store, fixture, 1, opensAt + 53_001)).toMatchObject({
			state: 'offline',
			silentSince: opensAt + 12_000
		});
		contacts.heard(header.id, 'session', opensAt + 60_000);
		expect(await seatOf(store, fixture, 1, opensAt + 61_000)).toMatchObject({ state: 'inProgress' });
		await submitAttempt(store, header, null, opensAt + 70_000);
		expect(await seatOf(store, fixture, 1, opensAt + 71_000)).toMatchObject({
			state: 'submitted',
			answered: 2,
			submittedBy: 'candidate',
			submittedAt: opensAt + 70_000
		});
	});

	test('a page without script is not offline for being silent, but told apart', async () => {
		const { store, fixture } = await scene();
		await sit(store, fixture, opensAt);
		expect(await seatOf(store, fixture, 1, opensAt + 5 * minute)).toMatchObject({
			state: 'inProgress',
			plain: true,
			silentSince: opensAt
		});
		expect(await seatOf(store, fixture, 1, opensAt + 11 * minute)).toMatchObject({ state: 'offline' });
	});

	test('the page that lost the attempt does not vouch for the device that has it', async () => {
		const { store, fixture } = await scene();
		const { header } = await sit(store, fixture, opensAt);
		const contacts = contactsOf(store.raw, opensAt);
		contacts.heard(header.id, 'session', opensAt + 1000);
		await openAttempt(store, header, 'other', opensAt + 2000);
		contacts.heard(header.id, 'other', opensAt + 3000);
		contacts.heard(header.id, 'session', opensAt + 60_000);
		expect(await seatOf(store, fixture, 1, opensAt + 61_000)).toMatchObject({
			state: 'offline',
			silentSince: opensAt + 3000,
			moves: 1,
			movedAt: opensAt + 2000
		});
	});

	test('late answers, the clock, a release, an identity and a void are seen', async () => {
		const { store, fixture } = await scene();
		const one = await sit(store, fixture, opensAt);
		const two = await sit(store, fixture, opensAt, fixture.people[1]);
		const over = opensAt + 62 * minute;
		await save(store, one, 1, over);
		await closeOverdue(store, over);
		expect(await seatOf(store, fixture, 1, over)).toMatchObject({ state: 'submitted', submittedBy: 'clock', late: 1 });
		await voidAttempt(store, officer, { ...about(fixture, 2), typedName: '张2' }, over);
		expect(await seatOf(store, fixture, 2, over + 1000)).toMatchObject({ state: 'voided', no: 1 });
		const again = await sit(store, fixture, over + 2000, fixture.people[1]);
		expect(again.header.no).toBe(2);
		await confirmIdentity(store, officer, { ...about(fixture, 2, 2), note: '工作证' }, 'all', over + 2500);
		await releaseDevice(store, officer, about(fixture, 2, 2), () => 0, over + 3000);
		expect(await seatOf(store, fixture, 2, over + 4000)).toMatchObject({
			state: 'inProgress',
			no: 2,
			releasedAt: over + 3000,
			identity: { by: officer.name, note: '工作证' }
		});
		await openAttempt(store, again.header, 'new', over + 5000);
		expect(await seatOf(store, fixture, 2, over + 6000)).toMatchObject({ releasedAt: null, moves: 1 });
		expect(two.header.no).toBe(1);
	});

	test('what happened is told without answers and without sessions', async () => {
		const { store, fixture } = await scene();
		const sitting = await sit(store, fixture, opensAt);
		await save(store, sitting, 1, opensAt + 1);
		await openAttempt(store, sitting.header, 'a-secret-session', opensAt + 2);
		await closeByOfficer(store, officer, about(fixture, 1), opensAt + 3);
		const person = await personOnBoard(store, fixture.examId, enrolmentOf(1), 'all', opensAt + 2000);
		expect(person?.attempts[0]?.lines.map(({ kind, device }) => device ?? kind)).toEqual([
			'started',
			'A',
			'B',
			'submitted'
		]);
		expect(JSON.stringify(person)).not.toContain('secret');
		const foreign = new Set([asId<'unit'>(9)]);
		expect(await personOnBoard(store, fixture.examId, enrolmentOf(1), foreign, opensAt + 2000)).toBeUndefined();
	});
});

describe('the whole exam', () => {
	test('a second process and a restart see the same', async () => {
		const { store, fixture } = await scene();
		const sitting = await sit(store, fixture, opensAt);
		await save(store, sitting, 1, opensAt + 1);
		const { openStore } = await import('#lib/base/db/store.server.ts');
		const other = openStore(store.raw.name);
		try {
			expect(await seatOf(other, fixture, 1, opensAt + 10_000)).toMatchObject({ state: 'inProgress', answered: 1 });
			await submitAttempt(store, sitting.header, null, opensAt + 11_000);
			expect(await seatOf(other, fixture, 1, opensAt + 12_000)).toMatchObject({ state: 'submitted', answered: 1 });
		} finally {
			await other.close();
		}
	});

	test('everyone who looks within a second shares one pass', async () => {
		const { store, fixture } = await scene();
		const [one, two] = await Promise.all([1, 2].map(() => lookAtExam(store, fixture.examId, opensAt)));
		expect(one).toBe(two);
		expect(await lookAtExam(store, fixture.examId, opensAt + 999)).toBe(one);
		expect(await lookAtExam(store, fixture.examId, opensAt + 1000)).not.toBe(one);
	});

	test('a foreign subtree sees nothing, not even in the totals', async () => {
		const { store, fixture } = await scene();
		await sit(store, fixture, opensAt);
		const snapshot = await lookAtExam(store, fixture.examId, opensAt);
		const foreign: ReadonlySet<UnitId> = new Set([asId<'unit'>(9)]);
		for (const asked of ['', 'unit=1', 'state=inProgress', 'q=张']) {
			const view = viewOf(snapshot, readBoardQuery(new URLSearchParams(asked)), foreign);
			expect(view).toMatchObject({ units: [], seats: [], found: 0, totals: { required: 0 } });
			expect(view.totals.counts.inProgress).toBe(0);
		}
	});
});

describe('the stream', () => {
	function watcher(session = 's') {
		const sent: string[] = [];
		const state = { stands: true, closed: 0 };
		return {
			sent,
			state,
			query: readBoardQuery(new URLSearchParams({ unit: '1' })),
			session,
			visible: () => Promise.resolve(state.stands ? ('all' as const) : undefined),
			send: (text: string) => sent.push(text) > 0,
			close: () => void state.closed++
		};
	}
	const wait = (ms: number) => new Promise((later) => setTimeout(later, ms));

	test('sends the view at once, then what changed and nothing else, and ends with the session', async () => {
		const { store, fixture } = await scene();
		let now = opensAt;
		const sitting = await sit(store, fixture, opensAt);
		const watching = watcher();
		const leave = await watchExam(store, fixture.examId, watching, () => (now += 1000));
		expect(watching.sent).toHaveLength(1);
		expect(watching.sent[0]).toContain('"order":[1,2,3]');
		await wait(1200);
		expect(watching.sent).toHaveLength(1);
		await save(store, sitting, 1, now);
		await expect.poll(() => watching.sent.length, { timeout: 20_000 }).toBe(2);
		const change = JSON.parse(watching.sent[1]?.split('data: ')[1] ?? '') as { seats: { answered: number }[] };
		expect(change.seats).toMatchObject([{ enrolmentId: 1, answered: 1 }]);
		expect(watching.sent[1]).not.toContain('order');
		watching.state.stands = false;
		await expect.poll(() => watching.sent.at(-1), { timeout: 20_000 }).toContain('event: ended');
		expect(watching.state.closed).toBe(1);
		leave();
	});

	test('whose session has ended gets nothing; the fourth board of a session ends the first', async () => {
		const { store, fixture } = await scene();
		const gone = watcher();
		gone.state.stands = false;
		await watchExam(store, fixture.examId, gone, () => opensAt);
		expect(gone.sent).toEqual(['event: ended\ndata: {}\n\n']);
		const boards = ['s', 's', 's', 'other', 's'].map(watcher);
		const leaves = [];
		for (const one of boards) leaves.push(await watchExam(store, fixture.examId, one, () => opensAt));
		expect(boards.map(({ state }) => state.closed)).toEqual([1, 0, 0, 0, 0]);
		expect(boards[0]?.sent.at(-1)).toContain('crowded');
		for (const leave of leaves) leave();
	});
});

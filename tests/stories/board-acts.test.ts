import { describe, expect, test } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { asId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { extendOpenAttempts } from '#lib/exam/attempt/extend.server.ts';
import { personOnBoard } from '#lib/exam/attempt/board-person.server.ts';
import {
	closeByOfficer,
	confirmIdentity,
	extendPerson,
	releaseDevice,
	reopenAttempt,
	voidAttempt
} from '#lib/exam/attempt/officer.server.ts';
import { loadEvents, verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { lastSittingEnd, getExam } from '#lib/exam/plan/exam.server.ts';
import { endSessionsOf } from '#lib/people/access/release.server.ts';
import { makeAccount } from '../doors/people.ts';
import { attemptExam, closesAt, edit, minute, opensAt, sit } from './attempt-exam.ts';
import { about, actsOn, enrolmentOf, officer, others, somebody } from './board-duty.ts';
import { freshStore } from './fresh.ts';

const at = opensAt + 10 * minute;

async function scene(scheme: Parameters<typeof attemptExam>[1] = {}) {
	const store = await freshStore();
	const fixture = await attemptExam(store, scheme, { people: 2 });
	const sitting = await sit(store, fixture, opensAt);
	await save(store, sitting, 1, opensAt + minute);
	return { store, fixture, ...sitting };
}

type Scene = Awaited<ReturnType<typeof scene>>;

const save = (store: Store, { header, epoch }: Awaited<ReturnType<typeof sit>>, rev: number, now: number) =>
	saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, rev, ['T'])] }, now);

const kinds = async (store: Store, id: Parameters<typeof loadEvents>[1]) =>
	(await loadEvents(store, id)).map(({ kind }) => kind);

const start = (store: Store, now: number) =>
	startAttempt(store, { examId: asId(1), personId: asId(1), shortTimeAccepted: true }, now);

describe('voiding', () => {
	test('counts as if it had not been: the only attempt allowed can be begun again', async () => {
		const { store, fixture, header } = await scene();
		await submitAttempt(store, header, null, at);
		expect(await start(store, at)).toMatchObject({ reason: 'noAttemptsLeft' });
		expect(await voidAttempt(store, officer, { ...about(fixture, 1), typedName: ' 张 1 ' }, at)).toMatchObject({
			ok: true
		});
		expect(attemptState(store, header.id).status).toBe('voided');
		expect(await start(store, at + 1)).toMatchObject({ ok: true, value: { fresh: true } });
		expect(await actsOn(store)).toEqual(['attempt.voided']);
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('asks for the name, a reason and a second thought; nothing happens without them', async () => {
		const { store, fixture, header } = await scene();
		const asked = { ...about(fixture, 1), typedName: '张1' };
		for (const [missing, reason] of [
			[{ typedName: '张2' }, 'nameDiffers'],
			[{ reason: ' ' }, 'reasonMissing'],
			[{ confirmed: false }, 'unconfirmed'],
			[{ no: 2 }, 'notFound'],
			[{ examId: asId<'exam'>(9) }, 'notFound']
		] as const)
			expect(await voidAttempt(store, officer, { ...asked, ...missing }, at)).toMatchObject({ reason });
		expect(attemptState(store, header.id).status).toBe('open');
		expect(await actsOn(store)).toEqual([]);
		expect(await voidAttempt(store, officer, asked, at)).toMatchObject({ ok: true });
		expect(await voidAttempt(store, officer, asked, at)).toMatchObject({ reason: 'voided' });
	});

	test('what the page of a voided attempt still sends is kept as late and counts nowhere', async () => {
		const { store, fixture, header, epoch } = await scene();
		await voidAttempt(store, officer, { ...about(fixture, 1), typedName: '张1' }, at);
		const saved = await save(store, { header, epoch }, 2, at + 1);
		expect(saved).toMatchObject({ state: 'voided', acks: [{ status: 'closed' }] });
	});
});

describe('reopening', () => {
	test('gives back at least what was left, takes the receipt away, and a second one is given', async () => {
		const { store, fixture, header, epoch } = await scene();
		const first = await submitAttempt(store, header, null, at);
		const later = opensAt + 100 * minute;
		const opened = await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 5 }, later);
		// Fifty minutes were left, and five are given.
		expect(opened).toMatchObject({ ok: true, value: later + 55 * minute });
		expect(attemptState(store, header.id)).toMatchObject({ status: 'open', receipt: null, submittedAt: null });
		expect(await save(store, { header, epoch }, 2, later + 54 * minute)).toMatchObject({
			acks: [{ status: 'applied' }]
		});
		const second = await submitAttempt(store, header, null, later + 54 * minute);
		expect(second.receipt?.receipt).toMatch(/./);
		expect(second.receipt?.receipt).not.toBe(first.receipt?.receipt);
		expect(await kinds(store, header.id)).toEqual([
			'started',
			'opened',
			'responded',
			'submitted',
			'reopened',
			'responded',
			'submitted'
		]);
		const [row] = await store.db.selectFrom('auditEntry').selectAll().where('act', '=', 'attempt.reopened').execute();
		expect(row).toMatchObject({ actor: officer.name });
		expect(JSON.parse(row?.body ?? '')).toMatchObject({ reason: '设备故障', receipt: first.receipt?.receipt });
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('at once: the deadline that stood stands', async () => {
		const { store, fixture, header } = await scene();
		await submitAttempt(store, header, null, at);
		await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, at);
		expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 60 * minute);
	});

	test('an extension for everyone comes on top of it, and answers stay hidden until it is over', async () => {
		const { store, fixture, header } = await scene();
		await submitAttempt(store, header, null, at);
		const later = closesAt - minute;
		await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, later);
		const exam = await getExam(store.db, fixture.examId);
		expect(await lastSittingEnd(store.db, exam)).toBe(later + 50 * minute);
		expect(await extendOpenAttempts(store, later)).toBe(0);
		await store.db
			.insertInto('windowOverride')
			.values({
				examId: fixture.examId,
				unitId: asId(1),
				personId: null,
				opensAt: null,
				closesAt: null,
				extraMs: 7 * minute,
				reason: '停电',
				actor: '考务',
				at: 1
			})
			.execute();
		expect(await extendOpenAttempts(store, later)).toBe(1);
		expect(attemptState(store, header.id).deadlineAt).toBe(later + 57 * minute);
	});

	test.each([
		['an open attempt', async (): Promise<void> => undefined, 'notSubmitted'],
		[
			'with nothing left and nothing given',
			async ({ store, header }: Scene): Promise<void> =>
				void (await submitAttempt(store, header, null, opensAt + 61 * minute)),
			'noTimeLeft'
		],
		[
			'in a closed exam',
			async ({ store, header }: Scene): Promise<void> => {
				await submitAttempt(store, header, null, at);
				await store.db.updateTable('exam').set({ closedAt: at }).execute();
			},
			'closed'
		],
		[
			'while another is written',
			async ({ store, header }: Scene): Promise<void> => {
				await submitAttempt(store, header, null, at);
				await start(store, at);
			},
			'otherOpen'
		]
	] as const)('is refused for %s', async (_, prepare, reason) => {
		const world = await scene({ attemptsAllowed: null });
		await prepare(world);
		const { store, fixture } = world;
		const now = opensAt + 90 * minute;
		expect(await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, now)).toMatchObject({ reason });
		expect(await actsOn(store)).toEqual([]);
	});

	test('is refused once answers may have been shown', async () => {
		const { store, fixture, header } = await scene({ feedback: 'answersAfterClose' });
		await submitAttempt(store, header, null, at);
		const asked = { ...about(fixture, 1), minutes: 10 };
		expect(await reopenAttempt(store, officer, asked, closesAt)).toMatchObject({ reason: 'answersOut' });
		expect(await reopenAttempt(store, officer, asked, closesAt - 1)).toMatchObject({ ok: true });
	});
});

describe('releasing a device', () => {
	test('ends the sessions, takes the lease from the old page, and another device goes on with every answer', async () => {
		const { store, fixture, header, epoch } = await scene();
		const { accountId } = await makeAccount(store.db, { login: 'x' });
		await store.db
			.updateTable('account')
			.set({ personId: fixture.people[0] ?? null })
			.execute();
		const session = { accountId, userAgent: '', address: '', createdAt: 1, lastSeenAt: 1, expiresAt: 2 };
		for (const id of ['a', 'b'])
			await store.db
				.insertInto('session')
				.values({ ...session, id, absoluteExpiresAt: 2 })
				.execute();
		const released = await releaseDevice(store, officer, about(fixture, 1), endSessionsOf, at);
		expect(released).toMatchObject({ ok: true, value: { sessions: 2 } });
		expect(await store.db.selectFrom('session').select('id').execute()).toEqual([]);
		expect(await save(store, { header, epoch }, 2, at)).toMatchObject({ lease: 'lost' });
		const elsewhere = await openAttempt(store, header, 'other', at + minute);
		expect(elsewhere?.epoch).toBe(epoch + 2);
		expect(attemptState(store, header.id)).toMatchObject({ answered: 1, deadlineAt: opensAt + 60 * minute });
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('control: without it the old page keeps the lease', async () => {
		const { store, header, epoch } = await scene();
		expect(await save(store, { header, epoch }, 2, at)).toMatchObject({ lease: 'held' });
	});
});

describe('other acts', () => {
	test('closing by an officer gives a receipt like any other, once', async () => {
		const { store, fixture, header } = await scene();
		const closed = await closeByOfficer(store, officer, about(fixture, 1), at);
		expect(closed).toMatchObject({ ok: true });
		expect(attemptState(store, header.id)).toMatchObject({ submittedBy: 'officer', submittedAt: at });
		const [attempt] = (await personOnBoard(store, fixture.examId, enrolmentOf(1), 'all', at))?.attempts ?? [];
		const line = { kind: 'submitted', by: 'officer', actor: officer.name, words: '设备故障' };
		expect(attempt?.lines.at(-1)).toMatchObject(line);
		expect(await closeByOfficer(store, officer, about(fixture, 1), at)).toMatchObject({ reason: 'notOpen' });
		expect((await submitAttempt(store, header, null, at + 1)).receipt?.receipt).toBe(closed.ok && closed.value);
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('an extension reaches the one it is for, at once', async () => {
		const { store, fixture, header } = await scene();
		const other = await sit(store, fixture, opensAt, fixture.people[1]);
		const longer = await extendPerson(store, officer, { ...about(fixture, 1), minutes: 10 }, at);
		expect(longer).toMatchObject({ ok: true, value: opensAt + 70 * minute });
		expect(attemptState(store, header.id).deadlineAt).toBe(opensAt + 70 * minute);
		expect(attemptState(store, other.header.id).deadlineAt).toBe(opensAt + 60 * minute);
		for (const minutes of [0, -1, 1.5, 481, NaN])
			expect(await extendPerson(store, officer, { ...about(fixture, 1), minutes }, at)).toMatchObject({
				reason: 'minutes'
			});
	});

	test('who sees the person says so: the unit for its own, nobody for strangers or for themselves', async () => {
		const { store, fixture, header } = await scene();
		const asked = { ...about(fixture, 1), note: '查验工作证' };
		const own = somebody('unitAdmin', asId(1));
		const sees = new Set([asId<'unit'>(1)]);
		expect(await confirmIdentity(store, own, asked, new Set([asId<'unit'>(2)]), at)).toMatchObject({
			reason: 'notFound'
		});
		expect(await confirmIdentity(store, { ...own, personId: asId(1) }, asked, sees, at)).toMatchObject({
			reason: 'ownAttempt'
		});
		expect(await confirmIdentity(store, somebody('auditor'), asked, 'all', at)).toMatchObject({ reason: 'forbidden' });
		expect(await actsOn(store)).toEqual([]);
		expect(await confirmIdentity(store, own, asked, sees, at)).toMatchObject({ ok: true });
		expect((await loadEvents(store, header.id)).at(-1)).toMatchObject({
			kind: 'identityConfirmed',
			note: '查验工作证'
		});
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});
});

test('only officers of the district act, and never on an attempt of their own', async () => {
	const { store, fixture, header } = await scene();
	const asked = { ...about(fixture, 1), minutes: 5, typedName: '张1' };
	const verbs = [
		(viewer: typeof officer) => extendPerson(store, viewer, asked, at),
		(viewer: typeof officer) => releaseDevice(store, viewer, asked, endSessionsOf, at),
		(viewer: typeof officer) => voidAttempt(store, viewer, asked, at),
		(viewer: typeof officer) => reopenAttempt(store, viewer, asked, at),
		(viewer: typeof officer) => closeByOfficer(store, viewer, asked, at)
	];
	const before = await loadEvents(store, header.id);
	for (const verb of verbs) {
		for (const viewer of others) expect(await verb(viewer)).toMatchObject({ reason: 'forbidden' });
		expect(await verb(somebody('examOfficer', null, 1))).toMatchObject({ reason: 'ownAttempt' });
	}
	expect(await loadEvents(store, header.id)).toEqual(before);
	expect(await actsOn(store)).toEqual([]);
	// Control: the same calls by an officer are not refused for who asks.
	for (const verb of verbs.toReversed()) expect(await verb(officer)).not.toMatchObject({ reason: 'forbidden' });
});

import { describe, expect, test } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { asId, type AttemptId } from '#lib/base/core/ids.ts';
import { Busy } from '#lib/base/db/group-commit.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { noteAbsences } from '#lib/exam/attempt/absence.server.ts';
import { absencesPerAttempt } from '#lib/exam/attempt/absence.ts';
import { attemptState, type AttemptHeader, loadResponses } from '#lib/exam/attempt/attempt.server.ts';
import { noteByCandidate, notesOf, notesPerAttempt, notesUntil } from '#lib/exam/attempt/candidate-note.server.ts';
import { notePaces, pacesToCome } from '#lib/exam/attempt/pace.server.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { takePlace } from '#lib/exam/attempt/place.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { decideReview, type ReviewAct } from '#lib/exam/attempt/review-act.server.ts';
import { isWaiting } from '#lib/exam/attempt/review.ts';
import { factsOf, reviewOf } from '#lib/exam/attempt/review.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { grantOverride } from '#lib/exam/plan/override.server.ts';
import { getExam, lastSittingEnd } from '#lib/exam/plan/exam.server.ts';
import { attemptExam, closesAt, edit, type Fixture, minute, opensAt, sit } from './attempt-exam.ts';
import { about as duty, officer, others } from './board-duty.ts';
import { freshStore } from './fresh.ts';

const day = 24 * 60 * minute;
const answers = ['T', 'T', 'T', 'A', 'A', 'A', 'A', 'A', 'A', 'T'];

/** One person sits all ten questions, one every so many ms of the own clock, and hands in. */
async function sits(store: Store, fixture: Fixture, person: number, gapMs: number, from = opensAt) {
	const { header, epoch } = await sit(store, fixture, from, asId<'person'>(person));
	const ops = answers.map((answer, index) => {
		const made = edit(index + 1, epoch, index + 1, [answer]);
		return { ok: true as const, op: { ...made.op, clientAt: from + (index + 1) * gapMs } };
	});
	await saveResponses(store, header, { epoch, batch: '', ops }, from + minute);
	await submitAttempt(store, header, null, from + 10 * minute);
	return header;
}

async function scene(people = 3) {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people });
	const exam = await getExam(store.db, fixture.examId);
	return { store, fixture, exam };
}

const place = (store: Store, header: AttemptHeader, device: string, at: number) =>
	takePlace(store, header.id, { device, session: `s-${device}-${header.id}`, address: '10.0.0.9' }, false, at);

const kindsOf = async (store: Store, fixture: Fixture, attemptId: AttemptId) =>
	(await reviewOf(store, fixture.examId, closesAt)).cases
		.find((one) => one.attemptId === attemptId)
		?.flags.map(({ kind }) => kind) ?? [];

describe('flags of an exam', () => {
	test('speed is read from the log after handing in: once, and again when the attempt is handed in again', async () => {
		const { store, fixture } = await scene();
		const fast = await sits(store, fixture, 1, 100);
		const honest = await sits(store, fixture, 2, 30_000);
		expect(await pacesToCome(store, fixture.examId)).toBe(2);
		expect((await reviewOf(store, fixture.examId, closesAt)).toCome).toBe(2);
		expect(await notePaces(store, 1)).toBe(1);
		expect(await notePaces(store, 25)).toBe(1);
		expect(await notePaces(store, 25)).toBe(0);
		expect(await kindsOf(store, fixture, fast.id)).toEqual(['impossibleSpeed']);
		expect(await kindsOf(store, fixture, honest.id)).toEqual([]);
		expect(await pacesToCome(store, fixture.examId)).toBe(0);
		const reopened = { ...duty(fixture, 1), minutes: 30 };
		const later = opensAt + 20 * minute;
		expect(await reopenAttempt(store, officer, reopened, later)).toMatchObject({ ok: true });
		await submitAttempt(store, fast, null, later + minute);
		expect(await notePaces(store, 25)).toBe(1);
		expect(await kindsOf(store, fixture, fast.id)).toEqual(['impossibleSpeed']);
		// Lost, it is made again from the log.
		store.raw.exec('delete from attempt_pace');
		await notePaces(store, 25);
		expect(await kindsOf(store, fixture, fast.id)).toEqual(['impossibleSpeed']);
	});

	test('a record that cannot be read is told once and stands in nobody’s way', async () => {
		const { store, fixture } = await scene(2);
		const broken = await sits(store, fixture, 1, 100);
		const fast = await sits(store, fixture, 2, 100);
		store.raw.prepare('delete from attempt_state where attempt_id = ?').run(broken.id);
		await expect(notePaces(store, 25)).rejects.toThrow();
		expect(await notePaces(store, 25)).toBe(0);
		expect(await kindsOf(store, fixture, fast.id)).toEqual(['impossibleSpeed']);
	});

	test('absences and devices are seen as soon as they are on record, while the exam runs', async () => {
		const { store, fixture } = await scene();
		const first = await sit(store, fixture, opensAt, asId<'person'>(1));
		const second = await sit(store, fixture, opensAt + minute, asId<'person'>(2));
		const away = Array.from({ length: 5 }, (_, n) => ({
			beganAt: opensAt + n * minute,
			lengthMs: 31_000,
			cause: 'otherTab' as const
		}));
		await noteAbsences(store, first.header, away, opensAt + 10 * minute);
		for (const { header } of [first, second]) await place(store, header, 'pc', opensAt + minute);
		await place(store, second.header, 'phone', opensAt + 2 * minute);
		expect(await kindsOf(store, fixture, first.header.id)).toEqual(['longAbsences', 'sharedDevice']);
		expect(await kindsOf(store, fixture, second.header.id)).toEqual(['sharedDevice', 'deviceChange']);
		const facts = await factsOf(store.db, fixture.examId, second.header.id);
		expect(facts.places.map(({ device }) => device)).toEqual(['A', 'B']);
		expect(facts.beside).toMatchObject([{ device: 'A', name: '张1', unitName: '城关', to: null }]);
	});

	test('reloads and short absences are noted and flag nobody', async () => {
		const { store, fixture } = await scene(1);
		const { header } = await sit(store, fixture, opensAt);
		const told = Array.from({ length: 40 }, (_, n) => ({
			beganAt: opensAt + n * minute,
			lengthMs: n % 2 === 0 ? 59_000 : 29_000,
			cause: n % 2 === 0 ? ('reload' as const) : ('otherWindow' as const)
		}));
		expect(await noteAbsences(store, header, told, opensAt + 60 * minute)).toEqual({ kept: 40 });
		expect((await reviewOf(store, fixture.examId, closesAt)).cases).toEqual([]);
	});

	test('what is told again is noted once, and no attempt fills the disk', async () => {
		const { store, fixture } = await scene(1);
		const { header } = await sit(store, fixture, opensAt);
		const told = Array.from({ length: 50 }, (_, n) => ({
			beganAt: opensAt + n * 5000,
			lengthMs: 3000,
			cause: 'otherWindow' as const
		}));
		const now = opensAt + 60 * minute;
		expect(await noteAbsences(store, header, told, now)).toEqual({ kept: 50 });
		expect(await noteAbsences(store, header, told, now)).toEqual({ kept: 0 });
		for (let n = 1; n <= 5; n++)
			await noteAbsences(
				store,
				header,
				told.map((one) => ({ ...one, beganAt: one.beganAt + n })),
				now
			);
		const count = store.raw.prepare('select count(*) from absence').pluck();
		expect(count.get()).toBe(absencesPerAttempt);
		expect(() => store.raw.exec('delete from absence')).toThrow('append-only');
		expect(() => store.raw.exec('update absence set length_ms = 0')).toThrow('append-only');
	});

	test('answers come first: while they queue, a note is sent away and not one answer with it', async () => {
		const { store, fixture } = await scene(1);
		const { header, epoch } = await sit(store, fixture, opensAt);
		const told = [{ beganAt: opensAt, lengthMs: 5000, cause: 'otherTab' as const }];
		const saves = Array.from({ length: 40 }, (_, n) =>
			saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, n + 1, ['T'])] }, opensAt + minute)
		);
		await expect(noteAbsences(store, header, told, opensAt + minute)).rejects.toThrow(Busy);
		expect((await Promise.all(saves)).every((saved) => saved?.acks[0]?.status === 'applied')).toBe(true);
		expect(await noteAbsences(store, header, told, opensAt + minute)).toEqual({ kept: 1 });
	});

	test('none of it touches an answer, a receipt or the record', async () => {
		const { store, fixture, exam } = await scene(1);
		const header = await sits(store, fixture, 1, 100);
		const before = [attemptState(store, header.id), await loadResponses(store.db, header.id)];
		const events = store.raw.prepare('select count(*) from attempt_event').pluck();
		const eventsBefore = events.get();
		await notePaces(store, 25);
		const told = [{ beganAt: opensAt + minute, lengthMs: 20 * minute, cause: 'unknown' as const }];
		await noteAbsences(store, header, told, closesAt);
		await noteByCandidate(store, exam, header, '停电了', closesAt);
		await decideReview(store, officer, about(fixture, header, 'talkedTo'), closesAt);
		expect([attemptState(store, header.id), await loadResponses(store.db, header.id)]).toEqual(before);
		expect(events.get()).toBe(eventsBefore);
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});
});

const about = (fixture: Fixture, header: AttemptHeader, decision: ReviewAct['decision']): ReviewAct => ({
	examId: fixture.examId,
	attemptId: header.id,
	decision,
	reason: '问过本人',
	confirmed: false,
	typedName: ''
});

describe('decisions', () => {
	test('are kept with the flags that stood and their reason, audited, and take the case off the list', async () => {
		const { store, fixture } = await scene();
		const header = await sits(store, fixture, 1, 100);
		await notePaces(store, 25);
		const look = async () => (await reviewOf(store, fixture.examId, closesAt)).cases[0];
		expect(isWaiting((await look())!)).toBe(true);
		expect(await decideReview(store, officer, about(fixture, header, 'nothing'), closesAt)).toMatchObject({ ok: true });
		const decided = await look();
		expect(decided?.decided).toMatchObject({ decision: 'nothing', reason: '问过本人', flags: ['impossibleSpeed'] });
		expect(isWaiting(decided!)).toBe(false);
		const [entry] = await store.db.selectFrom('auditEntry').selectAll().where('act', '=', 'review.decided').execute();
		expect(JSON.parse(entry?.body ?? '')).toMatchObject({ decision: 'nothing', reason: '问过本人', no: 1 });
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
		expect(() => store.raw.exec('delete from review_decision')).toThrow('append-only');
	});

	test('only voiding changes the attempt, by the board’s own verb with its name and second thought', async () => {
		const { store, fixture } = await scene();
		const header = await sits(store, fixture, 1, 100);
		const act = about(fixture, header, 'voided');
		expect(await decideReview(store, officer, act, closesAt)).toMatchObject({ reason: 'unconfirmed' });
		const sure = { ...act, confirmed: true };
		expect(await decideReview(store, officer, { ...sure, typedName: '张2' }, closesAt)).toMatchObject({
			reason: 'nameDiffers'
		});
		expect(attemptState(store, header.id).status).toBe('submitted');
		expect(store.raw.prepare('select count(*) from review_decision').pluck().get()).toBe(0);
		expect(await decideReview(store, officer, { ...sure, typedName: '张1' }, closesAt)).toMatchObject({ ok: true });
		expect(attemptState(store, header.id).status).toBe('voided');
		const acts = await store.db.selectFrom('auditEntry').select('act').orderBy('id').execute();
		expect(acts.map(({ act: name }) => name)).toEqual(['attempt.voided', 'review.decided']);
		expect(await decideReview(store, officer, { ...sure, typedName: '张1' }, closesAt)).toMatchObject({
			reason: 'voided'
		});
	});

	test('nobody decides without the permission, without a reason, about oneself, or across exams', async () => {
		const { store, fixture } = await scene();
		const header = await sits(store, fixture, 1, 100);
		const act = about(fixture, header, 'nothing');
		for (const viewer of others)
			expect(await decideReview(store, viewer, act, closesAt)).toMatchObject({ reason: 'forbidden' });
		for (const [viewer, asked, reason] of [
			[officer, { ...act, reason: '  ' }, 'reasonMissing'],
			[officer, { ...act, examId: asId<'exam'>(9) }, 'notFound'],
			[officer, { ...act, attemptId: asId<'attempt'>(99) }, 'notFound'],
			[{ ...officer, personId: asId<'person'>(1) }, act, 'ownAttempt']
		] as const)
			expect(await decideReview(store, viewer, asked, closesAt)).toMatchObject({ reason });
		expect(store.raw.prepare('select count(*) from audit_entry').pluck().get()).toBe(0);
	});
});

describe('the candidate’s own note', () => {
	test('is kept as written until three days after the last sitting, and waits for a look', async () => {
		const { store, fixture, exam } = await scene(1);
		const header = await sits(store, fixture, 1, 30_000);
		const later = { unitId: null, personId: asId<'person'>(1), opensAt: null, closesAt: closesAt + day, extraMs: 0 };
		await grantOverride(store.db, officer, fixture.examId, { ...later, reason: '病假' }, opensAt);
		const until = (await lastSittingEnd(store.db, exam)) + 3 * day;
		expect(until).toBeGreaterThanOrEqual(closesAt + 4 * day);
		expect(await notesUntil(store.db, exam, closesAt)).toBe(closesAt + 3 * day);
		expect(await notesUntil(store.db, exam, until)).toBe(until);
		expect(await notesUntil(store.db, exam, until + 1)).toBeNull();
		expect(await noteByCandidate(store, exam, header, ' 中途停电\r\n等了十分钟 ', until)).toMatchObject({ ok: true });
		expect(await notesOf(store.db, header.id)).toEqual([{ text: '中途停电\n等了十分钟', at: until }]);
		expect(await noteByCandidate(store, exam, header, '还有', until + 1)).toMatchObject({ reason: 'tooLate' });
		const { cases } = await reviewOf(store, fixture.examId, until);
		expect(cases.map(isWaiting)).toEqual([true]);
		expect(() => store.raw.exec("update candidate_note set text = ''")).toThrow('append-only');
	});

	test('is bounded, said once when pressed twice, and not written while the attempt is open', async () => {
		const { store, fixture, exam } = await scene(2);
		const header = await sits(store, fixture, 1, 30_000);
		const write = (text: string) => noteByCandidate(store, exam, header, text, closesAt);
		expect(await write(' \n ')).toMatchObject({ reason: 'empty' });
		expect(await write('字'.repeat(501))).toMatchObject({ reason: 'tooLong' });
		await Promise.all([write('一样'), write('一样')]);
		expect(await notesOf(store.db, header.id)).toHaveLength(1);
		for (let n = 2; n <= notesPerAttempt; n++) expect(await write(`第${n}条`)).toMatchObject({ ok: true });
		expect(await write('再来')).toMatchObject({ reason: 'tooMany' });
		const open = await sit(store, fixture, opensAt, asId<'person'>(2));
		expect(await noteByCandidate(store, exam, open.header, '早了', opensAt + minute)).toMatchObject({
			reason: 'stillOpen'
		});
	});
});

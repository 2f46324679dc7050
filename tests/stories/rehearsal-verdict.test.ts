import { expect, test } from 'vitest';
import type { Store } from '#lib/base/db/store.server.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { publishExam } from '#lib/exam/plan/publish.server.ts';
import { grantSessions } from '#lib/exam/plan/sessions.server.ts';
import { crowdOf } from '#lib/exam/rehearsal/basis.server.ts';
import { hindrance } from '#lib/exam/rehearsal/hindrance.server.ts';
import { sessionsOf } from '#lib/exam/rehearsal/slots.ts';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { canonical, judge, type Figures, outdated } from '#lib/exam/rehearsal/verdict.ts';
import { verdictsOf, verifyVerdicts } from '#lib/exam/rehearsal/verdict.server.ts';
import { attemptExam, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { day, hour, now, officer, others } from './plan-district.ts';
import { draft, figures, keep, program, secret, step } from './rehearsal-place.ts';

test('a verdict is kept as it was signed, stands in the audit chain, and doctor finds nothing', async () => {
	const place = await draft();
	const verdict = await keep(place);
	const [kept] = await verdictsOf(place.db, secret, place.exam.id);
	expect(kept).toMatchObject({ sound: true, actor: 'examOfficer', verdict });
	expect(await verifyVerdicts(place.db, secret)).toEqual({ checked: 1, faults: [] });
	const entry = await place.db.selectFrom('auditEntry').select('act').orderBy('id', 'desc').executeTakeFirst();
	expect(entry?.act).toBe('exam.rehearsed');
});

/** What somebody with the database, but without the key, might try. */
const forgeries: readonly [string, (store: Store) => void][] = [
	['the body', ({ raw }) => raw.exec(`update rehearsal_verdict set body = replace(body, '"lost":0', '"lost":7')`)],
	['the decision beside it', ({ raw }) => raw.exec(`update rehearsal_verdict set decision = 'noGo'`)],
	['the signature', ({ raw }) => raw.exec(`update rehearsal_verdict set signature = 'x'`)]
];
test.each(forgeries)('an edit of %s is found', async (_, forge) => {
	const place = await draft();
	await keep(place);
	place.store.raw.exec('drop trigger rehearsal_verdict_no_update');
	forge(place.store);
	expect((await verifyVerdicts(place.db, secret)).faults).toHaveLength(1);
	expect((await rehearsalStanding(place.db, secret, place.exam, program)).state).toBe('unsound');
});

test('a verdict signed with another key, and one that was deleted, are found', async () => {
	const place = await draft();
	await keep(place);
	expect((await verifyVerdicts(place.db, Buffer.alloc(32, 8))).faults).toMatchObject([{ fault: 'signature' }]);
	place.store.raw.exec('drop trigger rehearsal_verdict_no_delete; delete from rehearsal_verdict');
	expect((await verifyVerdicts(place.db, secret)).faults).toMatchObject([{ fault: 'not as recorded' }]);
});

test('control: the database itself refuses to change a verdict', async () => {
	const place = await draft();
	await keep(place);
	expect(() => place.store.raw.exec(`update rehearsal_verdict set decision = 'noGo'`)).toThrow(/append-only/);
});

test('fresh until the paper, the people, the program or the machine change; publication is no change', async () => {
	const place = await draft();
	const { db, exam } = place;
	expect((await rehearsalStanding(db, secret, exam, program)).state).toBe('none');
	const { basis } = await keep(place);
	expect((await rehearsalStanding(db, secret, exam, program)).state).toBe('fresh');
	const published = await publishExam(db, officer, exam.id, now);
	expect(published.ok).toBe(true);
	const after = await findExam(db, exam.id);
	expect(after && (await rehearsalStanding(db, secret, after, program)).state).toBe('fresh');
	expect(outdated(basis, { ...basis, machine: 'another', version: '9' })).toEqual(['version', 'machine']);
	expect(outdated({ ...basis, enrolled: 100 }, { ...basis, enrolled: 110 })).toEqual([]);
	expect(outdated({ ...basis, enrolled: 100 }, { ...basis, enrolled: 111 })).toEqual(['enrolled']);
	expect(outdated({ ...basis, atOnce: 100 }, { ...basis, atOnce: 110 })).toEqual([]);
	expect(outdated({ ...basis, atOnce: 100 }, { ...basis, atOnce: 111 })).toEqual(['atOnce']);
	expect(outdated(basis, { ...basis, atOnce: 1, arrivalMs: basis.arrivalMs + 1 }), 'a lighter load').toEqual([]);
	expect(outdated(basis, { ...basis, arrivalMs: basis.arrivalMs - 1 })).toEqual(['arrival']);
	const { atOnce: _, arrivalMs: __, ...older } = basis;
	expect(outdated(older as typeof basis, basis), 'kept before these were noted').toEqual(['atOnce', 'arrival']);
	const scheme = { ...exam.scheme, durationMs: exam.scheme.durationMs + 60_000 };
	expect((await rehearsalStanding(db, secret, { ...exam, scheme }, program)).changed).toEqual(['paper']);
});

test('a draft with verdicts can be removed, and doctor does not miss them', async () => {
	const place = await draft();
	await keep(place);
	await place.db.deleteFrom('enrolment').execute();
	await place.db.deleteFrom('examUnit').execute();
	await place.db.deleteFrom('exam').execute();
	expect(await verifyVerdicts(place.db, secret)).toEqual({ checked: 0, faults: [] });
});

test('judged: what is lost or wrong is no-go, too many people come in sessions, one too large a unit does not', () => {
	const slots = { ok: true, value: [{ opensAt: 1, closesAt: 2, heads: 3, units: [] }] } as const;
	const decide = (changed: Partial<Figures>, seats: number | null, proposal?: Parameters<typeof judge>[3]) => {
		const { decision, findings } = judge({ ...figures, ...changed }, 6, seats, proposal);
		return [decision, ...findings.map(({ reason }) => reason)];
	};
	expect(decide({}, 6)).toEqual(['go']);
	expect(decide({}, null)).toEqual(['go']);
	expect(decide({ lost: 1 }, 6)).toEqual(['noGo', 'lost']);
	expect(decide({ unfinished: 1, steps: { save: { ...step, errors: 1 } } }, 6)).toEqual([
		'noGo',
		'unfinished',
		'errors'
	]);
	expect(decide({ steps: { save: { ...step, p99: 1001 } } }, 6)).toEqual(['noGo', 'slow']);
	expect(decide({}, 5, slots)).toEqual(['slots', 'tooMany']);
	expect(decide({ wrong: 1 }, 5, slots)).toEqual(['noGo', 'wrong', 'tooMany']);
	expect(decide({}, 5, { ok: false })).toEqual(['noGo', 'tooMany', 'unitTooLarge']);
	expect(decide({ heads: 11 }, 6)).toEqual(['noGo', 'tooFew']);
	expect(decide({ heads: 11 }, 5, slots), 'no sessions from so few').toEqual(['noGo', 'tooFew']);
	expect(decide({ heads: 1, lost: 1 }, 6), 'a fault is one with any number').toEqual(['noGo', 'lost']);
});

test('canonical: order of names does not matter, everything else does', () => {
	expect(canonical({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
});

test('sessions are applied to a draft, all or none, and fewer people then come at once', async () => {
	const place = await draft();
	const { db, exam } = place;
	const { slots, decision } = await keep(place, 4);
	expect([decision, slots.map(({ heads, units }) => [heads, units.map(({ name }) => name)])]).toEqual([
		'slots',
		[
			[4, ['区教育局']],
			[2, ['柳镇']]
		]
	]);
	const order = { sessions: sessionsOf(slots), reason: '演练' };
	for (const other of others)
		expect(await grantSessions(db, other, exam.id, order, now)).toMatchObject({ reason: 'forbidden' });
	const foreign = { ...order, sessions: order.sessions.map((session) => ({ ...session, unitIds: [99 as never] })) };
	expect(await grantSessions(db, officer, exam.id, foreign, now)).toMatchObject({ reason: 'notOnTheList' });
	expect(await db.selectFrom('windowOverride').selectAll().execute()).toEqual([]);
	expect(await grantSessions(db, officer, exam.id, order, now)).toEqual({ ok: true, value: 2 });
	expect((await crowdOf(db, exam))?.heads).toBe(4);
	await publishExam(db, officer, exam.id, now);
	expect(await grantSessions(db, officer, exam.id, order, now)).toMatchObject({ reason: 'published' });
});

test('real people come first: no rehearsal while somebody sits or within 30 minutes before an exam opens', async () => {
	const { db, exam } = await draft();
	expect(await hindrance(db, exam.opensAt - hour / 4), 'a draft opens nothing').toBeUndefined();
	await publishExam(db, officer, exam.id, now);
	expect(await hindrance(db, exam.opensAt - hour / 2 - 1)).toBeUndefined();
	expect(await hindrance(db, exam.opensAt - hour / 2)).toMatchObject({ reason: 'opensSoon' });
	expect(await hindrance(db, exam.opensAt), 'open, and nobody there').toBeUndefined();
	const sitting = await freshStore();
	const fixture = await attemptExam(sitting, {}, { people: 1, opensAt: now, closesAt: now + day });
	await sit(sitting, fixture, now);
	expect(await hindrance(sitting.db, now + 1)).toMatchObject({ reason: 'sitting', detail: { people: 1 } });
	expect(await hindrance(sitting.db, now + day), 'overdue').toBeUndefined();
});

import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { asId } from '#lib/base/core/ids.ts';
import type { Role, Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { adoptionsOf, decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { type AttemptHeader, attemptState, loadResponses, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { findOwner, lateAnswers, lateAttempts } from '#lib/exam/attempt/late.server.ts';
import { openLedger } from '#lib/exam/attempt/ledger.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { keepRescue, openRescue, rescueKey } from '#lib/exam/attempt/rescue.server.ts';
import { cutFrames, fromBase64Url, plaintextOf, rescueCode, type RescueEdit } from '#lib/exam/attempt/rescue.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { verifyAdoptions } from '#lib/exam/attempt/verify-time.server.ts';
import { sealSheet } from '#lib/exam/attempt/seal.ts';
import { closeOverdue, submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { makeAccount } from '../doors/people.ts';
import { attemptExam, edit, type Fixture, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

const secret = Buffer.alloc(32, 5);
const deadline = opensAt + 60 * minute;

/** Seals as a browser does, written anew from the format's text. */
function sealed(code: string, edits: readonly RescueEdit[], key = Buffer.from(rescueKey(secret, code), 'base64url')) {
	const plaintext = plaintextOf({ attempt: code, epoch: 1, rev: 9, edits });
	const nonce = randomBytes(12);
	const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
	cipher.setAAD(Buffer.from(`XUEFA1.${code}`), { plaintextLength: Buffer.byteLength(plaintext) });
	const body = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
	const slip = rescueCode(createHmac('sha256', key).update(plaintext).digest());
	return { text: `XUEFA1.${code}.${body.toString('base64url')}`, slip };
}

let store: Store;
let fixture: Fixture;
let header: AttemptHeader;
let epoch: number;
let officer: Viewer;
let second: Viewer;

const viewer = async (login: string, role: Role, unitId: number | null = null): Promise<Viewer> => {
	const grant = { role, unitId: unitId === null ? null : asId<'unit'>(unitId) };
	const { accountId } = await makeAccount(store.db, { login, roles: [grant] });
	return { accountId, personId: null, name: login, grants: [grant] };
};

beforeEach(async () => {
	store = await freshStore();
	fixture = await attemptExam(store, {}, { people: 2 });
	({ header, epoch } = await sit(store, fixture, opensAt));
	officer = await viewer('officer', 'examOfficer');
	second = await viewer('second', 'examOfficer');
});

const kinds = () => fixture.slots.map(({ no, kind }) => ({ no, kind }));
/** A question of that kind as this candidate sees it. */
const numberOf = (kind: string): number => {
	const slot = kinds().find((one) => one.kind === kind)?.no ?? 0;
	return header.sheet.ofSlot(slot)?.number ?? 0;
};
const lost = (number: number, rev: number, ...answer: string[]): RescueEdit => {
	return { number, epoch, rev, answer, marked: false };
};
const ask = (pasted: string, slip: string | null = null) => ({
	examId: fixture.examId,
	pasted,
	visible: 'all' as const,
	slip
});
const shown = () =>
	Object.fromEntries(shownResponses(store, header).map(({ number, answer }) => [number, answer.join('')]));
const save = (at: number, number: number, rev: number, ...answer: string[]) =>
	saveResponses(store, header, { epoch, batch: '', ops: [edit(number, epoch, rev, answer)] }, at);

describe('a rescue sheet', () => {
	test('brought in time counts at once, by the order of the edits and not of their arrival', async () => {
		const [judge, single] = [numberOf('judge'), numberOf('single')];
		await save(opensAt + 1, judge, 5, 'F');
		const { text, slip } = sealed(header.code, [lost(judge, 3, 'T'), lost(single, 7, 'B')]);
		const opened = await openRescue(store, secret, officer, ask(text));
		expect(opened).toMatchObject({ ok: true, value: { name: '张1', unitName: '城关镇', code: slip, status: 'open' } });
		const kept = await keepRescue(store, secret, officer, ask(text, ` ${slip.toLowerCase()} `), deadline + 30_000);
		expect(kept).toEqual({ ok: true, value: { applied: 1, late: 0, stale: 1, rejected: 0 } });
		expect(shown()).toEqual({ [judge]: 'F', [single]: 'B' });
		expect(await keepRescue(store, secret, officer, ask(text, slip), deadline + 30_000)).toMatchObject({
			reason: 'alreadyKept'
		});
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
	});

	test('sealed by the browser’s own code is opened by the server’s', async () => {
		const key = fromBase64Url(rescueKey(secret, header.code)) ?? new Uint8Array();
		const sheet = { attempt: header.code, epoch, rev: 9, edits: [lost(numberOf('single'), 7, 'B')] };
		const { sealed: text, code } = sealSheet(key, sheet, randomBytes(12));
		const opened = await openRescue(store, secret, officer, ask(text));
		expect(opened).toMatchObject({ ok: true, value: { sheet, code } });
	});

	test('brought too late is kept as late answers and changes nothing', async () => {
		const single = numberOf('single');
		await save(opensAt + 1, single, 1, 'A');
		await closeOverdue(store, deadline + minute);
		const { text, slip } = sealed(header.code, [lost(single, 2, 'B')]);
		expect(await keepRescue(store, secret, officer, ask(text, slip), deadline + 2 * minute)).toMatchObject({
			value: { applied: 0, late: 1 }
		});
		expect(shown()).toEqual({ [single]: 'A' });
		const [listed] = await lateAttempts(store.db, fixture.examId);
		expect(listed).toMatchObject({ name: '张1', late: 1, uploads: 1, waiting: null, adopted: 0 });
	});

	test('what is wrong with it is named', async () => {
		const { text, slip } = sealed(header.code, [lost(numberOf('single'), 2, 'B')]);
		const open = async (pasted: string, who = officer, more: object = {}) => {
			const outcome = await openRescue(store, secret, who, { ...ask(pasted), ...more });
			return outcome.ok ? 'ok' : outcome.reason;
		};
		const frames = cutFrames(
			sealed(
				header.code,
				Array.from({ length: 90 }, (_, n) => lost(n + 1, n + 1, 'A'))
			).text,
			slip
		);
		expect(frames.length).toBeGreaterThan(2);
		expect(await open(frames.join('\n'))).toBe('ok');
		expect(await open(frames.slice(1).join('\n'))).toBe('framesMissing');
		expect(await open('')).toBe('empty');
		expect(await open('%PDF-1.4')).toBe('unreadable');
		expect(await open(`${text.slice(0, -8)}AAAA${text.slice(-4)}`)).toBe('damaged');
		expect(await open(sealed(header.code, [], Buffer.alloc(32, 9)).text)).toBe('damaged');
		expect(await open(text.replace(header.code, '0'.repeat(26)))).toBe('unknownAttempt');
		const other = await sit(store, fixture, opensAt, fixture.people[1]);
		// A sheet under another attempt's name does not open: the name is part of the seal.
		expect(await open(text.replace(header.code, other.header.code))).toBe('damaged');
		expect(await open(text, officer, { examId: asId<'exam'>(9) })).toBe('otherExam');
		expect(await open(text, officer, { visible: new Set([asId<'unit'>(7)]) })).toBe('notYours');
		expect(await open(text, { ...officer, personId: asId<'person'>(1) })).toBe('ownCase');
		expect(await open(text, await viewer('editor', 'itemEditor'))).toBe('forbidden');
		expect(await open(text, await viewer('unit', 'unitAdmin', 1))).toBe('ok');
		const keep = async (code: string | null) => {
			const outcome = await keepRescue(store, secret, officer, ask(text, code), opensAt + 5);
			return outcome.ok ? 'ok' : outcome.reason;
		};
		expect(await keep('')).toBe('codeMissing');
		expect(await keep('0000-0000-0000')).toBe('wrongCode');
		expect(await store.db.selectFrom('rescueUpload').selectAll().execute()).toEqual([]);
		expect(await keep(null)).toBe('ok');
		expect(await store.db.selectFrom('rescueUpload').select('slip').execute()).toEqual([{ slip: 'none' }]);
	});

	test('holds no edit that this attempt could not have made', async () => {
		const { text } = sealed(header.code, [
			{ number: numberOf('multiple'), epoch: epoch + 1, rev: 1, answer: [], marked: false },
			lost(99, 1, 'A'),
			lost(numberOf('judge'), 1, 'A'),
			lost(numberOf('single'), 1, 'A', 'B')
		]);
		expect(await keepRescue(store, secret, officer, ask(text), opensAt + 5)).toMatchObject({
			value: { applied: 0, late: 0, stale: 0, rejected: 4 }
		});
	});
});

describe('late answers', () => {
	/** One answer in time, handed in, and two that came too late. */
	async function tooLate() {
		const [judge, single] = [numberOf('judge'), numberOf('single')];
		await save(opensAt + 1, single, 1, 'A');
		await submitAttempt(store, header, null, opensAt + 2);
		await save(opensAt + 3, single, 2, 'B');
		await save(opensAt + 4, single, 3, 'C');
		await save(opensAt + 5, judge, 4, 'T');
		// Cleared again, never answered before: nothing to decide.
		await save(opensAt + 6, numberOf('multiple'), 5);
		return { judge, single };
	}
	const propose = (who: Viewer, reason = '网络中断') =>
		proposeAdoption(store, who, { examId: fixture.examId, attemptId: header.id, reason }, opensAt + 10);
	const decide = (who: Viewer, id: number, approve = true, note = '') =>
		decideAdoption(store, who, id, { examId: fixture.examId, approve, note }, opensAt + 20);

	test('count when two people say so, each the newest of its question', async () => {
		const { judge, single } = await tooLate();
		const owner = await findOwner(store.db, fixture.examId, header.id);
		if (!owner) throw new Error('no owner');
		expect(await lateAnswers(store, owner)).toMatchObject(
			[
				{ number: judge, before: '', after: 'T' },
				{ number: single, before: 'A', after: 'C' }
			].sort((a, b) => a.number - b.number)
		);
		const receipt = attemptState(store, header.id).receipt;
		const proposed = await propose(officer);
		if (!proposed.ok) throw new Error(proposed.reason);
		expect(shown()).toEqual({ [single]: 'A' });
		expect(await decide(second, proposed.value)).toEqual({ ok: true, value: 2 });
		expect(shown()).toEqual({ [judge]: 'T', [single]: 'C' });
		expect((await loadResponses(store.db, header.id)).size).toBe(2);
		expect(attemptState(store, header.id)).toMatchObject({ status: 'submitted', answered: 2, receipt });
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
		expect(await verifyChain(store.db)).toMatchObject({ firstBroken: null });
		expect((await verifyAdoptions(store.db)).faults).toEqual([]);
		expect(await lateAnswers(store, owner)).toEqual([]);
		expect(await propose(officer)).toMatchObject({ reason: 'nothingLate' });
		expect(await lateAttempts(store.db, fixture.examId)).toMatchObject([{ late: 4, adopted: 2, waiting: null }]);
		expect(await decide(second, proposed.value)).toMatchObject({ reason: 'decided' });
	});

	test('do not count when refused, and can be proposed again', async () => {
		await tooLate();
		const proposed = await propose(officer);
		if (!proposed.ok) throw new Error(proposed.reason);
		expect(await propose(second)).toMatchObject({ reason: 'alreadyProposed' });
		expect(await decide(second, proposed.value, false)).toMatchObject({ reason: 'noteMissing' });
		expect(await decide(second, proposed.value, false, '监控显示已离场')).toEqual({ ok: true, value: 0 });
		expect(await adoptionsOf(store.db, header.id)).toMatchObject([{ decision: 'refused', decidedBy: 'second' }]);
		expect(await propose(second)).toMatchObject({ ok: true });
	});

	test('are never decided by who proposed them, by whatever account, nor by the candidate', async () => {
		await tooLate();
		const one = { ...officer, personId: asId<'person'>(2) };
		await store.db
			.updateTable('account')
			.set({ personId: asId<'person'>(2) })
			.where('id', '=', one.accountId)
			.execute();
		const proposed = await propose(one);
		if (!proposed.ok) throw new Error(proposed.reason);
		expect(await decide(one, proposed.value)).toMatchObject({ reason: 'samePerson' });
		expect(await decide({ ...second, personId: asId<'person'>(2) }, proposed.value)).toMatchObject({
			reason: 'samePerson'
		});
		expect(await decide({ ...second, personId: asId<'person'>(1) }, proposed.value)).toMatchObject({
			reason: 'ownCase'
		});
		expect(await decide({ ...second, accountId: null }, proposed.value)).toMatchObject({ reason: 'noAccount' });
		expect(await decide(await viewer('unit', 'unitAdmin', 1), proposed.value)).toMatchObject({ reason: 'forbidden' });
		expect(await propose({ ...second, personId: asId<'person'>(1) })).toMatchObject({ reason: 'ownCase' });
		expect((await adoptionsOf(store.db, header.id))[0]?.decision).toBe(null);
	});

	test('control: the record itself refuses one account on both sides, and a decision taken back', async () => {
		await tooLate();
		const proposed = await propose(officer);
		const id = proposed.ok ? proposed.value : 0;
		const settle = (account: number | null) =>
			store.raw
				.prepare(
					`update adoption set decision = 'approved', decided_by = 'x', decided_account = ?, decided_at = 1 where id = ?`
				)
				.run(account, id);
		expect(() => settle(officer.accountId)).toThrow(/CHECK/);
		settle(second.accountId);
		expect(() => store.raw.exec(`update adoption set decision = 'refused'`)).toThrow(/stays as it was/);
		expect(() => store.raw.exec('delete from adoption')).toThrow(/append-only/);
	});

	test('adopted behind everybody’s back are found by doctor', async () => {
		const { single } = await tooLate();
		const slot = header.sheet.question(single)?.slot ?? 0;
		const forged = { slot, epoch, rev: 9, answer: ['D'], marked: false, late: 4, adoption: 1 };
		await store.saves.push((raw) => {
			const ledger = openLedger(raw, header.id);
			ledger.append({ kind: 'adopted', ...forged }, { receivedAt: opensAt + 30, clientAt: null, actor: 'x' });
			ledger.seal(null);
		});
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
		expect((await verifyAdoptions(store.db)).faults.map(({ fault }) => fault)).toEqual([
			expect.stringContaining('without an approved proposal'),
			expect.stringContaining('differs from the late answer')
		]);
	});

	test('wait until the attempt is closed', async () => {
		await save(deadline + 31_000, numberOf('single'), 1, 'A');
		expect(await propose(officer)).toMatchObject({ reason: 'stillOpen' });
		expect(await propose(officer, ' ')).toMatchObject({ reason: 'reasonMissing' });
	});
});

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { rescueKey } from '#lib/exam/attempt/rescue.server.ts';
import { cutFrames, joinFrames, sealedText } from '#lib/exam/attempt/rescue.ts';
import { sealSheet } from '#lib/exam/attempt/seal.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import { checkSheet } from '../../src/routes/bureau/exams/rescue-desk.ts';
import { makeAccount } from '../doors/people.ts';
import { attemptExam, opensAt, sit } from '../stories/attempt-exam.ts';
import { freshStore } from '../stories/fresh.ts';

const attempt = '0123456789ABCDEFGHJKMNPQRS';
const sealed = sealedText(attempt, Uint8Array.from(randomBytes(2000)));
const frames = cutFrames(sealed, '7K2M-Q9XR-40TD');

// A candidate's phone sends what it has scanned by chat; names and words around it, and a sheet pasted twice, made it “no
// sheet”.
test('words of a chat around a sheet are passed over, and a sheet pasted twice is one', () => {
	const chat = frames.map((frame, index) => `张三 10:0${index}：\n${frame}（第 ${index + 1} 张）\n`).join('');
	for (const pasted of [chat, `救援答卷 ${sealed}。`, `${sealed}\n${sealed}`, `收到：${sealed}\n再发一次：${sealed}`])
		expect(joinFrames(pasted)).toEqual({ ok: true, value: sealed });
});

test('control: two sheets are not mistaken for one, nor words for a sheet', () => {
	const other = sealedText(attempt, Uint8Array.from(randomBytes(2000)));
	expect(joinFrames(`${sealed}\n${other}`)).toEqual({ ok: false, reason: 'framesMixed' });
	for (const words of ['XUEFA1.', 'XUEFA1.张三', `前后 ${frames[0]?.slice(0, 5)}`])
		expect(joinFrames(words)).toMatchObject({ ok: false, reason: 'unreadable' });
});

// Notepad keeps what was pasted into it as UTF-16 where it is asked for “Unicode”.
test('the file may be UTF-16', async () => {
	const store = await freshStore();
	const secret = Buffer.alloc(32, 5);
	const fixture = await attemptExam(store, {}, { people: 1 });
	const { header, epoch } = await sit(store, fixture, opensAt);
	const edits = [{ number: 1, epoch, rev: 1, answer: [], marked: true }];
	const key = Buffer.from(rescueKey(secret, header.code), 'base64url');
	const sheet = sealSheet(key, { attempt: header.code, epoch, rev: 1, edits }, randomBytes(12));
	const grants = [{ role: 'examOfficer' as const, unitId: null }];
	const { accountId } = await makeAccount(store.db, { login: 'o', roles: grants });
	const desk = {
		store,
		secret,
		viewer: { accountId, personId: null, name: 'o', grants },
		exam: await getExam(store.db, asId<'exam'>(Number(fixture.examId)))
	};
	const little = Buffer.from(`\ufeff${sheet.sealed}\r\n`, 'utf16le');
	for (const bytes of [little, little.subarray(2), Buffer.from(little).swap16(), Buffer.from(sheet.sealed)]) {
		const form = new FormData();
		form.set('file', new File([Uint8Array.from(bytes)], 'sheet.txt'));
		expect(await checkSheet(desk, form)).toMatchObject({ opened: { code: sheet.code, edits: 1 } });
	}
});

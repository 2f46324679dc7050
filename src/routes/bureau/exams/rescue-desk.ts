import { fail } from '@sveltejs/kit';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { decoderLabel, markedEncoding, unmarkedUtf16 } from '#lib/base/sheet/encoding.ts';
import { keepRescue, openRescue } from '#lib/exam/attempt/rescue.server.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';

/** A sealed sheet of two hundred questions has about five thousand characters; frames pasted several times some more. */
const mostCharacters = 200_000;

interface Desk {
	readonly store: Store;
	readonly secret: Buffer;
	readonly viewer: Viewer;
	readonly exam: Exam;
}

const ask = async ({ store, viewer, exam }: Desk, pasted: string) => ({
	examId: exam.id,
	pasted,
	visible: await visibleUnits(store.db, viewer, 'rescue.upload')
});

/** What a chat has sent comes through Notepad too, which writes UTF-16 where it is asked for Unicode. */
const textOf = (bytes: Uint8Array): string =>
	new TextDecoder(decoderLabel[markedEncoding(bytes) ?? unmarkedUtf16(bytes) ?? 'utf-8']).decode(bytes);

/** First step on both desks: open the sheet and show whose it is, with the code to compare. */
export async function checkSheet(desk: Desk, form: FormData) {
	const file = form.get('file');
	const uploaded = file instanceof File && file.size <= mostCharacters ? textOf(await file.bytes()) : '';
	const pasted = (uploaded.trim() === '' ? String(form.get('frames') ?? '') : uploaded).slice(0, mostCharacters);
	const outcome = await openRescue(desk.store, desk.secret, desk.viewer, await ask(desk, pasted));
	// Frames are read one after the other: whoever lacks one adds that one.
	const frames = uploaded.trim() === '' ? pasted : '';
	if (!outcome.ok) return fail(400, { refusal: { reason: outcome.reason, detail: outcome.detail ?? {} }, frames });
	const { name, unitName, sheet, code, deadlineAt, keptAt, status, header } = outcome.value;
	const found = { name, unitName, code, deadlineAt, keptAt, status, attemptNo: header.no };
	return { opened: { ...found, edits: sheet.edits.length, sealed: pasted.replace(/\s+/gu, '') } };
}

/** Second step: the code from the slip is compared, then the answers are kept. */
export async function keepSheet(desk: Desk, form: FormData, receivedAt: number) {
	const pasted = String(form.get('sealed') ?? '').slice(0, mostCharacters);
	const slip = form.has('noSlip') ? null : String(form.get('slip') ?? '');
	const asked = { ...(await ask(desk, pasted)), slip };
	const outcome = await keepRescue(desk.store, desk.secret, desk.viewer, asked, receivedAt);
	if (outcome.ok) return { kept: outcome.value };
	const refusal = { reason: outcome.reason, detail: outcome.detail ?? {} };
	// A mistyped code is corrected where it was typed.
	const again = await checkSheet(desk, withFrames(pasted));
	return fail(400, 'opened' in again ? { refusal, opened: again.opened } : { refusal });
}

function withFrames(pasted: string): FormData {
	const form = new FormData();
	form.set('frames', pasted);
	return form;
}

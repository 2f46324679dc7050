import { writeSync } from 'node:fs';
import { asId } from '#lib/base/core/ids.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';

/**
 * A server in small that is killed in the middle of saves: PATH CODE PERSON EPOCH MODE. Twenty browsers save at once, each
 * acknowledged edit is a line "number rev letter". MODE `honest` prints after the save has resolved (after COMMIT),
 * `early` before it: the control, which must lose.
 */
const [path = '', code = '', person = '', epochText = '', mode = 'honest'] = process.argv.slice(2);
const epoch = Number(epochText);
const store = openStore(path);
const header = await findAttemptByCode(store.db, code, asId(Number(person)));
if (!header) throw new Error('no attempt');

let rev = 0;
async function browser(lane: number): Promise<void> {
	for (;;) {
		const op = { number: 1 + (lane % 3), epoch, rev: ++rev, answer: [rev % 2 ? 'T' : 'F'], marked: false };
		const line = `${op.number} ${op.rev} ${op.answer[0]}\n`;
		if (mode === 'early') writeSync(1, line);
		if (!header) return;
		const answer = await saveResponses(store, header, { epoch, batch: '', ops: [{ ok: true, op }] }, Date.now());
		const status = answer.acks[0]?.status;
		// `stale` is no loss: a later edit of the same question overtook this one in the queue.
		if (mode === 'honest' && status === 'applied') writeSync(1, line);
	}
}
await Promise.all(Array.from({ length: 20 }, (_, lane) => browser(lane)));

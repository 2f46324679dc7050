import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { clearRehearsal } from '../../src/cli/rehearsal/clear.ts';
import { prepareSitters } from '../../src/cli/rehearsal/prepare.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { type Doors, openDoors } from '../doors/server.ts';
import { sit } from '../stories/attempt-exam.ts';

const root = join(import.meta.dirname, '..', '..');
const doors = await openDoors(async (store) => {
	await openExam(store, 1);
	await syncShippedBanks(store.db, join(root, 'question-banks'), Date.now());
});

/** Nothing is open here; one exam opens in two hours. */
const quiet = await openDoors(async (store) => {
	const opensAt = Date.now() + 2 * 3_600_000;
	await openExam(store, 1, {}, { opensAt, closesAt: opensAt + 4 * 3_600_000 });
	await syncShippedBanks(store.db, join(root, 'question-banks'), Date.now());
});

type Told = Promise<{ readonly code: number | null; readonly told: Record<string, unknown> }>;

function rehearse({ store, url }: Doors, ...words: string[]): Told {
	const program = join(root, 'src', 'cli', 'xuefa.ts');
	const args = ['--disable-warning=ExperimentalWarning', program, 'rehearse', '--json', '--origin', url, ...words];
	const child = spawn(process.execPath, args, {
		env: { PATH: process.env.PATH, XUEFA_DATA: join(store.raw.name, '..') },
		stdio: ['ignore', 'pipe', 'ignore']
	});
	let out = '';
	child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
	return new Promise((done) =>
		child.once('close', (code) =>
			done({ code, told: JSON.parse(out || '{"crashed":true}') as Record<string, unknown> })
		)
	);
}
const people = async () => (await doors.store.db.selectFrom('person').select('id').execute()).length;

// On the server that real people use nothing asked whether they were sitting an exam there.
test('on the running server no rehearsal begins while a real exam is open, unless it is forced', async () => {
	const live = [doors, '--candidates', '2'] as const;
	expect(await rehearse(...live)).toEqual({ code: 1, told: { refused: 'examOpen' } });
	expect(await people(), 'nobody was made for it').toBe(1);
	expect(await rehearse(...live, '--force')).toMatchObject({ code: 0, told: { candidates: 2, lost: 0 } });
	const { db } = doors.store;
	await db
		.updateTable('exam')
		.set({ closedAt: Date.now() })
		.where('id', '=', 1 as never)
		.execute();
	expect(await rehearse(...live), 'control').toMatchObject({ code: 0, told: { candidates: 2, lost: 0 } });
});

// The people were made before anybody asked whether there is such an exam, and stayed on the roster.
test('where there is nothing to rehearse nobody stays behind', async () => {
	const { db } = quiet.store;
	expect(await rehearse(quiet, '99', '--candidates', '2')).toEqual({ code: 1, told: { refused: 'notFound' } });
	const present = await db.selectFrom('membership').select('id').where('toAt', 'is', null).execute();
	const made = await db.selectFrom('unit').select('id').where('abolishedAt', 'is', null).execute();
	expect([present, made]).toEqual([[], [{ id: 1 }]]);
});

// Their people were told apart by the second: the later one's were taken for the earlier one's, and it fell over. So it
// did where the roster was changed while its people came in.
test('two that begin at once have people of their own', async () => {
	const { db } = quiet.store;
	const now = Date.now();
	const both = await Promise.all([now, now + 1].map((at) => prepareSitters(db, quiet.secret, 30, at)));
	const people = both.flatMap(({ sitters }) => sitters.map(({ personId }) => personId));
	expect(new Set(people).size).toBe(60);
	for (const each of both)
		await clearRehearsal(db, { ...each, examId: undefined, people: each.sitters.map(({ personId }) => personId) }, now);
});

test('one that has begun stops when somebody real starts, and leaves nothing open', { timeout: 60_000 }, async () => {
	const { store } = quiet;
	const ended = rehearse(quiet, '--candidates', '400', '--width', '1');
	const sham = () => store.db.selectFrom('rehearsalExam').select('examId').execute();
	await vi.waitFor(async () => expect(await sham()).toHaveLength(1), 20_000);
	const { opensAt } = await store.db
		.selectFrom('exam')
		.select('opensAt')
		.where('id', '=', asId<'exam'>(1))
		.executeTakeFirstOrThrow();
	await sit(store, { examId: asId(1), paperId: asId(1), people: [asId(1)], slots: [] }, opensAt);
	expect(await ended).toEqual({ code: 1, told: { refused: 'sitting' } });
	const open = await store.db.selectFrom('exam').select('id').where('closedAt', 'is', null).execute();
	const writing = await store.db.selectFrom('attemptState').select('examId').where('status', '=', 'open').execute();
	const present = await store.db.selectFrom('membership').select('id').where('toAt', 'is', null).execute();
	expect([open, writing, present]).toEqual([[{ id: 1 }], [{ examId: 1 }], []]);
});

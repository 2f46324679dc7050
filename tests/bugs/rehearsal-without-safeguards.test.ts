import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { machineFault } from '#lib/exam/attempt/safeguards.server.ts';
import { noSafeguards, safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { rehearsalFile } from '../../src/cli/rehearsal/exam.ts';
import { now, officer } from '../stories/plan-district.ts';
import { draft } from '../stories/rehearsal-place.ts';

const minute = 60_000;
const safeBrowserKey = 'a1'.repeat(32);
const safeguards = { singleDevice: true, roomCode: true, networks: ['10.20.0.0/16'], safeBrowserKey, watermark: true };
const guarded = () =>
	draft({ window: { opensAt: '+300d', closesAt: '+301d' }, scheme: { latestEntryMinutes: 1, safeguards } });

// "The very exam" was rehearsed without its safeguards and its late entry: what they cost on the day was not measured.
test('a rehearsal has the safeguards of its exam and the rule of late entry; simulated people can meet them', async () => {
	const { db, exam } = await guarded();
	const made = await createFromFile(db, officer, await rehearsalFile(db, exam.id, ['S1'], 'X'), now);
	if (!made.ok) throw new Error(JSON.stringify(made));
	const { scheme } = made.value.exam;
	const asked = safeguardsOf(scheme);
	expect(asked).toMatchObject({ singleDevice: true, roomCode: true, safeBrowserKey, watermark: true });
	expect(asked.networks[0]).toBe('10.20.0.0/16');
	const machine = { address: '127.0.0.1', url: 'http://127.0.0.1/', configKeyHash: null };
	expect(machineFault({ ...asked, safeBrowserKey: null }, machine)).toBeUndefined();
	expect(scheme.latestEntryMs, 'longer than any preparation').toBeGreaterThan(60 * minute);
});

test('control: an exam without them is rehearsed without them', async () => {
	const { db, exam } = await draft();
	const made = await createFromFile(db, officer, await rehearsalFile(db, exam.id, ['S1'], 'X'), now);
	if (!made.ok) throw new Error(JSON.stringify(made));
	expect([safeguardsOf(made.value.exam.scheme), made.value.exam.scheme.latestEntryMs]).toEqual([noSafeguards, null]);
});

test('and is sat to the end with all of them', { timeout: 120_000 }, async () => {
	const { store, exam } = await guarded();
	const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');
	const words = ['rehearse', String(exam.id), '--candidates', '12', '--within', '0.05', '--json'];
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--disable-warning=ExperimentalWarning', program, ...words],
		{ env: { PATH: process.env.PATH, XUEFA_DATA: join(store.raw.name, '..') }, encoding: 'utf8' }
	);
	const told = JSON.parse(stdout || '{}') as { figures?: object; findings?: object };
	expect(told.figures, stderr).toMatchObject({ heads: 12, lost: 0, wrong: 0, unfinished: 0, firstError: null });
	expect([status, told.findings]).toEqual([0, []]);
});

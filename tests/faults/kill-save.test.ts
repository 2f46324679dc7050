import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { attemptExam, sit } from '../stories/attempt-exam.ts';
import { rounds } from './tools.ts';

const saver = join(import.meta.dirname, 'saver.ts');

/** Lets the saver run, kills it after some acknowledgements and a random moment, and returns what it acknowledged. */
async function killedSaver(args: readonly string[], delayMs: number): Promise<string[]> {
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', saver, ...args], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const chunks: Buffer[] = [];
	let killing = false;
	child.stdout.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		if (killing) return;
		killing = true;
		setTimeout(() => child.kill('SIGKILL'), delayMs);
	});
	await new Promise((ended) => child.once('close', ended));
	const text = Buffer.concat(chunks).toString();
	// A line cut off by the kill was not acknowledged whole.
	return text
		.slice(0, text.lastIndexOf('\n') + 1)
		.trim()
		.split('\n');
}

/** Rounds of: save, kill -9, open again, look for every acknowledged answer. Returns acknowledged and lost edits. */
async function killed(count: number, mode: 'honest' | 'early'): Promise<{ acked: number; lost: string[] }> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-kill-'));
	const path = join(folder, 'xuefa.db');
	let store = openStore(path);
	await migrate(store.db);
	const now = Date.now();
	const fixture = await attemptExam(store, {}, { people: count, opensAt: now - 1000, closesAt: now + 10 * 3_600_000 });
	const lost: string[] = [];
	let acked = 0;
	for (const [round, personId] of fixture.people.entries()) {
		const { header, epoch } = await sit(store, fixture, now, personId);
		await store.close();
		const args = [path, header.code, String(personId), String(epoch), mode];
		const lines = await killedSaver(args, Math.random() * 60);
		store = openStore(path);
		expect(store.raw.pragma('integrity_check', { simple: true })).toBe('ok');
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
		const stands = new Map(shownResponses(store, header).map((response) => [response.number, response]));
		for (const line of lines) {
			const [number = 0, rev = 0] = line.split(' ').map(Number);
			const letter = line.split(' ')[2];
			const found = stands.get(number);
			acked++;
			const newer = found && (found.epoch > epoch || (found.epoch === epoch && found.rev > rev));
			const same = found?.epoch === epoch && found.rev === rev && found.answer[0] === letter;
			if (!newer && !same) lost.push(`round ${round}: ${line}`);
		}
	}
	await store.close();
	rmSync(folder, { recursive: true, force: true });
	return { acked, lost };
}

const count = Math.min(200, rounds('XUEFA_KILLS', 12));

test(
	`kill -9 in the middle of saves, ${count} rounds: no acknowledged answer is lost`,
	{ timeout: 60_000 + count * 15_000 },
	async () => {
		const half = Math.ceil(count / 2);
		const [one, two] = await Promise.all([killed(half, 'honest'), killed(half, 'honest')]);
		expect([...one.lost, ...two.lost]).toEqual([]);
		expect(one.acked + two.acked).toBeGreaterThan(count * 10);
	}
);

test('control: acknowledging before COMMIT loses answers', { timeout: 120_000 }, async () => {
	// Where the machine is so busy that the kill comes late, a round may lose nothing.
	let losses = 0;
	for (let round = 0; round < 8 && losses === 0; round++) losses = (await killed(3, 'early')).lost.length;
	expect(losses).toBeGreaterThan(0);
});

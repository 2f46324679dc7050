import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { readConfig } from '#lib/base/config/config.server.ts';
import { integrityFaults } from '#lib/base/db/integrity.server.ts';
import { migrator, pendingMigrations } from '#lib/base/db/migrate.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { prepareStore } from '../../src/cli/prepare.ts';
import { makePerson, makeUnit } from '../doors/people.ts';
import { type Candidate, newCandidate } from './candidate.ts';
import { openHall } from './hall.ts';
import { judge, lost } from './oracle.ts';
import { sweptCalls, underStrace } from './strace.ts';
import { faultTest, points, say } from './tools.ts';

const act = join(import.meta.dirname, 'act.ts');
const quietly = ['--disable-warning=ExperimentalWarning'];
const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');
const work = mkdtempSync(join(tmpdir(), 'xuefa-sweep-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Points tried in `npm test` for each act and call; all of them with XUEFA_SWEEP=all. */
const few = { pwrite64: 2, fsync: 1, rename: 1 };
const timeoutMs = process.env.XUEFA_SWEEP === 'all' ? 7_200_000 : 120_000;

/** Runs the act on a copy of `from`, killed at the given call; undefined kills nothing. */
async function killedAt(from: string, script: (folder: string) => string[], injection?: string) {
	const folder = mkdtempSync(join(work, 'at-'));
	cpSync(from, folder, { recursive: true });
	return { folder, ran: await underStrace(script(folder), injection, environment(folder)) };
}

const environment = (folder: string) => ({ XUEFA_DATA: folder, XUEFA_BANKS: join(work, 'none') });

/** Kills the act at each call in turn and has `look` name what is wrong afterwards. */
async function sweep(
	name: string,
	from: string,
	script: (folder: string) => string[],
	look: (folder: string, lines: readonly string[]) => Promise<string[]>
): Promise<void> {
	const whole = await killedAt(from, script);
	expect(whole.ran.code, whole.ran.stderr).toBe(0);
	const wrong = await look(whole.folder, whole.ran.lines);
	const killed: string[] = [];
	for (const call of sweptCalls) {
		let count = 0;
		for (const when of points(whole.ran.calls[call], few[call])) {
			const { folder, ran } = await killedAt(from, script, `${call}:signal=SIGKILL:when=${when}`);
			if (ran.signal === 'SIGKILL' || ran.code === 137) count++;
			wrong.push(...(await look(folder, ran.lines)).map((text) => `${call} ${when}: ${text}`));
			rmSync(folder, { recursive: true });
		}
		killed.push(`${count} of ${whole.ran.calls[call]} ${call}`);
		// Threads of Node take some of the calls now and then, so the last points may not be met.
		if (whole.ran.calls[call] > 0) expect(count, `killed at ${call}`).toBeGreaterThan(0);
	}
	say(`${name}, killed at ${killed.join(', ')}: ${wrong.length} faults`);
	expect(wrong).toEqual([]);
}

interface Said extends Partial<Candidate['acked'][number]> {
	readonly person: number;
	readonly code: string;
	readonly deadlineAt?: number;
	readonly receipt?: string;
}

/** The lines an act has printed, as the promises they are. */
function heard(lines: readonly string[]): Candidate[] {
	const candidates = [1, 2, 3].map(() => newCandidate(''));
	for (const text of lines) {
		const { person, code, deadlineAt = 0, receipt, number, epoch = 0, rev = 0, answer = '' } = JSON.parse(text) as Said;
		const candidate = candidates[person - 1];
		if (!candidate) continue;
		candidate.code = code;
		candidate.deadlineAt = Math.max(candidate.deadlineAt, deadlineAt);
		if (receipt !== undefined) candidate.receipt = receipt;
		if (number !== undefined) candidate.acked.push({ code, number, epoch, rev, answer });
	}
	return candidates;
}

const look = (folder: string, lines: readonly string[]) => judge(folder, heard(lines));

describe('killed at each system call that changes a file', () => {
	/** A hall nobody has entered; one where three sit with answers that stand in the log only; one of migration 1. */
	const from = { fresh: join(work, 'fresh'), sat: join(work, 'sat'), old: join(work, 'old') };
	beforeAll(async () => {
		const hall = await openHall({ people: 3 });
		cpSync(hall.folder, from.fresh, { recursive: true });
		cpSync(hall.folder, from.sat, { recursive: true });
		hall.close();
		execFileSync(process.execPath, [...quietly, act, from.sat, 'save']);
		mkdirSync(from.old);
		const store = openStore(join(from.old, 'xuefa.db'));
		await migrator(store.db).migrateTo('0001_people');
		await makePerson(store.db, { name: '旧人', staffNo: 'OLD', unitId: await makeUnit(store.db, 'U1') });
		await store.close();
		const rows = Array.from({ length: 40 }, (_, n) => `赵${String.fromCharCode(0x4e00 + n)},单位U1,N${n}`);
		writeFileSync(join(work, 'roster.csv'), `姓名,单位,工号\n${rows.join('\n')}\n`);
	}, 120_000);

	const acts = [
		['start', 'fresh'],
		['save', 'fresh'],
		['submit', 'sat'],
		['settle', 'sat']
	] as const;
	for (const [name, where] of acts)
		faultTest(name, ['strace'], timeoutMs, () => sweep(name, from[where], (folder) => [act, folder, name], look));

	faultTest('saves on a disk that fails at one write or flush', ['strace'], timeoutMs, async () => {
		const whole = await killedAt(from.fresh, (folder) => [act, folder, 'save']);
		const ends = new Map<number | null, number>();
		for (const call of ['pwrite64', 'fsync'] as const)
			for (const when of points(whole.ran.calls[call], 3)) {
				const script = (folder: string) => [act, folder, 'save'];
				const { folder, ran } = await killedAt(from.fresh, script, `${call}:error=EIO:when=${when}`);
				ends.set(ran.code, (ends.get(ran.code) ?? 0) + 1);
				expect(await look(folder, ran.lines), `${call} ${when}`).toEqual([]);
				rmSync(folder, { recursive: true });
			}
		say(`EIO: ${[...ends].map(([code, count]) => `${count} × exit ${code}`).join(', ')}, nothing lost`);
	});

	for (const name of ['decide', 'publish'] as const)
		faultTest(`acts of officers: ${name}`, ['strace', 'all'], timeoutMs, () =>
			sweep(
				name,
				from.fresh,
				(folder) => [act, folder, name],
				async (folder, lines) => [...(await look(folder, lines)), ...(await halfDone(folder, lines))]
			)
		);

	faultTest('control: what is acknowledged before COMMIT is lost', ['strace'], 120_000, async () => {
		const script = (folder: string) => [act, folder, 'early'];
		const { ran } = await killedAt(from.fresh, script);
		/** Lost at the first of some points spread over the whole where anything is. */
		async function lostBy(fault: string): Promise<number> {
			for (const when of points(ran.calls.pwrite64, 8)) {
				const killed = await killedAt(from.fresh, script, `pwrite64:${fault}:when=${when}`);
				const count = lost(await look(killed.folder, killed.ran.lines));
				if (count > 0) return count;
			}
			return 0;
		}
		const [kills, failures] = [await lostBy('signal=SIGKILL'), await lostBy('error=EIO')];
		say(`control, killed at a write and with EIO at one: ${kills} and ${failures} lost`);
		expect([kills > 0, failures > 0]).toEqual([true, true]);
	});

	faultTest('backup', ['strace'], timeoutMs, () =>
		sweep(
			'backup',
			from.sat,
			(folder) => [act, folder, 'backup'],
			async (folder) => [...(await look(folder, [])), ...backups(folder)]
		)
	);

	faultTest('migrate', ['strace'], timeoutMs, () =>
		sweep('migrate', from.old, () => [program, 'migrate'], migratedAfter)
	);

	faultTest('import of a roster', ['strace'], timeoutMs, async () => {
		const env = { PATH: process.env.PATH, ...environment(from.old) };
		execFileSync(process.execPath, [...quietly, program, 'migrate'], { env });
		const script = () => [program, 'import', 'roster', join(work, 'roster.csv')];
		await sweep('import of a roster', from.old, script, wholeOrNothing);
	});
});

/** Each act of an officer stands with its row in the audit or not at all; what was said to be published is. */
async function halfDone(folder: string, lines: readonly string[]): Promise<string[]> {
	const store = openStore(join(folder, 'xuefa.db'));
	const count = (sql: string) => Number(store.raw.prepare(`select count(*) from ${sql}`).pluck().get());
	const pairs = [
		['reopened', count(`attempt_event where kind = 'reopened'`), acts('attempt.reopened')],
		['voided', count(`attempt_event where kind = 'voided'`), acts('attempt.voided')],
		['closed', count(`attempt_event where kind = 'submitted' and actor = '甲'`), acts('attempt.closed')],
		['granted', count('window_override'), acts('exam.windowGranted')],
		['adopted', count(`adoption where decision = 'approved'`), acts('adoption.decided')],
		['scored', count('scoring_run'), acts('exam.scored')],
		['published', count('publication'), acts('results.published')]
	] as const;
	const wrong = pairs
		.filter(([, done, said]) => done !== said)
		.map(([name, done, said]) => `${name}: ${done}, ${said}`);
	for (const line of lines) {
		const { published } = JSON.parse(line) as { published?: string };
		if (published !== undefined && count(`publication where snapshot_hash = '${published}'`) !== 1)
			wrong.push(`lost: publication ${published}`);
	}
	await store.close();
	return wrong;

	function acts(act: string): number {
		return count(`audit_entry where act = '${act}'`);
	}
}

/** Every file that bears the name of a backup must be one. */
function backups(folder: string): string[] {
	const path = join(folder, 'backups');
	if (!existsSync(path)) return [];
	return readdirSync(path)
		.filter((name) => name.endsWith('.db'))
		.flatMap((name) => {
			try {
				const store = openStore(join(path, name));
				const faults = integrityFaults(store.raw);
				const empty = store.raw.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
				store.raw.close();
				return [...faults, ...(empty ? ['empty'] : [])].map((fault) => `backup ${name}: ${fault}`);
			} catch (reason) {
				return [`backup ${name}: ${String(reason)}`];
			}
		});
}

const schema = (store: Store): unknown[] =>
	store.raw.prepare("select name, sql from sqlite_schema where name not like 'sqlite_%' order by name").all();

/** The next start ends the migration: the schema of a new database, and the rows of the old one. */
async function migratedAfter(folder: string): Promise<string[]> {
	const wrong = backups(folder);
	const config = readConfig(environment(folder));
	const { store } = await prepareStore(config, Date.now() + 60_000);
	const { store: fresh } = await prepareStore(readConfig(environment(mkdtempSync(join(work, 'new-')))), 1);
	try {
		wrong.push(...integrityFaults(store.raw), ...(await pendingMigrations(store.db)));
		if (JSON.stringify(schema(store)) !== JSON.stringify(schema(fresh))) wrong.push('schema differs');
		const names = store.raw.prepare('select name from person').pluck().all();
		if (names.join() !== '旧人') wrong.push(`people: ${names.join()}`);
	} finally {
		await store.close();
		await fresh.close();
	}
	return [...wrong, ...backups(folder)];
}

/** All forty people with their act on record, or none; and the same file can then be imported. */
async function wholeOrNothing(folder: string): Promise<string[]> {
	const store = openStore(join(folder, 'xuefa.db'));
	const wrong = integrityFaults(store.raw);
	const { firstBroken } = await verifyChain(store.db);
	if (firstBroken !== null) wrong.push(`audit entry ${firstBroken}`);
	const people = Number(store.raw.prepare('select count(*) from person').pluck().get());
	const acts = store.raw.prepare("select count(*) from audit_entry where act = 'roster.imported'").pluck().get();
	if (!(people === 1 && acts === 0) && !(people === 41 && acts === 1)) wrong.push(`${people} people, ${acts} acts`);
	await store.close();
	return wrong;
}

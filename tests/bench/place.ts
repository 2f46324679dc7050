import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Config, installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { asId, type ExamId, type PersonId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { openAttempt } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { createHashing } from '#lib/people/access/hashing.server.ts';
import { sessionId } from '#lib/people/access/session.server.ts';

const root = join(import.meta.dirname, '..', '..');

/** A folder of data of its own, and the server over it in a process of its own. */
export interface Place {
	readonly config: Config;
	readonly store: Store;
	close(): Promise<void>;
}

export interface Candidate {
	readonly personId: PersonId;
	readonly login: string;
	/** The Cookie header of a session that is already open. */
	readonly cookie: string;
}

export const password = 'Bench-Password-1';

/** Where seed.ts writes the attempts it has opened. */
export const seeded = 'seeded.json';

export async function openPlace(): Promise<Place> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-bench-'));
	const config = readConfig({ ...process.env, XUEFA_DATA: folder });
	const store = openStore(config.databasePath);
	await migrate(store.db);
	await syncShippedBanks(store.db, config.banksFolder, Date.now());
	installationSecret(config);
	return {
		config,
		store,
		async close() {
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** People with accounts and open sessions, written as rows: activating a hundred thousand would take the day. */
export async function seedPeople(store: Store, count: number): Promise<readonly Candidate[]> {
	const { raw } = store;
	const passwordHash = await createHashing().hash(password);
	const now = Date.now();
	const people: Candidate[] = [];
	const before = Number(raw.prepare('select coalesce(max(id), 0) from person').pluck().get());
	const unit = raw.prepare('insert into unit (code, name, short_name, category, sort_order) values (?, ?, ?, ?, ?)');
	const person = raw.prepare('insert into person (id, name, staff_no, created_at) values (?, ?, ?, ?)');
	const member = raw.prepare(
		`insert into membership (person_id, unit_id, kind, from_at) values (?, ?, 'establishment', ?)`
	);
	const account = raw.prepare(
		`insert into account (person_id, display_name, password_hash, password_set_at, created_at) values (?, ?, ?, ?, ?)`
	);
	const session = raw.prepare(
		'insert into session (id, account_id, expires_at, absolute_expires_at, created_at, last_seen_at) values (?, ?, ?, ?, ?, ?)'
	);
	const far = now + 12 * 3_600_000;
	raw.exec('begin immediate');
	let unitId: number | bigint = 0;
	for (let n = 0; n < count; n++) {
		const id = before + n + 1;
		if (n % 100 === 0) unitId = unit.run(`B${id}`, `压测单位${id}`, `压测${id}`, '测试', id).lastInsertRowid;
		const login = `B${String(id).padStart(7, '0')}`;
		person.run(id, `考生${id}`, login, now);
		member.run(id, unitId, now);
		const { lastInsertRowid } = account.run(id, `考生${id}`, passwordHash, now, now);
		const token = [...randomBytes(40)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');
		session.run(sessionId(token), lastInsertRowid, far, far, now, now);
		people.push({ personId: asId(id), login, cookie: `session=${token}` });
	}
	raw.exec('commit');
	return people;
}

/** An exam for everybody in the place; `items` is 50 or 100. */
export async function seedExam(store: Store, items: 50 | 100, title = 'Bench'): Promise<ExamId> {
	// As many of each kind as the shipped banks have.
	const [judge, single, multiple] = items === 50 ? [15, 25, 10] : [32, 40, 28];
	const points = 100 / items;
	const made = await createFromFile(
		store.db,
		operator,
		{
			title,
			organiser: 'Bench',
			paper: {
				banks: ['constitution-2018', 'administrative-reconsideration-2023'],
				rows: [
					{ kind: 'judge', count: judge, points },
					{ kind: 'single', count: single, points },
					{ kind: 'multiple', count: multiple, points }
				]
			},
			scheme: { minutes: 90, attempts: 'unlimited', assembly: 'one', feedback: 'score' },
			window: { opensAt: 'now', closesAt: '+1d' },
			enrolment: { all: true },
			publish: true
		},
		Date.now()
	);
	if (!made.ok) throw new Error(JSON.stringify(made).slice(0, 2000));
	return made.value.exam.id;
}

export interface OpenAttempt {
	readonly code: string;
	readonly epoch: number;
	readonly cookie: string;
	/** Numbers of its judgement questions: their answers are T and F whatever the layout. */
	readonly judges: readonly number[];
}

/** Starts and opens an attempt for each, through the product's own verbs, and settles them as a quiet minute would. */
export async function seedAttempts(
	store: Store,
	examId: ExamId,
	people: readonly Candidate[]
): Promise<readonly OpenAttempt[]> {
	const opened: OpenAttempt[] = [];
	const lane = async (from: number, step: number) => {
		for (let n = from; n < people.length; n += step) {
			const { personId, cookie } = people[n] as Candidate;
			const started = await startAttempt(store, { examId, personId, shortTimeAccepted: true }, Date.now());
			if (!started.ok) throw new Error(`start: ${started.reason}`);
			const header = await findAttemptByCode(store.db, started.value.code, personId);
			const page = header && (await openAttempt(store, header, '', Date.now()));
			if (!header || !page) throw new Error('the attempt is not open');
			const judges = header.sheet.questions().flatMap(({ kind, number }) => (kind === 'judge' ? [number] : []));
			opened.push({ code: header.code, epoch: page.epoch, cookie, judges });
		}
	};
	await Promise.all(Array.from({ length: 50 }, (_, n) => lane(n, 50)));
	await settleAll(store);
	return opened;
}

/** As `seedAttempts`, in a process of its own: what it needs memory for must not slow the one that sends the load. */
export async function seedElsewhere(place: Place, count: number): Promise<readonly OpenAttempt[]> {
	const { dataFolder } = place.config;
	const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'seed.ts'), String(count)];
	const child = spawn(process.execPath, args, { env: { ...process.env, XUEFA_DATA: dataFolder }, stdio: 'inherit' });
	const code = await new Promise((ended) => child.once('exit', ended));
	if (code !== 0) throw new Error(`seeding ended with ${String(code)}`);
	return JSON.parse(readFileSync(join(dataFolder, seeded), 'utf8')) as OpenAttempt[];
}

/** A process that prints one line when it is ready, and can be asked to end. */
export interface Running {
	readonly pid: number;
	readonly port: number;
	stop(): Promise<void>;
}

async function run(args: readonly string[], environment: NodeJS.ProcessEnv, portIn: (line: string) => number) {
	const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
		env: environment,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	const line = await new Promise<string>((ready, failed) => {
		if (child.stdout) createInterface(child.stdout).once('line', ready);
		void ended.then(() => failed(new Error(`${args[0]} ended before it was ready`)));
	});
	return {
		pid: child.pid ?? 0,
		port: portIn(line),
		async stop() {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

/** `xuefa serve` over the place, as built. */
export const serve = (place: Place): Promise<Running> =>
	run(
		[join(root, 'src', 'cli', 'xuefa.ts'), 'serve', '--json', '--host', '127.0.0.1', '--port', '0'],
		{ ...process.env, XUEFA_DATA: place.config.dataFolder },
		(line) => Number(new URL((JSON.parse(line) as { urls: string[] }).urls[0] ?? '').port)
	);

/** The baseline of bare-loop.ts: `group` one commit for all that wait, `single` one commit per request. */
export const serveBare = (place: Place, commits: 'group' | 'single'): Promise<Running> =>
	run(
		[join(import.meta.dirname, 'bare-loop.ts'), join(place.config.dataFolder, `bare-${commits}.db`), commits],
		process.env,
		Number
	);

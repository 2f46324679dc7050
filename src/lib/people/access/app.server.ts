import { uptime } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { type Config, installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { type ServerClock, serverClock } from '#lib/base/core/clock.ts';
import type { AnswerableRequest, WholeResponse } from '#lib/base/kit/whole-response.ts';
import { migrate, pendingMigrations } from '#lib/base/db/migrate.server.ts';
import { keepReserve, type Reserve } from '#lib/base/db/reserve.server.ts';
import { openStore, type Store, StorageRefused } from '#lib/base/db/store.server.ts';
import { bootClock } from '#lib/base/time/clock.server.ts';
import { bootId } from '#lib/base/time/machine.server.ts';
import type { Boot } from '#lib/base/time/moments.ts';
import { createHashing } from './hashing.server.ts';
import type { Gate } from './login.server.ts';
import { type Presences, rememberPresences } from './presence.server.ts';
import { sessions } from './session.server.ts';
import { createThrottle } from './throttle.server.ts';

/** What one process has once: the open database and the doors' memory. */
export interface App {
	readonly config: Config;
	readonly store: Store;
	readonly gate: Gate;
	readonly presences: Presences;
	readonly log: Logger;
	/** Room on the disk for the moment it is full. */
	readonly reserve: Reserve;
	/** Answers requests before SvelteKit sees them, where there is something quicker to say; whether it did. */
	entry: ((request: AnswerableRequest, response: WholeResponse) => boolean) | undefined;
	/** The server's clock, of which `gate.now` reads, and what was thought of the machine's clock at the start. */
	readonly clock: ServerClock;
	readonly boot: Boot;
	/** What must be waited for before a request is answered: after a standstill running attempts get their time back first. */
	settle: () => Promise<void> | undefined;
	/** Has `stop` called, and waited for, before the database is closed; the last one named comes first. */
	whenClosing(stop: () => void | Promise<void>): void;
	/** Waits for saves under way, moves the write-ahead log into the database file and closes it. */
	close(): Promise<void>;
}

/** The built application and the server around it are two module graphs in one process; they meet under this name. */
const meeting = Symbol.for('xuefa.app');
type Global = typeof globalThis & { [meeting]?: App };

/**
 * Opens the data folder for this process.
 * @throws StorageRefused when migrations are pending and `migrate` is not asked for: serving never changes the schema
 */
export async function openApp(options: { readonly migrate: boolean }): Promise<App> {
	const config = readConfig();
	const log = pino({ redact: ['password', 'again', 'present', 'code', 'token'] }, pino.destination(2));
	const store = openStore(config.databasePath);
	const pending = await pendingMigrations(store.db);
	if (pending.length > 0 && !options.migrate) {
		await store.close();
		throw new StorageRefused(
			`migrations are pending (${pending.join(', ')}): run xuefa migrate, or start by npm start.`
		);
	}
	if (pending.length > 0) await migrate(store.db);
	const throttle = createThrottle((address, accounts) =>
		log.warn({ address, accounts }, 'many different accounts fail to sign in from one address')
	);
	const boot = bootClock(store.raw, Date.now(), { bootId: bootId(), uptimeMs: uptime() * 1000 });
	const clock = serverClock(boot.startAt, () => performance.now());
	const presences = rememberPresences(store.raw);
	const gate: Gate = {
		secret: installationSecret(config),
		hashing: createHashing(),
		throttle,
		sessions: sessions(store, clock.now, presences),
		now: clock.now
	};
	const reserve = keepReserve(join(config.dataFolder, 'reserve'), config.reserveBytes, (state, words) =>
		log[state === 'kept' ? 'info' : 'error']({ reserve: state }, words)
	);
	store.saves.onFull(reserve.give);
	const stops: (() => void | Promise<void>)[] = [];
	const app: App = {
		config,
		store,
		gate,
		presences,
		entry: undefined,
		whenClosing: (stop) => void stops.unshift(stop),
		log,
		clock,
		boot,
		settle: () => undefined,
		reserve,
		async close() {
			reserve.stop();
			for (const stop of stops) await stop();
			while (store.saves.waiting > 0) await new Promise((later) => setTimeout(later, 5));
			await store.db.connection().execute(() => Promise.resolve(store.raw.pragma('wal_checkpoint(TRUNCATE)')));
			await store.close();
		}
	};
	(globalThis as Global)[meeting] = app;
	return app;
}

/** @throws when called before `openApp` */
export function runningApp(): App {
	const app = (globalThis as Global)[meeting];
	if (!app) throw new Error('the application is not open yet');
	return app;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Config, environmentFor, installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { backupInto } from '#lib/base/db/backup.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';

/** A copy of the whole database beside the real one, on the same disk, for one rehearsal. */
export interface Place {
	readonly store: Store;
	/** That of the copy: its server's codes, keys and marks are worth nothing at the real one. */
	readonly secret: Buffer;
	/** Starts a server of this program over the copy, on a port of its own. */
	serve(): Promise<Serving>;
	/** Ends what still runs and removes the copy. */
	remove(): Promise<void>;
}

export interface Serving {
	readonly origin: string;
	readonly pid: number;
	stop(): Promise<void>;
}

export type PlaceRefusal = 'running' | 'noSpace' | 'copyFailed';

/** Left free on the disk beside the copy, for the real database. */
const spareBytes = 256 * 2 ** 20;

const alive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

/** Removes what a rehearsal left that was ended by force; whether one is under way now. */
function takeFolder(folder: string): boolean {
	const owner = join(folder, 'pid');
	if (existsSync(owner) && alive(Number(readFileSync(owner, 'utf8')))) return false;
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	writeFileSync(owner, String(process.pid), { flag: 'wx' });
	return true;
}

/**
 * Copies the database. The rehearsal's people, attempts and scores live and die with the copy: none of them can ever
 * appear in a list or figure of the real one, and the real one is not written to while they sit.
 */
export function openPlace(config: Config, live: Store): Outcome<Place, PlaceRefusal> {
	const folder = join(config.dataFolder, 'rehearsal');
	const { bavail, bsize } = statfsSync(config.dataFolder);
	// The copy grows while its people sit.
	const wanted = 2 * statSync(config.databasePath).size + spareBytes;
	if (bavail * bsize < wanted) return refused('noSpace', { megabytes: Math.ceil(wanted / 2 ** 20) });
	if (!takeFolder(folder)) return refused('running');
	const copy = readConfig({ XUEFA_DATA: folder });
	const copied = backupInto(live.raw, copy.databasePath);
	if (!copied.ok) {
		rmSync(folder, { recursive: true, force: true });
		return refused('copyFailed', { reason: copied.reason });
	}
	const store = openStore(copy.databasePath);
	let child: ChildProcess | undefined;
	return done({
		store,
		secret: installationSecret(copy),
		async serve() {
			const program = join(config.programFolder, 'src', 'cli', 'xuefa.ts');
			const args = ['--disable-warning=ExperimentalWarning', program, 'serve', '--json'];
			const { ORIGIN: _, ...environment } = environmentFor({ dataFolder: folder });
			child = spawn(process.execPath, [...args, '--host', '127.0.0.1', '--port', '0'], {
				cwd: config.programFolder,
				env: environment,
				stdio: ['ignore', 'pipe', 'ignore']
			});
			return serving(child);
		},
		async remove() {
			if (child && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		}
	});
}

async function serving(child: ChildProcess): Promise<Serving> {
	const ended = new Promise<void>((gone) => child.once('exit', () => gone()));
	const line = await new Promise<string>((ready, failed) => {
		if (child.stdout) createInterface(child.stdout).once('line', ready);
		void ended.then(() => failed(new Error('the server of the rehearsal ended before it was ready')));
	});
	return {
		origin: (JSON.parse(line) as { readonly urls: readonly string[] }).urls[0] ?? '',
		pid: child.pid ?? 0,
		async stop() {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

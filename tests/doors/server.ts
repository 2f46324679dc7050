import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore, type Store } from '#lib/base/db/store.server.ts';
import { client, type Client } from './client.ts';

const root = join(import.meta.dirname, '..', '..');

/** Ends and removes every server of the test file; registered while the file is collected, for hooks come too late. */
const opened: (() => Promise<void>)[] = [];
afterAll(async () => {
	await Promise.all(opened.splice(0).map((close) => close()));
});

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

/** The built application, served by `xuefa serve` in a process of its own over a data folder of its own. */
export interface Doors {
	readonly url: string;
	/** A second connection to the same database, for fixtures and for looking behind the doors. */
	readonly store: Store;
	readonly secret: Buffer;
	/** What the server has written to stderr so far. */
	readonly log: () => string;
	/** A browser without cookies. */
	client(): Client;
	/** Sends the signal and resolves with the exit code. */
	stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/**
 * Migrates a temporary data folder, lets `prepare` fill it, and starts the server on a free port. Stopped and removed
 * after the tests of the file. Needs the build (npm test makes it).
 */
export async function openDoors(
	prepare: (store: Store, secret: Buffer) => Promise<void> = () => Promise.resolve(),
	environment: Readonly<Record<string, string>> = {}
): Promise<Doors> {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-doors-'));
	const config = readConfig({ XUEFA_DATA: folder });
	const store = openStore(config.databasePath);
	await migrate(store.db);
	const secret = installationSecret(config);
	await prepare(store, secret);

	const args = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'xuefa.ts'), 'serve', '--json'];
	// With ORIGIN the server names its public address only, so the port must be known beforehand.
	const port = environment.ORIGIN === undefined ? 0 : await freePort();
	const child = spawn(process.execPath, [...args, '--host', '127.0.0.1', '--port', String(port)], {
		env: { PATH: process.env.PATH, TZ: 'UTC', XUEFA_DATA: folder, ...environment },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const stderr: string[] = [];
	child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
	const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
	const stop: Doors['stop'] = async (signal = 'SIGTERM') => {
		child.kill(signal);
		return ended;
	};
	const orphaned = () => child.kill('SIGKILL');
	process.once('exit', orphaned);
	opened.push(async () => {
		await stop();
		process.off('exit', orphaned);
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const said = await new Promise<string>((ready, failed) => {
		createInterface(child.stdout).once('line', (line) => ready((JSON.parse(line) as { urls: [string] }).urls[0]));
		void ended.then((code) => failed(new Error(`the server ended with ${code}: ${stderr.join('')}`)));
	});
	const url = port === 0 ? said : `http://127.0.0.1:${port}`;
	return { url, store, secret, log: () => stderr.join(''), client: () => client(url), stop };
}

import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The one file that reads the environment. Everything else takes what it needs as an argument. */
export interface Config {
	/** Folder that holds the database, its backups and the secret; created with mode 0700. */
	readonly dataFolder: string;
	readonly databasePath: string;
	readonly host: string;
	readonly port: number;
	/** Public address, e.g. http://10.1.2.3:3000; null: taken from each request's Host header. */
	readonly origin: string | null;
	/** Folder of the shipped question banks (CSV). */
	readonly banksFolder: string;
	/** Room kept on the data folder's disk for the moment it is full; 0 keeps none. */
	readonly reserveBytes: number;
	/** Folder of the program itself: its command line is started from there, and its build has a stamp. */
	readonly programFolder: string;
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
	const programFolder = environment.XUEFA_PROGRAM ?? process.cwd();
	const dataFolder = environment.XUEFA_DATA ?? join(programFolder, 'data');
	return {
		dataFolder,
		databasePath: join(dataFolder, 'xuefa.db'),
		host: environment.HOST ?? '0.0.0.0',
		port: Number(environment.PORT ?? 3000),
		origin: environment.ORIGIN ?? null,
		banksFolder: environment.XUEFA_BANKS ?? join(programFolder, 'question-banks'),
		reserveBytes: Number(environment.XUEFA_RESERVE_MB ?? 64) * 2 ** 20,
		programFolder
	};
}

/** The environment for another process of this program over the same data folder. */
export const environmentFor = (config: Pick<Config, 'dataFolder'>): NodeJS.ProcessEnv => ({
	...process.env,
	XUEFA_DATA: resolve(config.dataFolder)
});

/**
 * The installation's secret (32 random bytes in the data folder, mode 0600, made at first use): keys the lookup hashes
 * of activation codes and identity numbers, and device cookies. A stolen database alone opens nothing.
 */
export function installationSecret(config: Config): Buffer {
	const path = join(config.dataFolder, 'secret.key');
	mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
	if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
	chmodSync(path, 0o600);
	return readFileSync(path);
}

const keys = new WeakMap<Buffer, KeyObject>();

/** HMAC-SHA256 under the installation's secret. Its key is made once: each time anew costs five times the HMAC itself. */
export function keyedDigest(secret: Buffer, text: string): Buffer {
	let key = keys.get(secret);
	if (!key) keys.set(secret, (key = createSecretKey(secret)));
	return createHmac('sha256', key).update(text).digest();
}

/** Keyed hash for lookups; `purpose` keeps the uses apart, so that a hash of one kind means nothing in another. */
export const keyedHash = (secret: Buffer, purpose: string, value: string): string =>
	keyedDigest(secret, `${purpose}\0${value}`).toString('hex');

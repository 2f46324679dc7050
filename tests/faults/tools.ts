import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmdirSync } from 'node:fs';
import { test, type TestContext } from 'vitest';

/** What a machine needs for a fault to be injected; what it lacks is named, with the remedy, beside the skipped test. */
export type Need = 'linux' | 'mount' | 'strace' | 'loop' | 'faketime' | 'netns' | 'cgroup' | 'all';

/** Path of libfaketime where Debian and others put it. */
export const faketimeLibrary = globSync('/usr/lib*/{*/,}faketime/libfaketime.so.1')[0] ?? '';

const works = (program: string, ...args: string[]): boolean =>
	spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

const linux = process.platform === 'linux';
const root = linux && process.getuid?.() === 0;

/** Where a memory group of its own can be made for the out-of-memory kill (version 1 of control groups, or 2). */
export const memoryGroups = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find((path) => root && takesGroups(path));

function takesGroups(path: string): boolean {
	const group = `${path}/xuefa-look-${process.pid}`;
	try {
		mkdirSync(group);
		const limited = ['memory.limit_in_bytes', 'memory.max'].some((name) => existsSync(`${group}/${name}`));
		rmdirSync(group);
		return limited;
	} catch {
		return false;
	}
}

/** Root of a container may still not mount anything. */
const mounts = (): boolean => root && works('unshare', '-m', 'mount', '-t', 'tmpfs', 'xuefa', '/mnt');

const found: Record<Need, { readonly has: () => boolean; readonly remedy: string }> = {
	linux: { has: () => linux, remedy: 'run it on Linux' },
	mount: { has: mounts, remedy: 'run it as root that may mount' },
	strace: {
		has: () => linux && works('strace', '-qq', '-e', 'inject=fsync:error=EIO', '-o', '/dev/null', 'true'),
		remedy: 'apt-get install strace, and allow ptrace'
	},
	loop: {
		has: () => mounts() && existsSync('/dev/loop-control') && works('mkfs.ext4', '-V') && works('losetup', '--find'),
		remedy: 'apt-get install e2fsprogs mount, as root that may mount, with loop devices'
	},
	faketime: { has: () => faketimeLibrary !== '', remedy: 'apt-get install libfaketime' },
	netns: {
		has: () => root && works('unshare', '-n', 'nft', 'list', 'tables') && works('tc', '-V'),
		remedy: 'apt-get install nftables iproute2, as root'
	},
	/** Not the machine but the hour: long in itself and close to what is tried in every run. */
	all: { has: () => process.env.XUEFA_SWEEP === 'all', remedy: 'npm run faults has the time' },
	cgroup: {
		has: () => memoryGroups !== undefined,
		remedy: 'run it as root with a writable memory control group'
	}
};

const asked = new Map<Need, boolean>();
function has(need: Need): boolean {
	let answer = asked.get(need);
	if (answer === undefined) asked.set(need, (answer = found[need].has()));
	return answer;
}

/** A test of one fault. Where it cannot be injected the test is skipped, and the closing report says why: no pass. */
export function faultTest(
	name: string,
	needs: readonly Need[],
	timeoutMs: number,
	run: (context: TestContext) => Promise<void>
): void {
	test(name, { timeout: timeoutMs }, async (context) => {
		const lacking = needs.filter((need) => !has(need));
		if (lacking.length > 0) context.skip(lacking.map((need) => `no ${need}: ${found[need].remedy}`).join('; '));
		await run(context);
	});
}

/** A number of rounds from the environment: few in `npm test`, many in `npm run faults`. */
export const rounds = (variable: string, few: number): number => Number(process.env[variable] ?? few);

/** Points of the sweep: all of them, or some spread over the whole. */
export function points(count: number, few: number): number[] {
	const all = Array.from({ length: count }, (_, index) => index + 1);
	if (process.env.XUEFA_SWEEP === 'all') return all;
	return all.filter((point) => Math.floor((point * few) / count) !== Math.floor(((point - 1) * few) / count));
}

export const run = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' });

/** Figures for people beside the result of the test. */
export const say = (text: string): void => void process.stdout.write(`  faults: ${text}\n`);

#!/usr/bin/env node
/**
 * Every npm script enters here. Plain JavaScript without dependencies for any Node >= 18, so that `npm run demo`,
 * `npm test` and `npm start` work as the first command typed on a fresh clone: it installs when the lock file changed,
 * builds when sources changed, and runs the real tool on the Node that package.json pins (better-sqlite3 crashes on 20).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const built = join(root, 'build');
/** The folder in which the command was typed: npm itself goes to the program's and names the other. */
const caller = process.cwd() === root ? (process.env.INIT_CWD ?? root) : process.cwd();

/** @param {string} path */
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '');
/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** @param {string} text */
const say = (text) => process.stderr.write(`xuefa: ${text}\n`);

/** The environment of every child: what a user's shell sets for other projects must not reach ours. */
function childEnvironment() {
	const env = { ...process.env };
	for (const name of Object.keys(env))
		if (/^(NODE_ENV|NODE_OPTIONS|npm_config_(omit|production|only|include|ignore_scripts))$/i.test(name))
			delete env[name];
	env.PATH = `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${env.PATH ?? ''}`;
	return env;
}

/** Path of the pinned Node; the host's own where no platform package exists and it is new enough. */
function pinnedNode() {
	const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
	const binary = join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (existsSync(binary)) return binary;
	if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
	say(`no Node 24 package for ${process.platform}-${process.arch}: install Node 24 and run this again with it.`);
	process.exit(2);
}

/**
 * Runs a program to its end; resolves with its exit code. The child ends with us, also when npm alone was killed.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function run(program, args, { quiet = false, cwd = root } = {}) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd,
			env: childEnvironment(),
			stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit'
		});
		let output = '';
		child.stdout?.on('data', (chunk) => (output += chunk));
		child.stderr?.on('data', (chunk) => (output += chunk));
		const parent = process.ppid;
		const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 300);
		/** @param {NodeJS.Signals} signal */
		const forward = (signal) => child.kill(signal);
		process.on('SIGINT', forward).on('SIGTERM', forward);
		child.on('error', (error) => (say(error.message), resolve(127)));
		child.on('close', (code, signal) => {
			clearInterval(orphaned);
			process.off('SIGINT', forward).off('SIGTERM', forward);
			if (quiet && code !== 0) process.stderr.write(output);
			resolve(signal ? 128 : (code ?? 1));
		});
	});
}

/**
 * Waits for a folder lock, so that two commands typed at once on a fresh clone do not install or build over each other.
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function locked(name, work) {
	const lock = join(root, `.${name}.lock`);
	for (let waited = 0; ; waited += 300) {
		try {
			mkdirSync(lock);
			break;
		} catch {
			const abandoned = existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 15 * 60_000;
			if (abandoned) rmSync(lock, { recursive: true, force: true });
			else if (waited === 0) say(`another command is busy (${name}); waiting …`);
			await new Promise((done) => setTimeout(done, 300));
		}
	}
	const release = () => rmSync(lock, { recursive: true, force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		release();
		process.off('exit', release);
	}
}

async function ensureInstalled() {
	const manifest = JSON.parse(read(join(root, 'package.json')));
	const wanted = sha256(
		[
			read(join(root, 'package-lock.json')),
			JSON.stringify([manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies]),
			process.platform,
			process.arch
		].join('\n')
	);
	const stamp = join(modules, '.xuefa-installed');
	if (read(stamp) === wanted) return;
	await locked('install', async () => {
		if (read(stamp) === wanted) return;
		say('installing dependencies (once) …');
		const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
		const npm = process.env.npm_execpath;
		const code = npm?.endsWith('.js')
			? await run(process.execPath, [npm, ...args, '--loglevel=error'], { quiet: true })
			: await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, '--loglevel=error'], { quiet: true });
		if (code !== 0) {
			say('npm ci failed (see above). Check that the npm registry can be reached, then run the command again.');
			process.exit(code);
		}
		writeFileSync(stamp, wanted);
	});
}

/** Everything a build depends on, as one hash of the files' contents. */
function sourceHash() {
	const hash = createHash('sha256');
	/** @param {string} path */
	const visit = (path) => {
		if (!existsSync(path)) return;
		if (statSync(path).isDirectory())
			for (const name of readdirSync(path).sort()) {
				if (name !== 'cli') visit(join(path, name));
			}
		else hash.update(path.slice(root.length)).update(readFileSync(path));
	};
	for (const name of ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package.json', 'package-lock.json'])
		visit(join(root, name));
	return hash.digest('hex');
}

async function ensureBuilt() {
	const stamp = join(built, '.xuefa-built');
	const wanted = sourceHash();
	if (read(stamp) === wanted) return;
	await locked('build', async () => {
		if (read(stamp) === wanted) return;
		say('building …');
		const code = await run(pinnedNode(), [join(modules, 'vite', 'bin', 'vite.js'), 'build', '--logLevel=warn'], {
			quiet: true
		});
		if (code !== 0) {
			say('the build failed (see above).');
			process.exit(code);
		}
		writeFileSync(stamp, wanted);
	});
}

/** @typedef {string[]} Args */
/** @type {(name: string, path: string) => string} */
const bin = (name, path) => join(modules, name, path);
/** @param {Args} args */
const onNode = (...args) => run(pinnedNode(), args);
/** @param {Args} args */
const vite = (...args) => onNode(bin('vite', 'bin/vite.js'), ...args);
/** @param {Args} args */
const vitest = (...args) => onNode(bin('vitest', 'vitest.mjs'), ...args);
/** @param {Args} args */
const xuefa = (...args) =>
	run(pinnedNode(), ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'xuefa.ts'), ...args], {
		cwd: caller
	});

/** Verbs of the command line that serve pages and so need the built application. */
const servingVerbs = new Set(['serve', 'demo']);

/** @param {Args} args */
async function runXuefa(args) {
	if (servingVerbs.has(args[0] ?? '') && !args.includes('--help')) await ensureBuilt();
	return xuefa(...args);
}

/** @param {Args} args */
const prettier = (args) => onNode(bin('prettier', 'bin/prettier.cjs'), '--log-level=warn', ...args);

async function lint() {
	const formatted = await prettier(['--check', '.']);
	return (await onNode(bin('eslint', 'bin/eslint.js'), '.')) || formatted;
}

async function check() {
	const synced = await onNode(bin('@sveltejs/kit', 'svelte-kit.js'), 'sync');
	return synced || onNode(bin('svelte-check', 'bin/svelte-check'), '--tsconfig', './tsconfig.json');
}

/** @param {Args} args */
async function test(args) {
	await ensureBuilt();
	return vitest('run', ...args);
}

/** The long versions of the faults that `npm test` tries a few times; what is set already stays. */
const longFaults = {
	XUEFA_KILLS: '1000',
	XUEFA_SWEEP: 'all',
	XUEFA_CUTS: '100',
	XUEFA_DATES: 'all',
	XUEFA_LINE_EDITS: '200',
	XUEFA_CROWD: '1115',
	XUEFA_OFFLINE_MINUTES: '60',
	XUEFA_DEAD_MACHINES: '50',
	XUEFA_HISTORIES: '100000'
};

/** @type {Record<string, (args: Args) => Promise<number>>} */
const commands = {
	xuefa: runXuefa,
	vite: (args) => vite(...args),
	async build() {
		await ensureBuilt();
		return 0;
	},
	test,
	faults(args) {
		process.env = { ...longFaults, ...process.env };
		return test([join('tests', 'faults'), join('tests', 'rules', 'attempt-model'), ...args]);
	},
	async bench(args) {
		await ensureBuilt();
		return onNode('--disable-warning=ExperimentalWarning', join(root, 'tests', 'bench', 'bench.ts'), ...args);
	},
	prettier,
	lint,
	check,
	verify: async () => (await lint()) || (await check()) || (await test([]))
};

const [name = '', ...rest] = process.argv.slice(2);
await ensureInstalled();
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
process.exitCode = command ? await command(rest) : await runXuefa([name, ...rest].filter(Boolean));

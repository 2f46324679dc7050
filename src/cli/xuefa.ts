import { join } from 'node:path';
import { StorageRefused } from '#lib/base/db/store.server.ts';
import { type Invocation, refuse, type Verb } from './verb.ts';

/** Every verb, loaded only when asked for. */
const verbs: Record<string, () => Promise<Verb>> = {
	admin: async () => (await import('./admin.ts')).adminVerb,
	backup: async () => (await import('./backup.ts')).backupVerb,
	clock: async () => (await import('./clock.ts')).clockVerb,
	doctor: async () => (await import('./doctor.ts')).doctorVerb,
	demo: async () => (await import('./demo.ts')).demoVerb,
	exam: async () => (await import('./exam.ts')).examVerb,
	export: async () => (await import('./export.ts')).exportVerb,
	import: async () => (await import('./import.ts')).importVerb,
	migrate: async () => (await import('./migrate.ts')).migrateVerb,
	rank: async () => (await import('./rank.ts')).rankVerb,
	rehearse: async () => (await import('./rehearse.ts')).rehearseVerb,
	serve: async () => (await import('./serve.ts')).serveVerb,
	slips: async () => (await import('./slips.ts')).slipsVerb,
	study: async () => (await import('./study.ts')).studyVerb
};

/** Bare flags of `import bank`. */
const bankFlags = ['accept-clean', 'without-law', 'create-laws', 'new-codes', 'replace'];

/** Flags that never take a value. */
const bare = new Set([
	'all',
	'apply',
	'early',
	'json',
	'help',
	'dry-run',
	'preview',
	'fill-units',
	'force',
	'create-units',
	'yes',
	'exit',
	...bankFlags
]);

function parse(args: readonly string[]): Invocation {
	const words: string[] = [];
	const flags: Record<string, string | true> = {};
	for (let index = 0; index < args.length; index++) {
		const arg = args[index] ?? '';
		if (!arg.startsWith('--')) {
			words.push(arg);
			continue;
		}
		const [name = '', ...rest] = arg.slice(2).split('=');
		const following = args[index + 1];
		if (rest.length > 0) flags[name] = rest.join('=');
		else if (!bare.has(name) && following !== undefined && !following.startsWith('--')) {
			flags[name] = following;
			index++;
		} else flags[name] = true;
	}
	return { words, flags, json: flags.json === true };
}

/** What is wrong with the flags, so that a mistyped `--dry-run` does not import. */
function flagFaults({ flags }: Invocation, help: string): string[] {
	const known = new Set(['--json', '--help', ...(help.match(/--[a-z][a-z-]*/gu) ?? [])]);
	return Object.entries(flags).flatMap(([name, value]) => {
		if (!known.has(`--${name}`)) return [`there is no --${name} here`];
		if (bare.has(name) !== (value === true)) return [`--${name} ${bare.has(name) ? 'takes no' : 'needs a'} value`];
		return [];
	});
}

async function overview(): Promise<string> {
	const lines = [
		'xuefa <verb> [--help] [--json]',
		'With --json a refusal is on stdout too: { "refused": REASON }; "storage" where the database cannot be opened.',
		''
	];
	for (const [name, load] of Object.entries(verbs)) lines.push(`  ${name.padEnd(12)} ${(await load()).summary}`);
	return lines.join('\n');
}

async function main(): Promise<number> {
	const [name = '', ...args] = process.argv.slice(2);
	const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
	if (!load) {
		process.stdout.write(`${await overview()}\n`);
		return name === '' || name === '--help' || name === 'help' ? 0 : 2;
	}
	const verb = await load();
	const invocation = parse(args);
	const help = verb.helpOn?.(invocation.words) ?? verb.help;
	if (invocation.flags.help === true) {
		process.stdout.write(`${help}\n`);
		return 0;
	}
	const faults = flagFaults(invocation, help);
	if (faults.length > 0) {
		const title = [name, ...(verb.helpOn ? invocation.words.slice(0, 1) : [])].join(' ');
		process.stderr.write(`xuefa ${title}: ${faults.join('; ')}. See xuefa ${title} --help\n`);
		return 2;
	}
	try {
		return await verb.run(invocation);
	} catch (error) {
		if (!(error instanceof StorageRefused)) throw error;
		return refuse(invocation, name, 'storage', error.message);
	}
}

// Files named on the command line are sought where it was typed; the data and the banks stand with the program.
process.env.XUEFA_PROGRAM ??= join(import.meta.dirname, '..', '..');
process.exitCode = await main();

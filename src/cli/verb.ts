import { localeOf } from '#i18n/area.ts';

/** What a verb gets from the dispatcher. */
export interface Invocation {
	/** Words after the verb that are no flags. */
	readonly words: readonly string[];
	/** `--name value`, `--name=value` and bare `--name` (true). */
	readonly flags: Readonly<Record<string, string | true>>;
	/** Whether the answer is wanted as JSON on stdout. */
	readonly json: boolean;
}

/** Exit code: 0 done, 1 refused (the thing asked for cannot be), 2 usage (the words are off). */
export type ExitCode = 0 | 1 | 2;

/** One verb of the command line: thin like a route. */
export interface Verb {
	/** One line for the overview. */
	readonly summary: string;
	/** The whole help text: usage, flags, fields of the JSON answer, exit codes. A flag it does not name is refused. */
	readonly help: string;
	/** The part of the help that these words ask for, where one verb has several uses. */
	helpOn?(words: readonly string[]): string;
	run(invocation: Invocation): Promise<ExitCode>;
}

/** Writes the JSON answer, or the text for people. */
export function answer(invocation: Invocation, json: unknown, text: string): void {
	process.stdout.write(invocation.json ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`);
}

/** Says why the thing asked for cannot be: in words on stderr and, where JSON is wanted, as its reason on stdout. */
export function refuse(invocation: Invocation, name: string, reason: string, words = reason): 1 {
	if (invocation.json) process.stdout.write(`${JSON.stringify({ refused: reason })}\n`);
	process.stderr.write(`xuefa ${name}: refused: ${words}\n`);
	return 1;
}

/** A flag's value as text; undefined when absent or bare. */
export function flag(invocation: Invocation, name: string): string | undefined {
	const value = invocation.flags[name];
	return typeof value === 'string' ? value : undefined;
}

/** The operator's language, from the terminal. */
export const locale = () => localeOf(/^zh/i.test(process.env.LANG ?? '') ? 'zh' : 'en');

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');

type Files = Readonly<Record<string, string>>;

/** Runs the command line, once or several times, in a folder that holds these files; its data folder is not there yet. */
function inOneFolder(files: Files, ...lines: readonly (readonly string[])[]) {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-line-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	const data = join(folder, 'data');
	const env = { ...process.env, XUEFA_DATA: data, LANG: 'en' };
	return lines.map((words) => {
		const args = ['--disable-warning=ExperimentalWarning', program, ...words];
		const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
		return { code: status, out: stdout, err: stderr, wrote: existsSync(join(data, 'xuefa.db')) };
	});
}

export function xuefa(files: Files, ...words: string[]) {
	const [only] = inOneFolder(files, words);
	if (!only) throw new Error('nothing was run');
	return only;
}
xuefa.inOneFolder = inOneFolder;

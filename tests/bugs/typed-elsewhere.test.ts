import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const bootstrap = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bootstrap.mjs');

// Relative paths were taken from the program's folder: whoever stood beside the file was told that there is none.
test('a file named on the command line is sought where the line was typed', () => {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-elsewhere-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(join(folder, 'bank.csv'), '题干,题型,答案\n宪法是根本法。,判断,对\n');
	const env = { ...process.env, XUEFA_DATA: join(folder, 'data'), INIT_CWD: undefined };
	const words = ['xuefa', 'import', 'bank', 'bank.csv', '--bank', 'local', '--without-law', '--json'];
	const typed = spawnSync(process.execPath, [bootstrap, ...words], { cwd: folder, env, encoding: 'utf8' });
	expect(typed.stderr).not.toContain('bank.csv');
	expect(JSON.parse(typed.stdout)).toMatchObject({ imported: true, counts: { added: 1 } });

	// As npm does it: it goes to the program's folder and names the other one.
	const root = join(bootstrap, '..', '..', '..');
	const byNpm = spawnSync(process.execPath, [bootstrap, ...words, '--new-codes', '--dry-run'], {
		cwd: root,
		env: { ...env, INIT_CWD: folder },
		encoding: 'utf8'
	});
	expect(byNpm.stderr).not.toContain('bank.csv');
	expect(JSON.parse(byNpm.stdout)).toHaveProperty('counts');
});

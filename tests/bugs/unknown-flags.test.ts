import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');

/** Runs the command line on a folder of its own, which holds a unit list. */
function xuefa(...words: string[]) {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-flags-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(join(folder, 'units.csv'), '单位名称\n区司法局\n');
	const data = join(folder, 'data');
	const env = { ...process.env, XUEFA_DATA: data };
	const args = ['--disable-warning=ExperimentalWarning', program, ...words];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
	return { code: status, out: stdout, err: stderr, wrote: existsSync(data) };
}

test('a mistyped --dry-run imports nothing and names the flag', () => {
	const { code, err, wrote } = xuefa('import', 'units', 'units.csv', '--dryrun');
	expect(code).toBe(2);
	expect(err).toContain('--dryrun');
	expect(wrote).toBe(false);
});

test('a value on a flag that takes none, and a missing value, are refused', () => {
	const valued = xuefa('import', 'units', 'units.csv', '--dry-run=true');
	expect(valued).toMatchObject({ code: 2, wrote: false });
	expect(valued.err).toContain('--dry-run takes no value');
	const missing = xuefa('import', 'units', 'units.csv', '--sheet');
	expect(missing).toMatchObject({ code: 2, wrote: false });
	expect(missing.err).toContain('--sheet needs a value');
});

test('a flag of another kind of import is refused', () => {
	const { code, err, wrote } = xuefa('import', 'units', 'units.csv', '--create-laws');
	expect(code).toBe(2);
	expect(err).toContain('--create-laws');
	expect(wrote).toBe(false);
});

test('flags that the help names are taken', () => {
	const { code, out } = xuefa('import', 'units', 'units.csv', '--lang', 'zh', '--json');
	expect(code).toBe(0);
	expect(JSON.parse(out)).toMatchObject({ imported: true, added: 1 });
});

test('help of one kind of import leaves out the others', () => {
	const { code, out } = xuefa('import', 'bank', '--help');
	expect(code).toBe(0);
	expect(out).toContain('xuefa import bank FILE');
	expect(out).not.toContain('xuefa import roster FILE');
});

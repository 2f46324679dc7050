import { expect, test } from 'vitest';
import { xuefa } from './command-line.ts';

const files = { 'units.csv': '单位名称\n区司法局\n' };

test('a mistyped --dry-run imports nothing and names the flag', () => {
	const { code, err, wrote } = xuefa(files, 'import', 'units', 'units.csv', '--dryrun');
	expect(code).toBe(2);
	expect(err).toContain('--dryrun');
	expect(wrote).toBe(false);
});

test('a value on a flag that takes none, and a missing value, are refused', () => {
	const valued = xuefa(files, 'import', 'units', 'units.csv', '--dry-run=true');
	expect(valued).toMatchObject({ code: 2, wrote: false });
	expect(valued.err).toContain('--dry-run takes no value');
	const missing = xuefa(files, 'import', 'units', 'units.csv', '--sheet');
	expect(missing).toMatchObject({ code: 2, wrote: false });
	expect(missing.err).toContain('--sheet needs a value');
});

test('a flag of another kind of import is refused', () => {
	const { code, err, wrote } = xuefa(files, 'import', 'units', 'units.csv', '--create-laws');
	expect(code).toBe(2);
	expect(err).toContain('--create-laws');
	expect(wrote).toBe(false);
});

test('flags that the help names are taken', () => {
	const { code, out } = xuefa(files, 'import', 'units', 'units.csv', '--lang', 'zh', '--json');
	expect(code).toBe(0);
	expect(JSON.parse(out)).toMatchObject({ imported: true, added: 1 });
});

test('help of one kind of import leaves out the others', () => {
	const { code, out } = xuefa(files, 'import', 'bank', '--help');
	expect(code).toBe(0);
	expect(out).toContain('xuefa import bank FILE');
	expect(out).not.toContain('xuefa import roster FILE');
});

import { expect, test } from 'vitest';
import { xuefa } from './command-line.ts';

test.each([
	['exam', 'list'],
	['slips', '--all'],
	['export', 'bank', 'local', '--out', 'local.csv'],
	['admin', 'roles', 'someone']
])('%s %s without a database says what to do and makes none', (...words) => {
	const { code, err, wrote } = xuefa({}, ...words);
	expect(code).toBe(1);
	expect(err).toContain('xuefa migrate');
	expect(wrote).toBe(false);
});

test('a bank can be the first thing imported', () => {
	const bank = '题干,题型,答案\n宪法是根本法。,判断,对\n';
	const { code, out } = xuefa(
		{ 'bank.csv': bank },
		'import',
		'bank',
		'bank.csv',
		'--bank',
		'local',
		'--without-law',
		'--json'
	);
	expect(code).toBe(0);
	expect(JSON.parse(out)).toMatchObject({ imported: true, counts: { added: 1 } });
});

test('a file that is no table is refused in words', () => {
	const { code, err } = xuefa({ 'bank.xlsx': '%PDF-1.4' }, 'import', 'bank', 'bank.xlsx', '--bank', 'local');
	expect(code).toBe(1);
	expect(err).toContain('This is a PDF');
});

test('a bank that is held back says why in words', () => {
	const bank = '题干,题型,答案,法律\n养犬须登记。,判断,对,澄湖区养犬条例\n';
	const { code, out } = xuefa({ 'bank.csv': bank }, 'import', 'bank', 'bank.csv', '--bank', 'local');
	expect(code).toBe(1);
	expect(out).toContain('澄湖区养犬条例 (1 row)');
	expect(out).not.toContain('notAllClean');
});

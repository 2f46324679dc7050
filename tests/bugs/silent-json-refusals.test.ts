import { expect, test } from 'vitest';
import { xuefa } from './command-line.ts';

// With --json these refusals left stdout empty, so that a script read nothing where it was promised a reason.
test.each([
	[['rank', '1'], { refused: 'storage' }],
	[['exam', 'list'], { refused: 'storage' }],
	[['doctor'], { refused: 'storage' }],
	[['slips', '--all'], { refused: 'storage' }],
	[['backup'], { refused: 'storage' }],
	[['admin', 'reset', 'nobody'], { refused: 'storage' }],
	[['import', 'units', 'missing.csv'], { imported: false, refusal: 'unreadable', detail: { files: ['missing.csv'] } }],
	[['import', 'roster', 'missing.csv'], { imported: false, refusal: 'unreadable' }],
	[['import', 'law', 'a.txt', 'b.txt'], { refusal: 'unreadable', detail: { files: ['a.txt', 'b.txt'] } }]
])('xuefa %j tells its refusal as JSON', (words, told) => {
	const { code, out, err } = xuefa({}, ...words, '--json');
	expect(code).toBe(1);
	expect(JSON.parse(out)).toMatchObject(told);
	expect(err).not.toBe('');
});

test('a refused account is told as JSON, and in words with the rule', () => {
	const data = { 'units.csv': '单位代码,单位名称\nJ1,区司法局\n' };
	const steps = [
		['import', 'units', 'units.csv'],
		['admin', 'create', '--name', '某人', '--login', 'x', '--roles', 'auditor', '--json']
	];
	const refused = xuefa.inOneFolder(data, ...steps)[1];
	expect(refused?.code).toBe(1);
	expect(JSON.parse(refused?.out ?? '')).toEqual({ refused: 'loginNameBad' });
	expect(refused?.err).toContain('3 to 32');
});

test('slips on paper say until when in district time', () => {
	const files = { 'units.csv': '单位名称\n区司法局\n', 'roster.csv': '姓名,单位,工号\n甲,区司法局,S1\n' };
	const [, , slips] = xuefa.inOneFolder(
		files,
		['import', 'units', 'units.csv'],
		['import', 'roster', 'roster.csv'],
		['slips', '--all']
	);
	expect(slips?.out).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d\r?\n$/);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rawSqlFaults } from './raw-sql.ts';

const root = join(import.meta.dirname, '..', '..');

test('migrations run raw SQL from constants of their own file only', () => {
	const migrations = globSync('migrations/*.ts', { cwd: root });
	expect(migrations.length).toBeGreaterThan(0);
	const faults = migrations.flatMap((path) => rawSqlFaults(path, readFileSync(join(root, path), 'utf8')));
	expect(faults, 'write the statement as a literal of the migration; bind values as parameters').toEqual([]);
});

test.each([
	'sql.raw(`drop table a`);',
	'const statements = [`drop table a`];\nfor (const one of statements) sql.raw(one);',
	'const drop = (table: string) => [`drop table ${table}`];\nconst all = [...drop("a")];\nfor (const one of all) sql.raw(one);'
])('a constant passes: %s', (source) => {
	expect(rawSqlFaults('control', source)).toEqual([]);
});

test.each([
	'export function up(name: string) { sql.raw(`drop table ${name}`); }',
	'export const up = (name: string) => sql.raw(name);',
	"sql.raw('drop table ' + name);",
	'let text = `drop table a`;\nsql.raw(text);',
	"import { statements } from './elsewhere.ts';\nfor (const one of statements) sql.raw(one);",
	'const drop = (table: string) => [`drop table ${table}`];\nfor (const one of drop(process.argv[2])) sql.raw(one);',
	'const drop = (table: string) => [`drop table ${table}`];\nconst all = names.flatMap(drop);\nfor (const one of all) sql.raw(one);',
	'const { name } = await row();\nfor (const one of [`drop table ${name}`]) sql.raw(one);',
	'const raw = sql.raw;\nraw(name);',
	'sql.lit(name);'
])('control, what must fail: %s', (source) => {
	expect(rawSqlFaults('control', source)).not.toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const han = '\\p{Script=Han}';

test('Chinese words use Chinese punctuation', () => {
	const half = new RegExp(`${han}[,;:?!]|[,;:?!]${han}|${han}\\(|\\)${han}|\\(${han}`, 'u');
	const found: string[] = [];
	for (const path of globSync('src/i18n/*.ts', { cwd: root }))
		for (const [index, line] of readFileSync(join(root, path), 'utf8').split('\n').entries()) {
			const words = line.replace(/\$\{[^}]*\}/g, '').replace(/\/\*.*\*\/|^\s*(\/\/|\*).*/g, '');
			if (half.test(words)) found.push(`${path}:${index + 1} ${words.trim()}`);
		}
	expect(found, 'write ，；：？！（） beside Chinese characters').toEqual([]);
});

test('pages hold no words of their own: every word stands in src/i18n', () => {
	const found: string[] = [];
	for (const path of globSync('src/{routes,lib}/**/*.svelte', { cwd: root })) {
		const text = readFileSync(join(root, path), 'utf8')
			.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g, '')
			.replace(/^\s*\/\/.*$/gm, '');
		for (const [index, line] of text.split('\n').entries())
			if (new RegExp(han, 'u').test(line)) found.push(`${path}:${index + 1} ${line.trim()}`);
	}
	expect(found, 'move the words to the area of src/i18n, Chinese and English').toEqual([]);
});

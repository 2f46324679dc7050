import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'data/'] },
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{ languageOptions: { globals: { ...globals.browser, ...globals.node } } },
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: ['.svelte'] } }
	},
	{
		rules: {
			'no-undef': 'off',
			'no-eval': 'error',
			'no-new-func': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'svelte/no-at-html-tags': 'error',
			// No base path is ever set: links are written as they are read.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['src/lib/**/*.ts'],
		ignores: ['src/lib/**/*.server.ts', 'src/lib/**/*.svelte.ts', 'src/lib/base/**'],
		rules: {
			'no-restricted-globals': [
				'error',
				{ name: 'process', message: 'Pure files know no process: take what you need as an argument.' },
				{ name: 'fetch', message: 'Pure files do no I/O: move this to a .server.ts or .svelte.ts file.' }
			],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Pure files have no clock: take `now` as an argument.' },
				{ object: 'Math', property: 'random', message: 'Pure files have no chance: take `seed` as an argument.' }
			]
		}
	}
);

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/**
 * The floor plan: who may import whom. Read top to bottom it is the way data goes. `base` stands for every room of the
 * base wing. A room that is not listed may not exist.
 */
const floorPlan: Record<string, readonly string[]> = {
	'base/core': [],
	'base/kit': [],
	'base/config': ['base/core'],
	'base/db': ['base/core', 'base/config'],
	'base/audit': ['base/core', 'base/db'],
	'base/time': ['base/core', 'base/db', 'base/audit'],
	'base/sheet': ['base/core'],
	ui: ['base/core'],
	'content/law': ['base'],
	'content/item': ['base', 'content/law'],
	'content/paper': ['base', 'content/law', 'content/item'],
	'people/directory': ['base'],
	'people/roster': ['base', 'people/directory'],
	'people/access': ['base', 'people/directory'],
	'exam/plan': ['base', 'content/paper', 'people/directory'],
	'exam/rehearsal': ['base', 'content/paper', 'exam/plan'],
	'exam/attempt': ['base', 'content/paper', 'exam/plan'],
	'exam/scoring': ['base', 'content/item', 'content/paper', 'exam/plan', 'exam/attempt'],
	'results/ranking': ['base', 'people/directory', 'exam/plan', 'exam/attempt', 'exam/scoring'],
	'results/report': [
		'base',
		'content/law',
		'content/item',
		'content/paper',
		'people/directory',
		'exam/plan',
		'exam/attempt',
		'exam/scoring',
		'results/ranking'
	],
	'study/month': ['base', 'content/law', 'content/item', 'people/directory'],
	'study/practice': [
		'base',
		'ui',
		'content/law',
		'content/item',
		'content/paper',
		'people/directory',
		'exam/plan',
		'exam/scoring',
		'study/month'
	],
	'study/session': [
		'base',
		'content/law',
		'people/directory',
		'people/roster',
		'exam/plan',
		'study/month',
		'study/practice'
	],
	'study/record': [
		'base',
		'people/directory',
		'exam/plan',
		'exam/scoring',
		'results/ranking',
		'study/month',
		'study/practice',
		'study/session',
		'study/list'
	],
	'study/list': [
		'base',
		'ui',
		'content/law',
		'content/item',
		'people/directory',
		'exam/plan',
		'study/month',
		'study/practice',
		'study/session'
	]
};

const files = globSync('src/**/*.{ts,svelte}', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
const text = (path: string) => readFileSync(join(root, path), 'utf8');

/** The room of a file under src/lib: `base/core`, `exam/attempt`, or `ui`. */
function roomOf(path: string): string | undefined {
	const parts = path.split('/');
	if (parts[0] !== 'src' || parts[1] !== 'lib') return undefined;
	return parts[2] === 'ui' ? 'ui' : parts.slice(2, 4).join('/');
}

function importsOf(path: string): string[] {
	const found = text(path).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
	return [...found].map((match) => match[1] ?? '');
}

/** The file under src that an import names; undefined for packages. */
function target(path: string, name: string): string | undefined {
	if (name.startsWith('#lib/')) return `src/lib/${name.slice(5)}`;
	if (name.startsWith('.')) return join(path, '..', name).replaceAll('\\', '/');
	return undefined;
}

describe('floor plan', () => {
	test('every file of src/lib stands in a room of the plan', () => {
		const homeless = files.filter((path) => {
			const room = roomOf(path);
			return room !== undefined && !Object.hasOwn(floorPlan, room);
		});
		expect(homeless, 'put the file into a room of the floor plan, or add the room here and to DECISIONS.md').toEqual(
			[]
		);
	});

	test('rooms import only from rooms that the plan allows', () => {
		const wrong: string[] = [];
		for (const path of files) {
			const room = roomOf(path);
			if (room === undefined) continue;
			const allowed = floorPlan[room] ?? [];
			for (const name of importsOf(path)) {
				const other = roomOf(target(path, name) ?? '');
				if (other === undefined || other === room) continue;
				// Looks that know no noun of the field serve every room's own looks.
				if (other === 'ui' && path.endsWith('.svelte')) continue;
				const fits = allowed.some((entry) => entry === other || (entry === 'base' && other.startsWith('base/')));
				if (!fits) wrong.push(`${path} imports ${other}; ${room} may import: ${allowed.join(', ') || 'nothing'}`);
			}
		}
		expect(
			wrong,
			'move the code to the lower room, pass it as an argument, or let the route bring both together'
		).toEqual([]);
	});

	test('pure files and looks never import a .server.ts; .server.ts never imports Svelte or Kit', () => {
		const wrong: string[] = [];
		for (const path of files) {
			if (roomOf(path) === undefined) continue;
			const server = path.endsWith('.server.ts');
			for (const name of importsOf(path)) {
				if (!server && name.includes('.server.ts') && !typeOnly(path, name)) wrong.push(`${path} imports ${name}`);
				if (server && /^(svelte|@sveltejs\/|\$app|\$env)/.test(name)) wrong.push(`${path} imports ${name}`);
			}
		}
		expect(wrong, 'reads and writes belong in .server.ts, rules in the pure file beside it').toEqual([]);
	});

	test('pure files have no clock, no chance, no process, no network', () => {
		const pure = files.filter((path) => {
			const room = roomOf(path);
			return room !== undefined && path.endsWith('.ts') && !/\.(server|svelte)\.ts$/.test(path);
		});
		const wrong = pure.filter((path) =>
			/\bDate\.now\(|\bMath\.random\(|\bprocess\.|\bfetch\(|\bnew Date\(\)/.test(code(path))
		);
		expect(wrong, 'take `now`, `seed` or the value as an argument').toEqual([]);
	});

	test('no {@html}, eval, new Function or raw SQL from input; no barrels', () => {
		const wrong = files.filter((path) => /\{@html|\beval\(|new Function\(|sql\.raw\(|sql\.lit\(/.test(code(path)));
		expect(wrong, 'render text nodes, bind parameters').toEqual([]);
		const barrels = files.filter((path) => /\/index\.ts$/.test(path) || /^export \* from/m.test(text(path)));
		expect(barrels, 'import from the file that says it').toEqual([]);
	});
});

describe('top level', () => {
	const allowed = new Set(
		(
			'src static migrations question-banks tests svelte.config.js vite.config.ts package.json README.md README.zh-CN.md ' +
			'DECISIONS.md CHANGELOG.md LICENSE tsconfig.json eslint.config.js package-lock.json .ci node_modules build data'
		).split(' ')
	);
	test('holds what the design names and nothing else', () => {
		const found = globSync('*', { cwd: root }).filter((name) => !name.startsWith('.') && !allowed.has(name));
		expect(found, 'the top level is fixed: find the room inside').toEqual([]);
	});
});

describe('file sizes', () => {
	test('no source file over 300 lines', () => {
		const sources = globSync('{src,tests,migrations}/**/*.{ts,svelte,css}', { cwd: root });
		const long = sources
			.map((path) => ({ path, lines: text(path).split('\n').length - 1 }))
			.filter(({ path, lines }) => lines > (path === 'src/app.css' ? 600 : 300));
		expect(long, 'look for the seam: one idea, one file').toEqual([]);
	});
});

/** The file without comments and string contents that only mention a forbidden word. */
function code(path: string): string {
	return text(path)
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/(^|\s)\/\/.*$/gm, '');
}

function typeOnly(path: string, name: string): boolean {
	const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`import type [^;]*from ['"]${escaped}['"]`).test(text(path));
}

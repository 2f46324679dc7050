import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'src', 'routes');

/** One route as its files tell it. */
export interface Route {
	/** As SvelteKit names it, e.g. `/(candidate)/exams/[exam]`. */
	readonly id: string;
	readonly page: boolean;
	/** Methods that the route answers, from its +server.ts exports and its form actions. */
	readonly methods: readonly string[];
	/** Names of form actions; '' for the default one. */
	readonly actions: readonly string[];
}

const read = (path: string | undefined): string => (path === undefined ? '' : readFileSync(join(folder, path), 'utf8'));

/** The names in `export const actions = { … }`: one to a line, or all on one. */
function actionsOf(source: string): string[] {
	const lines = /export const actions\b[^=]*= \{\n([\s\S]*?)\n\};/.exec(source)?.[1];
	if (lines !== undefined) return [...lines.matchAll(/^\t(?:async )?(\w+)(?=[:(,]|$)/gm)].map(([, name]) => name ?? '');
	const line = /export const actions\b[^=]*= \{(.*)\};/.exec(source)?.[1] ?? '';
	return [...line.matchAll(/(?:^|,)\s*(?:async )?(\w+)/g)].map(([, name]) => name ?? '');
}

function route(id: string, files: readonly string[]): Route {
	const endpoint = files.find((file) => file.endsWith('+server.ts'));
	const server = files.find((file) => file.endsWith('+page.server.ts'));
	const exported = read(endpoint).matchAll(/export (?:const|async function|function) ([A-Z]+)\b/g);
	const actions = actionsOf(read(server)).map((name) => (name === 'default' ? '' : name));
	const page = files.some((file) => file !== endpoint);
	const methods = [...exported].map(([, name]) => name ?? '');
	if (page) methods.push('GET');
	if (actions.length > 0) methods.push('POST');
	return { id, page, methods, actions };
}

/** Every route under src/routes. */
export function routes(): readonly Route[] {
	const files = globSync('**/+*', { cwd: folder })
		.map((path) => path.replaceAll('\\', '/'))
		.filter((path) => /\+(page(@[^.]*)?\.svelte|page\.ts|page\.server\.ts|server\.ts)$/.test(path));
	const byFolder = new Map<string, string[]>();
	for (const file of files) {
		const id = `/${file.split('/').slice(0, -1).join('/')}`;
		byFolder.set(id, [...(byFolder.get(id) ?? []), file]);
	}
	return [...byFolder].map(([id, own]) => route(id, own)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The path of a route with its parameters filled in. */
export const pathOf = (id: string, values: Readonly<Record<string, string>>): string =>
	id
		.split('/')
		.filter((part) => !/^\(.*\)$/.test(part))
		.map((part) =>
			part.replace(/^\[(?:\.\.\.)?(\w+)(?:=\w+)?\]$/, (_, name: string) => values[name] ?? `missing-${name}`)
		)
		.join('/') || '/';

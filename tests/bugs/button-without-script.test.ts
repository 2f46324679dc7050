import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const routes = join(import.meta.dirname, '..', '..', 'src', 'routes');

/** The button that prints a unit's result table did nothing: its page was served without the script it called. */
test('no page that is served without script listens to anything', () => {
	const silent = globSync('**/+page.ts', { cwd: routes }).filter((file) =>
		readFileSync(join(routes, file), 'utf8').includes('csr = false')
	);
	expect(silent.length).toBeGreaterThan(3);
	const deaf = silent.filter((file) =>
		/\son[a-z]+=\{/.test(readFileSync(join(routes, dirname(file), '+page.svelte'), 'utf8'))
	);
	expect(deaf).toEqual([]);
});

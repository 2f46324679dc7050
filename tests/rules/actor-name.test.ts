import { actorName } from '#i18n/actor.ts';
import { operator } from '#lib/base/core/permit.ts';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the operator has a name in both languages; people keep theirs', () => {
	expect(actorName('zh', operator.name)).toBe('服务器管理员');
	expect(actorName('en', operator.name)).toBe('the server’s operator');
	expect(actorName('zh', '王考务')).toBe('王考务');
});

test('no page shows an actor as it stands on record', () => {
	const routes = join(import.meta.dirname, '..', '..', 'src', 'routes');
	const found = globSync('**/*.svelte', { cwd: routes }).filter((path) =>
		/[({ ][\w.]+\.actor[,)}]/.test(
			readFileSync(join(routes, path), 'utf8').replaceAll(/actorName\([^)]*\)|\bdata\.actor/g, '')
		)
	);
	expect(found).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { policy } from '#lib/people/access/policy.ts';
import { routes } from './routes.ts';

const all = routes();

describe('policy table', () => {
	test('every route has its row', () => {
		const without = all.map(({ id }) => id).filter((id) => !Object.hasOwn(policy, id));
		expect(without, 'add a row to src/lib/people/access/policy.ts: who may enter this route?').toEqual([]);
	});

	test('every row has its route', () => {
		const ids = new Set(all.map(({ id }) => id));
		const orphans = Object.keys(policy).filter((id) => !ids.has(id));
		expect(orphans, 'remove the row from src/lib/people/access/policy.ts: the route is gone').toEqual([]);
	});

	test('rows are sorted by path', () => {
		expect(Object.keys(policy)).toEqual(Object.keys(policy).sort((a, b) => (a < b ? -1 : 1)));
	});

	test('desks are closed to those without a role, and candidates’ rooms to the public', () => {
		for (const [id, rule] of Object.entries(policy)) {
			if (/^\/(bureau|unit)(\/|$)/.test(id))
				expect('permission' in rule || 'desk' in rule, `${id} stands on a desk: name its permission`).toBe(true);
			if (id.startsWith('/(candidate)') || id.startsWith('/api/'))
				expect('public' in rule, `${id} knows a person: it cannot be public`).toBe(false);
		}
	});

	test('the reading of routes sees pages, endpoints and actions', () => {
		const found = new Map(all.map((route) => [route.id, route]));
		expect(found.get('/(candidate)/me')).toMatchObject({
			page: true,
			methods: ['GET', 'POST'],
			actions: ['password', 'end', 'others']
		});
		expect(found.get('/preferences')).toMatchObject({ page: false, methods: ['POST'] });
		expect(found.get('/unit/slips')).toMatchObject({ actions: [''] });
	});
});

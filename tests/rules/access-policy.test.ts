import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { roles, type Grant, type Viewer } from '#lib/base/core/permit.ts';
import { ownPath } from '#lib/people/access/cookie.ts';
import { comesFromUs } from '#lib/people/access/origin.ts';
import { enter } from '#lib/people/access/policy.ts';
import { grantFault, grantsFault } from '#lib/people/access/role.ts';

const viewer = (grants: readonly Grant[], personId: number | null = 7): Viewer => ({
	accountId: asId(1),
	personId: personId === null ? null : asId(personId),
	name: 'x',
	grants
});
const bureau = (role: Grant['role']): Grant => ({ role, unitId: null });
const unit: Grant = { role: 'unitAdmin', unitId: asId(3) };

const who: Record<string, Viewer | null> = {
	nobody: null,
	candidate: viewer([]),
	unitAdmin: viewer([unit]),
	examOfficer: viewer([bureau('examOfficer')], null),
	itemEditor: viewer([bureau('itemEditor')], null),
	auditor: viewer([bureau('auditor')], null),
	systemAdmin: viewer([bureau('systemAdmin')], null)
};

/** Written by hand, apart from the table under test: who may enter; everyone else is kept out. */
const expected: Record<string, readonly string[]> = {
	'/(door)/login': Object.keys(who),
	'/(candidate)/me': ['candidate', 'unitAdmin', 'examOfficer', 'itemEditor', 'auditor', 'systemAdmin'],
	'/unit': ['unitAdmin'],
	'/unit/slips': ['unitAdmin'],
	'/bureau': ['examOfficer', 'itemEditor', 'auditor', 'systemAdmin'],
	'/bureau/slips': ['examOfficer', 'systemAdmin'],
	'/bureau/accounts': ['systemAdmin'],
	'/bureau/accounts/[account]': ['systemAdmin'],
	'/bureau/audit': ['auditor'],
	'/healthz': [],
	'/no/such/route': [],
	constructor: [],
	__proto__: []
};

describe('who may enter', () => {
	for (const [id, allowed] of Object.entries(expected))
		test.each(Object.keys(who))(`${id} %s`, (name) => {
			const verdict = enter(id, who[name] ?? null, false);
			expect(verdict === 'allowed').toBe(allowed.includes(name));
			const known = !['/no/such/route', 'constructor', '/healthz'].includes(id);
			if (!allowed.includes(name)) expect(verdict).toBe(name === 'nobody' && known ? 'login' : 'hidden');
		});

	test('a role for one unit opens nothing of the bureau, even where the permission has the same name', () => {
		for (const role of roles) {
			const forUnit = viewer([{ role, unitId: asId(3) }]);
			for (const id of ['/bureau/slips', '/bureau/accounts', '/bureau/audit', '/bureau'])
				expect(enter(id, forUnit, true)).toBe('hidden');
		}
	});

	test('operations are seen from the machine only', () => {
		expect(enter('/healthz', null, true)).toBe('allowed');
		expect(enter('/healthz', who.systemAdmin ?? null, false)).toBe('hidden');
	});
});

describe('requests that change something', () => {
	const own = 'http://10.1.2.3:3000';
	const asked = (headers: Record<string, string>, method = 'POST') => comesFromUs(method, own, new Headers(headers));
	test.each([
		[{ origin: own }, true],
		[{ origin: own, 'sec-fetch-site': 'same-origin' }, true],
		[{ 'sec-fetch-site': 'same-origin' }, true],
		[{}, false],
		[{ origin: 'null' }, false],
		[{ origin: '' }, false],
		[{ origin: 'null', 'sec-fetch-site': 'same-origin' }, false],
		[{ origin: 'http://evil.example' }, false],
		[{ origin: 'http://10.1.2.3:3001' }, false],
		[{ origin: 'https://10.1.2.3:3000' }, false],
		[{ origin: 'http://10.1.2.3:3000.evil.example' }, false],
		[{ 'sec-fetch-site': 'same-site' }, false],
		[{ 'sec-fetch-site': 'cross-site' }, false],
		[{ 'sec-fetch-site': 'none' }, false]
	])('%j: %s', (headers, fits) => {
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) expect(asked(headers, method)).toBe(fits);
		for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(asked(headers, method)).toBe(true);
	});
});

describe('where to go after signing in', () => {
	test.each([
		['/exams/3?x=1', '/exams/3?x=1'],
		['//evil.example', undefined],
		['/\\evil.example', undefined],
		['https://evil.example', undefined],
		['/a\nb', undefined],
		['', undefined],
		[null, undefined]
	])('%j → %j', (asked, path) => expect(ownPath(asked)).toBe(path));
	test('never leaves the own address', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom('', '/', '//', '/\\', '\\'), (text, start) => {
				const path = ownPath(start + text);
				return path === undefined || new URL(path, 'http://own.example').origin === 'http://own.example';
			}),
			{ numRuns: 2000 }
		);
	});
});

describe('roles together', () => {
	test.each([
		[[], bureau('auditor'), undefined],
		[[bureau('examOfficer')], bureau('auditor'), 'auditorAlone'],
		[[bureau('auditor')], bureau('examOfficer'), 'auditorAlone'],
		[[bureau('auditor')], unit, 'auditorAlone'],
		[[bureau('examOfficer')], bureau('systemAdmin'), undefined],
		[[], { role: 'unitAdmin', unitId: null }, 'unitMissing'],
		[[], { role: 'examOfficer', unitId: asId<'unit'>(3) }, 'unitNotWanted'],
		[[unit], unit, 'held'],
		[[unit], { role: 'unitAdmin', unitId: asId<'unit'>(4) }, undefined]
	] as const)('%j + %j: %s', (held, wanted, fault) => expect(grantFault(held, wanted)).toBe(fault));
	test('no set of roles with the auditor and another is ever accepted', () => {
		const names = fc.uniqueArray(fc.constantFrom(...roles.filter((role) => role !== 'unitAdmin')), { maxLength: 4 });
		fc.assert(
			fc.property(names, (list) => {
				const fault = grantsFault(list.map(bureau));
				return (fault === 'auditorAlone') === (list.includes('auditor') && list.length > 1);
			})
		);
	});
});

import type { Grant } from '#lib/base/core/permit.ts';

export type GrantFault = 'auditorAlone' | 'unitMissing' | 'unitNotWanted' | 'held';

const same = (a: Grant, b: Grant): boolean => a.role === b.role && a.unitId === b.unitId;

/**
 * Why the account may not get the role besides those it holds; undefined when it may. A unit administrator's role names
 * a unit, the others none; the auditor looks at everyone's acts and so holds no other role (三员分立, domain.md §5.7).
 */
export function grantFault(held: readonly Grant[], wanted: Grant): GrantFault | undefined {
	if (wanted.role === 'unitAdmin' && wanted.unitId === null) return 'unitMissing';
	if (wanted.role !== 'unitAdmin' && wanted.unitId !== null) return 'unitNotWanted';
	if (held.some((grant) => same(grant, wanted))) return 'held';
	const others = held.length > 0;
	if (others && (wanted.role === 'auditor' || held.some(({ role }) => role === 'auditor'))) return 'auditorAlone';
	return undefined;
}

/** Why a new account may not begin with these roles together; undefined when it may. */
export function grantsFault(wanted: readonly Grant[]): GrantFault | undefined {
	return wanted.map((grant, index) => grantFault(wanted.slice(0, index), grant)).find((fault) => fault !== undefined);
}

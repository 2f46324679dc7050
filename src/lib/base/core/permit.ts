import type { AccountId, PersonId, UnitId } from './ids.ts';

/** Roles of domain.md §5.7: the business roles are apart from those who run, secure and audit the system. */
export const roles = ['unitAdmin', 'examOfficer', 'itemEditor', 'auditor', 'systemAdmin'] as const;
export type Role = (typeof roles)[number];

export interface Grant {
	readonly role: Role;
	/** The unit whose subtree a unit administrator serves; null for the roles of the bureau. */
	readonly unitId: UnitId | null;
}

/** Who asks: taken from the session by the hook, or `operator` for the command line on the machine itself. */
export interface Viewer {
	readonly accountId: AccountId | null;
	/** The person behind the account; null for accounts that are no one's (the first administrator may be one). */
	readonly personId: PersonId | null;
	readonly name: string;
	readonly grants: readonly Grant[];
}

/** Which roles may do what; `unitAdmin` always within the own subtree only. Everything not named is refused. */
const permissions = {
	'units.read': ['unitAdmin', 'examOfficer', 'auditor', 'systemAdmin'],
	'units.manage': ['examOfficer', 'systemAdmin'],
	'people.read': ['unitAdmin', 'examOfficer', 'auditor', 'systemAdmin'],
	'roster.import': ['unitAdmin', 'examOfficer'],
	'slips.issue': ['unitAdmin', 'examOfficer', 'systemAdmin'],
	'roles.grant': ['systemAdmin'],
	'items.read': ['itemEditor', 'examOfficer', 'auditor'],
	'items.keys': ['itemEditor', 'examOfficer'],
	'items.edit': ['itemEditor'],
	'papers.manage': ['examOfficer'],
	'exams.read': ['examOfficer', 'auditor'],
	'exams.manage': ['examOfficer'],
	'rescue.upload': ['unitAdmin', 'examOfficer'],
	'identity.confirm': ['unitAdmin', 'examOfficer'],
	'results.read': ['examOfficer', 'auditor'],
	'results.publish': ['examOfficer'],
	'unit.results.read': ['unitAdmin', 'examOfficer', 'auditor'],
	'study.read': ['unitAdmin', 'examOfficer', 'itemEditor', 'auditor'],
	'study.plan': ['examOfficer'],
	'sessions.read': ['unitAdmin', 'examOfficer', 'auditor'],
	'sessions.manage': ['unitAdmin', 'examOfficer'],
	'audit.read': ['auditor'],
	'settings.manage': ['systemAdmin']
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** The administrator at the machine's own command line; every act is audited under this name. */
export const operator: Viewer = {
	accountId: null,
	personId: null,
	name: 'operator',
	grants: roles.map((role) => ({ role, unitId: null }))
};

export const may = (viewer: Viewer, permission: Permission): boolean =>
	viewer.grants.some(({ role }) => (permissions[permission] as readonly Role[]).includes(role));

/** Whether the permission holds for the whole district, not only for an own subtree. */
export const mayEverywhere = (viewer: Viewer, permission: Permission): boolean =>
	viewer.grants.some(
		({ role, unitId }) => unitId === null && (permissions[permission] as readonly Role[]).includes(role)
	);

import { may, mayEverywhere, type Permission, type Viewer } from '#lib/base/core/permit.ts';

/** Who may enter a route. What lies behind an id in the path is asked again by the verb (own subtree, own attempt). */
export type Rule =
	/** Everyone, signed in or not. */
	| { readonly public: true }
	/** The machine itself only: operations. */
	| { readonly loopback: true }
	/** Any account. */
	| { readonly signedIn: true }
	/** An account with a person behind it, who can sit exams. */
	| { readonly candidate: true }
	/** Any role of that desk. */
	| { readonly desk: 'unit' | 'bureau' }
	/** A role that holds the permission: below /unit by a grant for a unit, below /bureau for the whole district. */
	| { readonly permission: Permission };

/** One row per route id, sorted by path; a route without a row is refused at run time and fails tests/house/policy.test.ts. */
export const policy: Readonly<Record<string, Rule>> = {
	'/(candidate)': { signedIn: true },
	'/(candidate)/attempts/[attempt]': { candidate: true },
	'/(candidate)/attempts/[attempt]/result': { candidate: true },
	'/(candidate)/attempts/[attempt]/submit': { candidate: true },
	'/(candidate)/exams/[exam]': { candidate: true },
	'/(candidate)/laws': { signedIn: true },
	'/(candidate)/laws/[law]': { signedIn: true },
	'/(candidate)/laws/[law]/guide': { signedIn: true },
	'/(candidate)/lists': { candidate: true },
	'/(candidate)/me': { signedIn: true },
	'/(candidate)/me/study': { candidate: true },
	'/(candidate)/practice': { candidate: true },
	'/(candidate)/practice/[set]': { candidate: true },
	'/(candidate)/practice/catch-up/[session]': { candidate: true },
	'/(candidate)/practice/wrong': { candidate: true },
	'/(candidate)/sessions': { candidate: true },
	'/(candidate)/sessions/[session]': { candidate: true },
	'/(candidate)/study': { signedIn: true },
	'/(candidate)/study/[month]': { signedIn: true },
	'/(candidate)/study/[month]/files/[material]': { signedIn: true },
	'/(candidate)/trial': { candidate: true },
	'/(door)/activate': { public: true },
	'/(door)/check': { public: true },
	'/(door)/check/ping': { public: true },
	'/(door)/login': { public: true },
	'/(door)/logout': { public: true },
	'/(door)/plan.ics': { public: true },
	'/(door)/refused': { public: true },
	'/(door)/setup/[token]': { public: true },
	'/api/v1/attempts/[attempt]/answers': { candidate: true },
	'/api/v1/attempts/[attempt]/notes': { candidate: true },
	'/api/v1/attempts/[attempt]/open': { candidate: true },
	'/api/v1/attempts/[attempt]/submit': { candidate: true },
	'/api/v1/attempts/[attempt]/sync': { candidate: true },
	'/api/v1/trial/[call]': { candidate: true },
	'/bureau': { desk: 'bureau' },
	'/bureau/accounts': { permission: 'roles.grant' },
	'/bureau/accounts/[account]': { permission: 'roles.grant' },
	'/bureau/audit': { permission: 'audit.read' },
	'/bureau/banks': { permission: 'items.read' },
	'/bureau/banks/[bank]': { permission: 'items.read' },
	'/bureau/banks/[bank]/export': { permission: 'items.keys' },
	'/bureau/banks/[bank]/import': { permission: 'items.edit' },
	'/bureau/banks/[bank]/import/[upload]': { permission: 'items.edit' },
	'/bureau/banks/[bank]/imports/[batch]': { permission: 'items.read' },
	'/bureau/banks/[bank]/items/[item]': { permission: 'items.read' },
	'/bureau/banks/[bank]/items/[item]/edit': { permission: 'items.edit' },
	'/bureau/banks/[bank]/items/new': { permission: 'items.edit' },
	'/bureau/banks/template': { permission: 'items.edit' },
	'/bureau/clock': { desk: 'bureau' },
	'/bureau/exams': { permission: 'exams.read' },
	'/bureau/exams/[exam]': { permission: 'exams.read' },
	'/bureau/exams/[exam]/basics': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/board': { permission: 'exams.read' },
	'/bureau/exams/[exam]/board/[enrolment]': { permission: 'exams.read' },
	'/bureau/exams/[exam]/board/live': { permission: 'exams.read' },
	'/bureau/exams/[exam]/enrolment': { permission: 'exams.read' },
	'/bureau/exams/[exam]/enrolment/file': { permission: 'exams.read' },
	'/bureau/exams/[exam]/late': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/paper': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/people': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/rehearsal': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/requests': { permission: 'exams.read' },
	'/bureau/exams/[exam]/rescue': { permission: 'rescue.upload' },
	'/bureau/exams/[exam]/results': { permission: 'results.read' },
	'/bureau/exams/[exam]/results/amend': { permission: 'results.publish' },
	'/bureau/exams/[exam]/results/export': { permission: 'results.read' },
	'/bureau/exams/[exam]/results/people': { permission: 'results.read' },
	'/bureau/exams/[exam]/results/people/[enrolment]': { permission: 'results.read' },
	'/bureau/exams/[exam]/results/publish': { permission: 'results.publish' },
	'/bureau/exams/[exam]/results/units/[unit]': { permission: 'results.read' },
	'/bureau/exams/[exam]/review': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/room': { permission: 'exams.manage' },
	'/bureau/exams/[exam]/windows': { permission: 'exams.manage' },
	'/bureau/exams/new': { permission: 'exams.manage' },
	'/bureau/laws': { permission: 'items.read' },
	'/bureau/laws/[edition]': { permission: 'items.read' },
	'/bureau/laws/import/[upload]': { permission: 'items.edit' },
	'/bureau/lists': { permission: 'study.read' },
	'/bureau/lists/[list]': { permission: 'study.read' },
	'/bureau/lists/[list]/edit': { permission: 'study.plan' },
	'/bureau/lists/[list]/export': { permission: 'study.read' },
	'/bureau/lists/coverage': { permission: 'study.read' },
	'/bureau/lists/coverage/[unit]': { permission: 'study.read' },
	'/bureau/lists/import': { permission: 'study.plan' },
	'/bureau/papers': { permission: 'papers.manage' },
	'/bureau/papers/[blueprint]': { permission: 'papers.manage' },
	'/bureau/people': { permission: 'people.read' },
	'/bureau/people/[person]': { permission: 'people.read' },
	'/bureau/people/[person]/study': { permission: 'sessions.read' },
	'/bureau/people/new': { permission: 'roster.import' },
	'/bureau/people/transfers': { permission: 'roster.import' },
	'/bureau/recall': { permission: 'study.read' },
	'/bureau/record': { permission: 'sessions.read' },
	'/bureau/record/bundle': { permission: 'sessions.read' },
	'/bureau/record/quizzes': { permission: 'sessions.read' },
	'/bureau/roster': { permission: 'roster.import' },
	'/bureau/roster/[upload]': { permission: 'roster.import' },
	'/bureau/roster/[upload]/problems': { permission: 'roster.import' },
	'/bureau/roster/batches/[batch]': { permission: 'roster.import' },
	'/bureau/roster/template': { permission: 'roster.import' },
	'/bureau/sessions': { permission: 'sessions.read' },
	'/bureau/sessions/[session]': { permission: 'sessions.read' },
	'/bureau/sessions/[session]/edit': { permission: 'sessions.manage' },
	'/bureau/sessions/[session]/export': { permission: 'sessions.read' },
	'/bureau/sessions/[session]/file': { permission: 'sessions.manage' },
	'/bureau/sessions/[session]/file/[upload]': { permission: 'sessions.manage' },
	'/bureau/sessions/[session]/list': { permission: 'sessions.manage' },
	'/bureau/sessions/[session]/people': { permission: 'sessions.read' },
	'/bureau/sessions/[session]/record': { permission: 'sessions.read' },
	'/bureau/sessions/[session]/sheet': { permission: 'sessions.read' },
	'/bureau/sessions/[session]/tick': { permission: 'sessions.manage' },
	'/bureau/sessions/[session]/wall': { permission: 'sessions.manage' },
	'/bureau/sessions/new': { permission: 'sessions.manage' },
	'/bureau/sessions/rows': { permission: 'sessions.read' },
	'/bureau/slips': { permission: 'slips.issue' },
	'/bureau/study': { permission: 'study.read' },
	'/bureau/study/[year]': { permission: 'study.read' },
	'/bureau/study/[year]/[number]': { permission: 'study.plan' },
	'/bureau/units': { permission: 'units.read' },
	'/bureau/units/[unit]': { permission: 'units.read' },
	'/bureau/units/batches/[batch]': { permission: 'units.manage' },
	'/bureau/units/import/[upload]': { permission: 'units.manage' },
	'/bureau/units/new': { permission: 'units.manage' },
	'/bureau/units/template': { permission: 'units.manage' },
	'/healthz': { loopback: true },
	'/preferences': { public: true },
	'/readyz': { loopback: true },
	'/unit': { desk: 'unit' },
	'/unit/exams': { permission: 'people.read' },
	'/unit/exams/[exam]': { permission: 'people.read' },
	'/unit/exams/[exam]/board': { permission: 'people.read' },
	'/unit/exams/[exam]/board/[enrolment]': { permission: 'people.read' },
	'/unit/exams/[exam]/board/live': { permission: 'people.read' },
	'/unit/exams/[exam]/rescue': { permission: 'rescue.upload' },
	'/unit/exams/[exam]/results': { permission: 'unit.results.read' },
	'/unit/exams/[exam]/results/export': { permission: 'unit.results.read' },
	'/unit/exams/[exam]/results/table': { permission: 'unit.results.read' },
	'/unit/lists': { permission: 'study.read' },
	'/unit/people': { permission: 'people.read' },
	'/unit/people/[person]': { permission: 'people.read' },
	'/unit/people/[person]/study': { permission: 'sessions.read' },
	'/unit/people/new': { permission: 'roster.import' },
	'/unit/recall': { permission: 'study.read' },
	'/unit/record': { permission: 'sessions.read' },
	'/unit/record/bundle': { permission: 'sessions.read' },
	'/unit/record/quizzes': { permission: 'sessions.read' },
	'/unit/roster': { permission: 'roster.import' },
	'/unit/roster/[upload]': { permission: 'roster.import' },
	'/unit/roster/[upload]/problems': { permission: 'roster.import' },
	'/unit/roster/batches/[batch]': { permission: 'roster.import' },
	'/unit/roster/template': { permission: 'roster.import' },
	'/unit/sessions': { permission: 'sessions.read' },
	'/unit/sessions/[session]': { permission: 'sessions.read' },
	'/unit/sessions/[session]/edit': { permission: 'sessions.manage' },
	'/unit/sessions/[session]/export': { permission: 'sessions.read' },
	'/unit/sessions/[session]/file': { permission: 'sessions.manage' },
	'/unit/sessions/[session]/file/[upload]': { permission: 'sessions.manage' },
	'/unit/sessions/[session]/list': { permission: 'sessions.manage' },
	'/unit/sessions/[session]/people': { permission: 'sessions.read' },
	'/unit/sessions/[session]/record': { permission: 'sessions.read' },
	'/unit/sessions/[session]/sheet': { permission: 'sessions.read' },
	'/unit/sessions/[session]/tick': { permission: 'sessions.manage' },
	'/unit/sessions/[session]/wall': { permission: 'sessions.manage' },
	'/unit/sessions/new': { permission: 'sessions.manage' },
	'/unit/sessions/rows': { permission: 'sessions.read' },
	'/unit/slips': { permission: 'slips.issue' }
};

/** Where files larger than others are taken: materials for study. */
const wideRoutes: ReadonlySet<string> = new Set(['/bureau/study/[year]/[number]']);

/** The most bytes that a request to the route may carry. */
export const bodyLimit = (routeId: string): number => (wideRoutes.has(routeId) ? 22 : 6) * 1024 * 1024;

/**
 * Pages that are taken over by being opened: loading one issues a new epoch, and whichever page was open has lost the
 * attempt. A GET has to have this effect, for the page works without script.
 */
const takenOver: ReadonlySet<string> = new Set(['/(candidate)/attempts/[attempt]', '/(candidate)/trial']);

/**
 * What a request for such a page is answered with before anything is loaded, undefined when somebody comes to see it. A
 * HEAD is answered empty; a page that the browser fetches ahead is refused, so that it asks again when it is wanted:
 * Chromium and Safari drop what does not succeed, and 503 says that it may be asked again.
 */
export function withoutOpening(routeId: string, method: string, headers: Pick<Headers, 'get'>): 200 | 503 | undefined {
	if (!takenOver.has(routeId)) return undefined;
	const ahead = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
		/\b(prefetch|prerender|preview)\b/i.test(headers.get(name) ?? '')
	);
	if (ahead && (method === 'GET' || method === 'HEAD')) return 503;
	return method === 'HEAD' ? 200 : undefined;
}

/** `login`: nobody is signed in and that might help · `hidden`: as if the page did not exist. */
export type Verdict = 'allowed' | 'login' | 'hidden';

const withUnit = (viewer: Viewer): Viewer => ({
	...viewer,
	grants: viewer.grants.filter(({ unitId }) => unitId !== null)
});

/** Whether the viewer may enter the route; default is no. */
export function enter(routeId: string, viewer: Viewer | null, loopback: boolean): Verdict {
	const rule = Object.hasOwn(policy, routeId) ? policy[routeId] : undefined;
	if (rule === undefined) return 'hidden';
	if ('public' in rule) return 'allowed';
	if ('loopback' in rule) return loopback ? 'allowed' : 'hidden';
	if (viewer === null) return 'login';
	return permits(rule, routeId, viewer) ? 'allowed' : 'hidden';
}

function permits(rule: Exclude<Rule, { public: true } | { loopback: true }>, routeId: string, viewer: Viewer): boolean {
	if ('signedIn' in rule) return true;
	if ('candidate' in rule) return viewer.personId !== null;
	if ('desk' in rule) return viewer.grants.some(({ unitId }) => (unitId !== null) === (rule.desk === 'unit'));
	if (routeId.startsWith('/unit/')) return may(withUnit(viewer), rule.permission);
	if (routeId.startsWith('/bureau/')) return mayEverywhere(viewer, rule.permission);
	return may(viewer, rule.permission);
}

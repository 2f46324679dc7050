import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { formatInstant, isoInstant } from '#lib/base/core/clock.ts';
import { type Grant, operator, type Role, roles } from '#lib/base/core/permit.ts';
import type { UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findAccountByLogin, grantsOf } from '#lib/people/access/account.server.ts';
import type { IssuedCode } from '#lib/people/access/activation.server.ts';
import { formatCode } from '#lib/people/access/code.ts';
import { createAccount, reissueCode } from '#lib/people/access/new-account.server.ts';
import { grantRole, revokeRole } from '#lib/people/access/role.server.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { type AccountRefusal, refusalWords } from '#i18n/account-refusals.ts';
import { openExisting } from './existing.ts';
import { answer, type ExitCode, flag, type Invocation, locale, refuse, type Verb } from './verb.ts';

const help = `xuefa admin create --name NAME --login LOGIN --roles ROLE[,ROLE …] [--json]
xuefa admin reset LOGIN [--yes] [--json]
xuefa admin roles LOGIN [--grant ROLE] [--revoke ROLE] [--json]

create  makes an account of the bureau and prints its one-time code; it is activated at /activate within 14 days.
reset   prints a new one-time code for an account (login name, staff number or mobile); the code before it is void.
        Refused while its owner sits an exam, unless --yes is given.
roles   shows the roles of an account, after granting or revoking one; its sessions end with a change.

ROLE    systemAdmin examOfficer itemEditor auditor, or unitAdmin:UNITCODE. The auditor holds no other role.

The machine's operator is recorded in the audit as the one who acted.
JSON of create, reset: { "login", "code", "expiresAt", "activateAt" }; of roles: { "login", "roles": [ROLE …] };
refused: { "refused": REASON }.
Exit 0 done, 1 refused, 2 usage.`;

/** Reads "examOfficer" or "unitAdmin:0102"; undefined when there is no such role or unit. */
async function readGrant(db: Db, text: string): Promise<Grant | undefined> {
	const [name = '', code] = text.split(':');
	const role: Role | undefined = roles.find((known) => known === name);
	if (!role) return undefined;
	if (code === undefined) return { role, unitId: null };
	const unit = await findUnitByCode(db, code);
	return unit && { role, unitId: unit.id };
}

/** Writes a grant as `readGrant` reads it. */
async function writeGrant(db: Db, role: Role, unitId: UnitId | null): Promise<string> {
	if (unitId === null) return role;
	const unit = await db.selectFrom('unit').select('code').where('id', '=', unitId).executeTakeFirstOrThrow();
	return `${role}:${unit.code}`;
}

const refused = (invocation: Invocation, reason: AccountRefusal): ExitCode =>
	refuse(invocation, 'admin', reason, `${reason}: ${refusalWords(locale(), reason)}`);

function misused(text: string): ExitCode {
	process.stderr.write(`xuefa admin: ${text}\n\n${help}\n`);
	return 2;
}

function hand(invocation: Invocation, login: string, { code, expiresAt }: IssuedCode): ExitCode {
	const json = { login, code: formatCode(code), expiresAt: isoInstant(expiresAt), activateAt: '/activate' };
	const text = `${login}: code ${json.code}, valid until ${formatInstant(expiresAt)}; activate at /activate`;
	answer(invocation, json, text);
	return 0;
}

async function create(db: Db, secret: Buffer, invocation: Invocation): Promise<ExitCode> {
	const [name, login, wanted] = ['name', 'login', 'roles'].map((key) => flag(invocation, key));
	if (!name || !login || !wanted) return misused('--name, --login and --roles are needed');
	const grants: Grant[] = [];
	for (const text of wanted.split(',')) {
		const grant = await readGrant(db, text.trim());
		if (!grant) return misused(`no such role or unit: ${text}`);
		grants.push(grant);
	}
	const outcome = await createAccount(db, secret, operator, { name, loginName: login, grants }, Date.now());
	return outcome.ok ? hand(invocation, login, outcome.value) : refused(invocation, outcome.reason);
}

async function change(db: Db, secret: Buffer, invocation: Invocation): Promise<ExitCode> {
	const [verb, login] = invocation.words;
	if (!login) return misused('name the account');
	const account = await findAccountByLogin(db, login);
	if (!account) return refuse(invocation, 'admin', 'notFound', `there is no account ${login}`);
	if (verb === 'reset') {
		const confirmed = invocation.flags.yes === true;
		const outcome = await reissueCode(db, secret, operator, account.id, confirmed, Date.now());
		return outcome.ok ? hand(invocation, login, outcome.value) : refused(invocation, outcome.reason);
	}
	for (const [key, act] of [['grant', grantRole] as const, ['revoke', revokeHeld] as const]) {
		const text = flag(invocation, key);
		if (text === undefined) continue;
		const grant = await readGrant(db, text);
		if (!grant) return misused(`no such role or unit: ${text}`);
		const outcome = await act(db, operator, account.id, grant, Date.now());
		if (!outcome.ok) return refused(invocation, outcome.reason);
	}
	const held: string[] = [];
	for (const { role, unitId } of await grantsOf(db, account.id)) held.push(await writeGrant(db, role, unitId));
	answer(invocation, { login, roles: held }, `${login}: ${held.join(', ') || 'no role'}`);
	return 0;
}

const revokeHeld: typeof grantRole = async (db, viewer, accountId, wanted, now) => {
	const held = await grantsOf(db, accountId);
	const grant = held.find(({ role, unitId }) => role === wanted.role && unitId === wanted.unitId);
	return revokeRole(db, viewer, accountId, grant?.id ?? 0, now);
};

export const adminVerb: Verb = {
	summary: 'accounts of the bureau: create, reset, roles',
	help,
	async run(invocation) {
		const verb = invocation.words[0];
		if (verb !== 'create' && verb !== 'reset' && verb !== 'roles') return misused('say create, reset or roles');
		const config = readConfig();
		const store = await openExisting();
		try {
			const secret = installationSecret(config);
			return await (verb === 'create' ? create : change)(store.db, secret, invocation);
		} finally {
			await store.close();
		}
	}
};

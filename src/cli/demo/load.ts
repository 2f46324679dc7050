import { randomInt } from 'node:crypto';
import { operator, type Grant } from '#lib/base/core/permit.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { formatCode } from '#lib/people/access/code.ts';
import { createAccount } from '#lib/people/access/new-account.server.ts';
import { issueSlips } from '#lib/people/access/slip.server.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { importRosterFile } from '#lib/people/roster/import-roster.server.ts';
import { importUnitsFile } from '#lib/people/roster/import-units.server.ts';
import { type DemoUnit, demoUnits } from './district.ts';
import { modelExam } from './exam.ts';
import type { DemoPerson } from './people.ts';

/** An account that the demo opens, with the slip that opens it. */
export interface DemoAccount {
	readonly login: string;
	readonly code: string;
	readonly password: string;
}

export interface Loaded {
	readonly examId: ExamId;
	/** By login name: everyone on the roster, and one officer of each role of the bureau. */
	readonly accounts: ReadonlyMap<string, DemoAccount>;
}

/** Officers of the bureau: login name, name, roles. */
export const officers = [
	['admin', '系统管理员', 'systemAdmin'],
	['officer', '考务员', 'examOfficer'],
	['editor', '命题员', 'itemEditor'],
	['auditor', '审计员', 'auditor']
] as const;

const letters = 'ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789';

/** A password made for one account at this run; nobody has it by default. */
export const newPassword = (): string =>
	`${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}-${randomInt(10, 100)}a`;

/** Fills an empty database with the demo district by the same verbs that a bureau uses. */
export async function loadDistrict(
	{ db }: Pick<Store, 'db'>,
	secret: Buffer,
	people: readonly DemoPerson[],
	now: number
): Promise<Loaded> {
	const units = await importUnitsFile(db, operator, unitsCsv(), now);
	if (!units.ok) throw new Error(`units: ${units.reason}`);
	const roster = await importRosterFile(db, secret, operator, rosterCsv(people), now);
	if (!roster.ok) throw new Error(`roster: ${roster.reason} ${JSON.stringify(roster.detail ?? {})}`);
	const accounts = new Map<string, DemoAccount>();
	const keep = (login: string, code: string) => accounts.set(login, { login, code, password: newPassword() });
	for (const [login, name, role] of officers) {
		const grants: Grant[] = [{ role, unitId: null }];
		const made = await createAccount(db, secret, operator, { name, loginName: login, grants }, now);
		if (!made.ok) throw new Error(`account ${login}: ${made.reason}`);
		keep(login, formatCode(made.value.code));
	}
	const bureau = await findUnitByCode(db, demoUnits.find((unit) => unit.shortName === '区司法局')?.code ?? '');
	const made = await createAccount(
		db,
		secret,
		operator,
		{ name: '司法局单位管理员', loginName: 'unit', grants: [{ role: 'unitAdmin', unitId: bureau?.id ?? null }] },
		now
	);
	if (!made.ok) throw new Error(`unit administrator: ${made.reason}`);
	keep('unit', formatCode(made.value.code));
	const slips = await issueSlips(db, secret, operator, {}, now);
	if (!slips.ok) throw new Error(`slips: ${slips.reason}`);
	for (const { login, code } of slips.value) keep(login, code);
	const created = await createFromFile(db, operator, modelExam(people), now);
	if (!created.ok) throw new Error(`exam: ${JSON.stringify(created)}`);
	// Three people change units after the lists were closed: they count where they stood on that day.
	const moved = people.filter(({ part }) => part === 'sits').filter((_, index) => index % 400 === 250);
	const elsewhere = demoUnits.find(({ shortName }) => shortName === '区信访局');
	if (!elsewhere) throw new Error('no unit to move to');
	const transfer = await importRosterFile(db, secret, operator, rosterCsv(moved, elsewhere), now + 1);
	if (!transfer.ok) throw new Error(`transfers: ${transfer.reason}`);
	return { examId: created.value.exam.id, accounts };
}

/** The unit table as a bureau keeps it in Excel. */
function unitsCsv(): Uint8Array {
	const header = ['单位代码', '单位名称', '简称', '类别', '排序', '上级单位代码', '别名'];
	return csvBytes(
		header,
		demoUnits.map((unit, index) => [unit.code, unit.name, unit.shortName, unit.category, index + 1, '', ''])
	);
}

/** The roster as units send it; `unit` stands for everybody's own when they have moved. */
function rosterCsv(people: readonly DemoPerson[], unit?: DemoUnit): Uint8Array {
	const header = ['序号', '姓名', '单位', '科室', '职务', '工号', '手机号', '借调单位'];
	return csvBytes(
		header,
		people.map((person, index) => [
			index + 1,
			person.name,
			(unit ?? person.unit).shortName,
			person.section,
			person.post,
			person.staffNo,
			person.mobile,
			person.secondedTo
		])
	);
}

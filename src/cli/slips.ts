import { writeFileSync } from 'node:fs';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { formatInstant } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { issueSlips, type Slip } from '#lib/people/access/slip.server.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { openExisting } from './existing.ts';
import { answer, flag, refuse, type Verb } from './verb.ts';

const header = ['姓名', '单位', '科室', '账号', '激活码', '有效期至'];
const cells = ({ name, unit, section, login, code, expiresAt }: Slip): string[] => [
	name,
	unit,
	section,
	login,
	code,
	formatInstant(expiresAt)
];

export const slipsVerb: Verb = {
	summary: 'issue activation slips as CSV or JSON',
	help: `xuefa slips (--unit CODE | --all) [--out FILE] [--yes] [--json]

Issues one-time activation codes for everyone on the establishment of the unit and below (or of all units) who has not
activated yet; people without account get one. Codes issued before and not used are void. The codes are printed this
once: only their hashes are stored.

--out FILE  writes the CSV there (mode 0600) instead of to stdout
--yes       also for people who sit an exam at this moment (refused otherwise)

CSV columns: 姓名, 单位, 科室, 账号, 激活码, 有效期至 (district time).
JSON: { "slips": [ { "personId", "name", "unit", "section", "login", "code", "expiresAt" } ] }, expiresAt in ms;
refused: { "refused": REASON }.
Exit 0 done, 1 refused (no such unit, nobody to issue for, someone sits an exam), 2 usage.`,
	async run(invocation) {
		const code = flag(invocation, 'unit');
		const all = invocation.flags.all !== undefined;
		if ((code === undefined) === !all) {
			process.stderr.write('xuefa slips: say either --unit CODE or --all\n');
			return 2;
		}
		const config = readConfig();
		const store = await openExisting();
		try {
			const unit = code === undefined ? undefined : await findUnitByCode(store.db, code);
			if (code !== undefined && !unit) {
				return refuse(invocation, 'slips', 'notFound', `there is no unit with the code ${code}`);
			}
			const order = { unitId: unit?.id, confirmed: invocation.flags.yes === true };
			const outcome = await issueSlips(store.db, installationSecret(config), operator, order, Date.now());
			if (!outcome.ok) {
				const names = outcome.detail?.names;
				return refuse(invocation, 'slips', outcome.reason, `${outcome.reason}${names ? ` (${names})` : ''}`);
			}
			const slips = outcome.value;
			const out = flag(invocation, 'out');
			const csv = Buffer.from(csvBytes(header, slips.map(cells)));
			if (out !== undefined) writeFileSync(out, csv, { mode: 0o600 });
			if (out !== undefined || invocation.json)
				answer(invocation, { slips }, `${slips.length} slips written to ${out}`);
			else process.stdout.write(csv);
			return 0;
		} finally {
			await store.close();
		}
	}
};

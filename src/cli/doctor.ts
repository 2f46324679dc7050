import { checks, type Fault, type Tick } from './doctor/checks.ts';
import { openExisting } from './existing.ts';
import { answer, type Verb } from './verb.ts';

/** Faults named per check; the rest are counted. */
const named = 100;

interface Finding {
	readonly check: string;
	readonly ok: boolean;
	readonly checked: number;
	readonly faults: number;
	readonly first: readonly Fault[];
}

/** A line that is written over at a terminal; nothing where standard error is a file. */
function progress(title: string): Tick {
	let last = 0;
	return (done, all) => {
		if (!process.stderr.isTTY || (done < all && done - last < 50)) return;
		last = done;
		process.stderr.write(`\r  ${title}: ${done}/${all} ${done === all ? '\r\u001b[K' : ''}`);
	};
}

export const doctorVerb: Verb = {
	summary: 'check the database, the record of every attempt, and every published figure',
	help: `xuefa doctor [--json]

Reads everything, changes nothing; may run beside a running server (best in a quiet hour).
  settings      durability settings of the connection, read back (a store that fails is not opened: exit 1)
  migrations    the schema is that of this program (else exit 1: run "xuefa migrate")
  integrity     SQLite's own check of pages and indexes, and of references between tables
  audit         the hash chain of all recorded acts, without gaps
  papers        frozen papers against their hashes
  attempts      each attempt's event chain; its answers and state folded anew from the events and compared
  time          outages given back once; late answers adopted unchanged, by two accounts
  scores        each published scoring run scored again from the events, item by item, and its hash
  publications  each publication recomputed from the people it keeps, and its SHA-256
  rehearsals    each verdict of a rehearsal against its signature and the audit chain
  memory        what each person remembers, folded anew from the answers and compared

JSON: { "ok", "checks": [{ "check", "ok", "checked", "faults" (number), "first": [{ "subject", "fault" }] }] }; at most
${named} faults are named per check. Exit 0 all agrees, 1 something differs (named), 2 usage.`,
	async run(invocation) {
		const store = await openExisting();
		try {
			const passed = ['settings', 'migrations'].map((check): Finding => {
				return { check, ok: true, checked: 1, faults: 0, first: [] };
			});
			const findings: Finding[] = [...passed];
			for (const check of checks) {
				const { checked, faults } = await check.run(store, progress(check.title));
				const first = faults.slice(0, named);
				findings.push({ check: check.name, ok: faults.length === 0, checked, faults: faults.length, first });
			}
			const ok = findings.every((finding) => finding.ok);
			const lines = findings.flatMap(({ check, checked, faults, first }) => [
				`${faults === 0 ? 'ok   ' : 'FAULT'} ${check.padEnd(13)}${checked} checked${faults === 0 ? '' : `, ${faults} differ`}`,
				...first.map(({ subject, fault }) => `        ${subject}: ${fault}`)
			]);
			answer(invocation, { ok, checks: findings }, lines.join('\n'));
			return ok ? 0 : 1;
		} finally {
			await store.close();
		}
	}
};

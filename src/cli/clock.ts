import { formatInstant } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type ClockAlarm, confirmClock, lastKnown, openAlarms } from '#lib/base/time/clock.server.ts';
import { openExisting } from './existing.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

const help = `xuefa clock [--json]                                      both clocks, and the alarms that wait
xuefa clock confirm --take machine|server [--note WHY] [--json]

The server follows its own clock, which a jump of the machine's does not move. When the machine's clock jumps, or is wrong
at a start, an alarm waits; after a wrong start no exam can be started until it is confirmed.
confirm   confirms all alarms that wait.
          machine  the machine's clock is right now (set it first): the server takes it within a second, or at its next
                   start. Never backwards while people write. Nobody who writes loses time.
          server   the server keeps its clock; only after a jump.

JSON: { "machine", "server" (ISO, UTC; the server's is its last heartbeat, null before the first start), "alarms":
[{ "id", "kind": jump|behind|ahead|year, "machine", "server" }] }; refused: { "refused": REASON }.
Exit 0 done, 1 refused, 2 usage.`;

const reasons: Readonly<Record<string, string>> = {
	machineOnly: 'after a wrong start only "--take machine" confirms; set the machine\'s clock first',
	stillWrong: "the year of the machine's clock is still wrong; set the clock first",
	attemptsRunning: "the machine's clock is before the server's and people are writing; set it right, or wait"
};

const iso = (at: number) => new Date(at).toISOString();

function show(invocation: Invocation, store: Store, alarms: readonly ClockAlarm[]): ExitCode {
	const wall = Date.now();
	const server = lastKnown(store.raw);
	const list = alarms.map(({ id, kind, wallAt, serverAt }) => {
		return { id, kind, machine: iso(wallAt), server: iso(serverAt) };
	});
	const lines = [
		`machine ${formatInstant(wall)}, server last seen ${server === null ? 'never' : formatInstant(server)}`,
		...(list.length === 0 ? ['no alarm waits'] : []),
		...alarms.map(({ kind, wallAt, serverAt }) => {
			return `alarm ${kind}: machine ${formatInstant(wallAt)}, server ${formatInstant(serverAt)}`;
		})
	];
	answer(
		invocation,
		{ machine: iso(wall), server: server === null ? null : iso(server), alarms: list },
		lines.join('\n')
	);
	return 0;
}

async function confirm(invocation: Invocation, store: Store, alarms: readonly ClockAlarm[]): Promise<ExitCode> {
	const takes = flag(invocation, 'take');
	if (takes !== 'machine' && takes !== 'server') {
		process.stderr.write(`${help}\n`);
		return 2;
	}
	for (const { id } of alarms) {
		const wall = Date.now();
		const clocks = { wall, server: lastKnown(store.raw) ?? wall };
		const outcome = await confirmClock(store.db, operator, id, { takes, note: flag(invocation, 'note') ?? '' }, clocks);
		if (!outcome.ok) return refuse(invocation, 'clock', outcome.reason, reasons[outcome.reason]);
	}
	return show(invocation, store, await openAlarms(store.db));
}

export const clockVerb: Verb = {
	summary: "the server's clock: show it, confirm an alarm",
	help,
	async run(invocation) {
		const word = invocation.words[0];
		if (word !== undefined && word !== 'confirm') {
			process.stderr.write(`${help}\n`);
			return 2;
		}
		const store = await openExisting();
		try {
			const alarms = await openAlarms(store.db);
			return word === undefined ? show(invocation, store, alarms) : await confirm(invocation, store, alarms);
		} finally {
			await store.close();
		}
	}
};

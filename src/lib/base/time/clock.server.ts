import type Sqlite from 'better-sqlite3';
import type { Instant } from '../core/clock.ts';
import { done, type Outcome, refused } from '../core/outcome.ts';
import { may, type Viewer } from '../core/permit.ts';
import { record } from '../audit/audit.server.ts';
import type { Db } from '../db/schema.ts';
import { builtYear, type Boot, judgeBoot } from './moments.ts';

/** How far the machine has come since it was started; the one clock that nobody sets. */
export interface Mark {
	/** Names this start of the machine; null where the system does not tell, and then `uptimeMs` proves nothing. */
	readonly bootId: string | null;
	/** Sleep included. */
	readonly uptimeMs: number;
}

/** In whose name the server itself acts on the record: nobody signed in. */
export const clockActor: Viewer = { accountId: null, personId: null, name: 'clock', grants: [] };

const one = <Row>(raw: Sqlite.Database, sql: string): Row | undefined => raw.prepare<[], Row>(sql).get();

/** The newest moment that the database knows; moments that a confirmation has set aside do not count. */
export function lastKnown(raw: Sqlite.Database): Instant | null {
	const clock = one<{ beat: number; audit: number; attempt: number }>(
		raw,
		'select beat_at as beat, audit_floor as audit, attempt_floor as attempt from server_clock'
	);
	const audit = raw
		.prepare<[number], { at: number | null }>('select max(at) as at from audit_entry where id > ?')
		.get(clock?.audit ?? 0);
	const attempt = raw
		.prepare<[number], { at: number | null }>(`select max(last_seen_at) as at from attempt_state where attempt_id > ?`)
		.get(clock?.attempt ?? 0);
	const known = [clock?.beat, audit?.at, attempt?.at].filter((at) => typeof at === 'number');
	return known.length === 0 ? null : Math.max(...known);
}

const openAttempts = (raw: Sqlite.Database): boolean =>
	one(raw, `select 1 from attempt_state where status = 'open' limit 1`) !== undefined;

/** A decision that no running server has taken up yet. */
const unapplied = `confirmed_at is not null and applied_at is null and takes = 'machine'`;

/** What it is now by the machine's uptime, if it has not been started anew since the last heartbeat. */
function counted(raw: Sqlite.Database, { bootId, uptimeMs }: Mark): Instant | undefined {
	const last = one<{ at: number; bootId: string | null; uptimeMs: number | null }>(
		raw,
		'select beat_at as at, boot_id as bootId, uptime_ms as uptimeMs from server_clock'
	);
	if (last?.uptimeMs == null || bootId === null || last.bootId !== bootId) return undefined;
	return last.at + Math.max(0, uptimeMs - last.uptimeMs);
}

/** How the server's clock begins; a machine clock that was confirmed while the server was down is believed. */
export function bootClock(raw: Sqlite.Database, wall: Instant, mark: Mark): Boot {
	if (one(raw, `select 1 from clock_alarm where ${unapplied}`)) return { startAt: wall, doubt: null };
	return judgeBoot(wall, lastKnown(raw), openAttempts(raw), counted(raw, mark));
}

/** Sets the one row; `floors` sets older moments on record aside, because they lie in a future that never was. */
export function beat(raw: Sqlite.Database, at: Instant, { bootId, uptimeMs }: Mark, floors = false): void {
	raw
		.prepare(
			`insert into server_clock (id, beat_at, boot_id, uptime_ms) values (1, ?, ?, ?)
			on conflict (id) do update set beat_at = excluded.beat_at, boot_id = excluded.boot_id, uptime_ms = excluded.uptime_ms`
		)
		.run(at, bootId, Math.round(uptimeMs));
	if (floors)
		raw.exec(`update server_clock set audit_floor = (select coalesce(max(id), 0) from audit_entry),
			attempt_floor = (select coalesce(max(id), 0) from attempt)`);
}

const doubted = new WeakMap<Sqlite.Database, Sqlite.Statement>();

/** Whether no exam may be opened: the clock was wrong at a start, and no administrator has confirmed it yet. */
export function clockInDoubt(raw: Sqlite.Database): boolean {
	let statement = doubted.get(raw);
	if (!statement) {
		statement = raw.prepare(
			`select 1 from clock_alarm where (confirmed_at is null or applied_at is null) and kind <> 'jump' limit 1`
		);
		doubted.set(raw, statement);
	}
	return statement.get() !== undefined;
}

export interface ClockAlarm {
	readonly id: number;
	readonly kind: 'jump' | 'behind' | 'ahead' | 'year';
	readonly wallAt: Instant;
	readonly serverAt: Instant;
	readonly confirmedAt: Instant | null;
	readonly confirmedBy: string | null;
	readonly takes: 'server' | 'machine' | null;
	readonly note: string;
}

const columns = ['id', 'kind', 'wallAt', 'serverAt', 'confirmedAt', 'confirmedBy', 'takes', 'note'] as const;

/** What waits for confirmation, oldest first: shown on every page of the bureau. */
export const openAlarms = (db: Db): Promise<ClockAlarm[]> =>
	db.selectFrom('clockAlarm').select(columns).where('confirmedAt', 'is', null).orderBy('id').execute();

/** The newest alarms, confirmed ones included. */
export const listAlarms = (db: Db): Promise<ClockAlarm[]> =>
	db.selectFrom('clockAlarm').select(columns).orderBy('id', 'desc').limit(50).execute();

export type ConfirmRefusal = 'forbidden' | 'notFound' | 'confirmed' | 'machineOnly' | 'stillWrong' | 'attemptsRunning';

/** Whether this viewer may confirm an alarm of that kind: a jump concerns officers too, a wrong start administrators. */
export const mayConfirm = (viewer: Viewer, kind: ClockAlarm['kind']): boolean =>
	may(viewer, 'settings.manage') || (kind === 'jump' && may(viewer, 'exams.manage'));

/**
 * Confirms that somebody has looked. `server`: the server's clock stays as it is (only after a jump). `machine`: the
 * machine's clock is right by now, and the server takes it; running attempts lose nothing by it. The server never goes
 * back in time while people are writing. The running server takes the decision up within a second.
 * @param clocks both clocks at this moment
 */
export async function confirmClock(
	db: Db,
	viewer: Viewer,
	alarmId: number,
	decision: { readonly takes: 'server' | 'machine'; readonly note: string },
	clocks: { readonly wall: Instant; readonly server: Instant }
): Promise<Outcome<null, ConfirmRefusal>> {
	return db.transaction().execute(async (trx) => {
		const alarm = await trx.selectFrom('clockAlarm').selectAll().where('id', '=', alarmId).executeTakeFirst();
		if (!alarm) return refused('notFound');
		if (!mayConfirm(viewer, alarm.kind)) return refused('forbidden');
		if (alarm.confirmedAt !== null) return refused('confirmed');
		const { takes } = decision;
		if (takes === 'server' && alarm.kind !== 'jump') return refused('machineOnly');
		if (takes === 'machine') {
			if (new Date(clocks.wall).getUTCFullYear() < builtYear) return refused('stillWrong', { year: builtYear });
			const running = await trx
				.selectFrom('attemptState')
				.select('attemptId')
				.where('status', '=', 'open')
				.limit(1)
				.execute();
			if (clocks.wall < clocks.server - 1000 && running.length > 0) return refused('attemptsRunning');
		}
		const at = clocks.server;
		await trx
			.updateTable('clockAlarm')
			.set({ confirmedAt: at, confirmedBy: viewer.name, takes, note: decision.note.trim() })
			.where('id', '=', alarmId)
			.execute();
		const body = { kind: alarm.kind, takes, machine: clocks.wall, server: clocks.server, note: decision.note.trim() };
		await record(trx, viewer, { act: 'clock.confirmed', subjectKind: 'clockAlarm', subjectId: alarmId, body }, at);
		return done(null);
	});
}

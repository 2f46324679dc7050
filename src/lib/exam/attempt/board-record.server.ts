import type Sqlite from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import type { AttemptId, EnrolmentId, ExamId } from '#lib/base/core/ids.ts';
import { noSigns, readSign, type Signs } from './board-signs.ts';
import { fromRaw, fromRow, type RawEventRow } from './event-row.ts';

/** Rows read without letting anybody else in: about ten milliseconds. */
const page = 4000;

interface BegunRow {
	readonly attemptId: AttemptId;
	readonly enrolmentId: EnrolmentId;
	readonly no: number;
	readonly startedAt: number;
}

/** The signs of every attempt of one exam, read on from where the last reading ended. */
export interface ExamRecord {
	/** Newest attempt last. */
	of(enrolmentId: EnrolmentId): readonly Signs[];
	/** Takes in what was written since. Long only the first time, and then in pages. */
	readOn(): Promise<void>;
}

export function readExam(raw: Sqlite.Database, examId: ExamId): ExamRecord {
	const begun = raw.prepare<[number, number], BegunRow>(
		`select id as attemptId, enrolment_id as enrolmentId, no, started_at as startedAt from attempt
			where exam_id = ? and id > ? order by id limit ${page}`
	);
	const signs = raw.prepare<[number], RawEventRow & { id: number }>(
		`select * from attempt_event indexed by attempt_event_sign
			where id > ? and kind <> 'responded' and kind <> 'marked' order by id limit ${page}`
	);
	const firstEvent = raw
		.prepare<[number], number>(
			`with recursive chain as (
				select id, previous from attempt_event
					where id = (select last_event from attempt_state where attempt_id =
						(select min(id) from attempt where exam_id = ?))
				union all
				select attempt_event.id, attempt_event.previous from attempt_event join chain on attempt_event.id = chain.previous
			) select min(id) from chain`
		)
		.pluck();
	const lastEvent = raw.prepare<[], number | null>('select max(id) from attempt_event').pluck();
	const byAttempt = new Map<AttemptId, Signs>();
	const byEnrolment = new Map<EnrolmentId, Signs[]>();
	let lastAttempt = 0;
	let cursor: number | undefined;

	/** Whether there may be more. */
	function readAttempts(): boolean {
		const rows = begun.all(examId, lastAttempt);
		for (const row of rows) {
			const fresh = noSigns(row);
			byAttempt.set(row.attemptId, fresh);
			byEnrolment.set(row.enrolmentId, [...(byEnrolment.get(row.enrolmentId) ?? []), fresh]);
			lastAttempt = row.attemptId;
		}
		return rows.length === page;
	}

	function readSigns(from: number): { upto: number; more: boolean } {
		const rows = signs.all(from);
		// After the events: an attempt and its first event are written together, so none of them is of an unknown one.
		while (readAttempts());
		for (const row of rows) {
			const known = byAttempt.get(row.attempt_id as AttemptId);
			if (known) readSign(known, fromRow(fromRaw(row)));
		}
		return { upto: rows.at(-1)?.id ?? from, more: rows.length === page };
	}

	return {
		of: (enrolmentId) => byEnrolment.get(enrolmentId) ?? [],
		async readOn() {
			const begins = firstEvent.get(examId);
			cursor ??= (begins ?? (lastEvent.get() ?? 0) + 1) - 1;
			while (readAttempts()) await setImmediate();
			for (let more = true; more;) {
				const read = readSigns(cursor);
				[cursor, more] = [read.upto, read.more];
				if (more) await setImmediate();
			}
		}
	};
}

const minutesBeyond = new WeakMap<Sqlite.Database, Sqlite.Statement<[], { attemptId: AttemptId; overMs: number }>>();

/** By how much reopening has moved deadlines beyond what start and window promise, for the attempts where it has. */
export function reopenedBeyond(raw: Sqlite.Database): ReadonlyMap<AttemptId, number> {
	let statement = minutesBeyond.get(raw);
	if (!statement) {
		statement = raw.prepare(
			`select attempt_id as attemptId, sum(json_extract(body, '$.overMs')) as overMs
				from attempt_event indexed by attempt_event_sign
				where kind = 'reopened' and kind <> 'responded' and kind <> 'marked' group by attempt_id`
		);
		minutesBeyond.set(raw, statement);
	}
	return new Map(statement.all().map(({ attemptId, overMs }) => [attemptId, overMs]));
}

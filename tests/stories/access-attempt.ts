import { sql } from 'kysely';
import type { Db } from '#lib/base/db/schema.ts';

/** The least rows of an attempt that is still open. */
export async function openAttempt(db: Db, personId: number): Promise<void> {
	await sql`insert into blueprint (id, title, definition, created_at) values (1, 'b', '{}', 1)`.execute(db);
	await sql`insert into paper (id, blueprint_id, seed, slots, total_points, hash, assembled_at)
		values (1, 1, 's', '[]', 100, 'h', 1)`.execute(db);
	await sql`insert into exam (id, title, organiser, scheme, opens_at, closes_at, created_at, created_by)
		values (1, 'e', 'o', '{}', 1, 2, 1, 'x')`.execute(db);
	await sql`insert into enrolment (id, exam_id, person_id, unit_id, name, status, changed_at)
		values (1, 1, ${personId}, 1, 'n', 'required', 1)`.execute(db);
	await sql`insert into attempt (id, code, enrolment_id, exam_id, no, paper_id, layout, started_at)
		values (1, 'c', 1, 1, 1, 1, '[]', 1)`.execute(db);
	await sql`insert into attempt_state (attempt_id, exam_id, status, n, head, epoch, answered, deadline_at, grace_ms, last_seen_at)
		values (1, 1, 'open', 1, 'h', 1, 0, 9, 0, 1)`.execute(db);
}

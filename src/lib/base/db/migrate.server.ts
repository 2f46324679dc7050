import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import * as people from '#migrations/0001_people.ts';
import * as content from '#migrations/0002_content.ts';
import * as exam from '#migrations/0003_exam.ts';
import * as log from '#migrations/0004_log.ts';
import * as time from '#migrations/0005_time.ts';
import * as board from '#migrations/0006_board.ts';
import * as paperAhead from '#migrations/0007_paper_ahead.ts';
import * as rehearsal from '#migrations/0008_rehearsal.ts';
import * as boot from '#migrations/0010_boot.ts';
import * as integrity from '#migrations/0011_integrity.ts';
import * as laws from '#migrations/0012_laws.ts';
import * as guides from '#migrations/0013_guides.ts';
import * as study from '#migrations/0014_study.ts';
import * as studySessions from '#migrations/0015_sessions.ts';
import * as lists from '#migrations/0016_lists.ts';
import * as auditSubject from '#migrations/0017_audit_subject.ts';
import type { Tables } from './schema.ts';

/** Forward only and frozen: a migration that has shipped is never edited, a new one is added below. */
const migrations: Record<string, Migration> = {
	'0001_people': people,
	'0002_content': content,
	'0003_exam': exam,
	'0004_log': log,
	'0005_time': time,
	'0006_board': board,
	'0007_paper_ahead': paperAhead,
	'0008_rehearsal': rehearsal,
	'0010_boot': boot,
	'0011_integrity': integrity,
	'0012_laws': laws,
	'0013_guides': guides,
	'0014_study': study,
	'0015_sessions': studySessions,
	'0016_lists': lists,
	'0017_audit_subject': auditSubject
};

export const migrator = (db: Kysely<Tables>): Migrator =>
	new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });

/** Names of migrations not yet applied, in order. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
	const all = await migrator(db).getMigrations();
	return all.filter((migration) => !migration.executedAt).map((migration) => migration.name);
}

/**
 * Applies what is pending and returns the names applied.
 * @throws the first migration's error; the failed one is rolled back whole
 */
export async function migrate(db: Kysely<Tables>): Promise<string[]> {
	const { error, results } = await migrator(db).migrateToLatest();
	if (error) throw error instanceof Error ? error : new Error(`migration failed: ${String(error)}`);
	return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

import type { Kysely, Transaction } from 'kysely';
import type { ContentTables } from './content.ts';
import type { ExamTables } from './exam.ts';
import type { IntegrityTables } from './integrity.ts';
import type { LawTables } from './law.ts';
import type { ListTables } from './list.ts';
import type { PeopleTables } from './people.ts';
import type { SessionTables } from './session.ts';
import type { StudyTables } from './study.ts';
import type { TimeTables } from './time.ts';

/** The whole database in camelCase; a test compares it with the migrated one. */
export interface Tables
	extends
		PeopleTables,
		ContentTables,
		ExamTables,
		TimeTables,
		IntegrityTables,
		LawTables,
		StudyTables,
		SessionTables,
		ListTables {}

/** A connection or an open transaction: verbs take either as their first argument. */
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

import type { Instant } from '#lib/base/core/clock.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Config } from '#lib/base/config/config.server.ts';
import type { AnswerableRequest } from '#lib/base/kit/whole-response.ts';
import type { Unkept } from '#lib/base/db/group-commit.server.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Carried } from '#lib/people/access/carried.ts';
import type { Gate } from '#lib/people/access/login.server.ts';
import type { Locale } from '#i18n/area.ts';

declare global {
	namespace App {
		interface Locals {
			db: Db;
			store: Store;
			config: Config;
			/** The installation's secret, for keyed hashes. */
			secret: Buffer;
			/** Password checks and their throttle; one per process. */
			gate: Gate;
			/** The server's anchored clock; the only one that counts. */
			now: () => Instant;
			/** When this request reached the server, before session and body were read: what decides whether it is in time. */
			receivedAt: Instant;
			/** Who asks; null before login. */
			viewer: Viewer | null;
			/** The hashed id of the session, for "my sessions" and audit. */
			sessionId: string | null;
			locale: Locale;
			largeType: boolean;
			/** What a form of the exam held, for the page that must say that it was not kept. */
			posted?: FormData;
			/** Set where the database could not keep what was sent. */
			unkept?: Unkept;
		}
		interface Platform {
			req: AnswerableRequest;
		}
		interface PageData {
			locale: Locale;
			largeType: boolean;
			viewer: Viewer | null;
		}
		interface Error {
			message: string;
			/** Number under which the log holds the unexpected error. */
			id?: string;
			/** What was sent and not kept, to be sent again. */
			carried?: Carried;
		}
	}
}

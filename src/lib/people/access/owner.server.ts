import { keyedHash } from '#lib/base/config/config.server.ts';
import type { PersonId } from '#lib/base/core/ids.ts';

/**
 * A person's opaque mark on a machine: what their browser keeps stands under it, and a sign-in in the middle of a sitting
 * is held against it. Tells nothing about the person, and nobody can make one without the installation's secret.
 */
export const ownerMark = (secret: Buffer, personId: PersonId | null): string =>
	keyedHash(secret, 'owner', String(personId)).slice(0, 20);

import { expect, test } from 'vitest';
import { Busy, DiskFull, StorageFailed, whyUnkept } from '#lib/base/db/group-commit.server.ts';

const says = (code: string) => Object.assign(new Error(code), { code });

/** Only what the group commit threw was told to people as a full disk; what a transaction of a desk met was "unexpected". */
test.each([
	[says('SQLITE_FULL'), 507, 'diskFull'],
	[new DiskFull(), 507, 'diskFull'],
	[says('SQLITE_IOERR_WRITE'), 503, 'storageFailed'],
	[new StorageFailed(), 503, 'storageFailed'],
	[new Busy(), 503, 'busy']
])('%s is no unexpected error', (thrown, status, reason) => {
	expect(whyUnkept(thrown)).toMatchObject({ status, reason });
});

test('control: a constraint that fails is one', () => {
	expect(whyUnkept(says('SQLITE_CONSTRAINT_UNIQUE'))).toBeUndefined();
	expect(whyUnkept(new TypeError('x'))).toBeUndefined();
});

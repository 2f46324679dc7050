import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sheet = {
	attempt: '0123456789ABCDEFGHJKMNPQRS',
	epoch: 1,
	rev: 1,
	edits: [{ number: 1, epoch: 1, rev: 1, answer: ['A'], marked: false }]
};

/** Runs in a process of its own what the page runs at time-up, without what Chromium 87 lacks. */
const sealed = (before: string): string =>
	execFileSync(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			'--input-type=module',
			'--eval',
			`delete Object.hasOwn; delete Array.prototype.at; delete Uint8Array.prototype.at; delete Uint8Array.fromHex;
		delete Uint8Array.prototype.toHex; delete globalThis.structuredClone; delete Array.prototype.findLast;
		${before}
		const { sealSheet } = await import('./src/lib/exam/attempt/seal.ts');
		const { default: encodeQR } = await import('qr');
		const { code, frames } = sealSheet(new Uint8Array(32), ${JSON.stringify(sheet)}, new Uint8Array(12));
		process.stdout.write(code + ' ' + encodeQR(frames[0], 'raw', { ecc: 'low', border: 4 }).length);`
		],
		{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
	);

test('the rescue sheet is sealed and drawn by browsers without Object.hasOwn (Chromium 87 to 92)', () => {
	expect(sealed('')).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2} \d+$/);
});

test('control: the cipher’s library alone does not even load there', () => {
	expect(() => sealed(`await import('@noble/hashes/sha2.js');`)).toThrow();
});

import fc from 'fast-check';
import { createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import decodeQR from 'qr/decode.js';
import encodeQR from 'qr';
import { base32, grouped } from '#lib/exam/attempt/base32.ts';
import {
	joinFrames,
	nonceBytes,
	parsePlaintext,
	parseSealed,
	type RescueSheet,
	sealHead,
	tagBytes
} from '#lib/exam/attempt/rescue.ts';
import { sealSheet } from '#lib/exam/attempt/seal.ts';

const attempt = '0123456789ABCDEFGHJKMNPQRS';
const edit = fc.record({
	number: fc.integer({ min: 1, max: 300 }),
	epoch: fc.integer({ min: 1, max: 99 }),
	rev: fc.integer({ min: 1, max: 500 }),
	answer: fc.subarray(['A', 'B', 'C', 'D', 'E']),
	marked: fc.boolean()
});
const sheet: fc.Arbitrary<RescueSheet> = fc.record({
	attempt: fc.constant(attempt),
	epoch: fc.integer({ min: 1, max: 99 }),
	rev: fc.integer({ min: 0, max: 500 }),
	edits: fc.uniqueArray(edit, { selector: ({ number }) => number, maxLength: 120 })
});

/** Opens with node:crypto what the browser's library has sealed; throws when a bit is wrong. */
function open(key: Uint8Array, sealed: string): string {
	const parsed = parseSealed(sealed);
	if (!parsed) throw new Error('not sealed');
	const { bytes } = parsed;
	const options = { authTagLength: tagBytes };
	const decipher = createDecipheriv('chacha20-poly1305', key, bytes.subarray(0, nonceBytes), options);
	const text = bytes.subarray(nonceBytes, bytes.length - tagBytes);
	decipher.setAAD(Buffer.from(sealHead(parsed.attempt)), { plaintextLength: text.length });
	decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
	return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}

test('what the browser seals, node:crypto opens: the same edits, the same code, whole or in frames', () => {
	fc.assert(
		fc.property(sheet, (given) => {
			const key = randomBytes(32);
			const { code, sealed, frames } = sealSheet(key, given, randomBytes(nonceBytes));
			const joined = joinFrames([...frames].reverse().join('\n'));
			expect(joined).toEqual({ ok: true, value: sealed });
			const plaintext = open(key, sealed);
			expect(parsePlaintext(plaintext)?.edits).toEqual([...given.edits].sort((a, b) => a.number - b.number));
			expect(code).toBe(grouped(base32(createHmac('sha256', key).update(plaintext).digest().subarray(0, 8), 12)));
		}),
		{ numRuns: 200 }
	);
});

test('control: one changed character, another key or another attempt does not open', () => {
	const key = randomBytes(32);
	const edits = [{ number: 1, epoch: 1, rev: 1, answer: ['A'], marked: false }];
	const { sealed } = sealSheet(key, { attempt, epoch: 1, rev: 1, edits }, randomBytes(nonceBytes));
	expect(open(key, sealed)).toBe(`1;${attempt};1;1;1.1.1.A`);
	const at = sealed.length - 30;
	const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
	expect(() => open(key, changed)).toThrow();
	expect(() => open(randomBytes(32), sealed)).toThrow();
	expect(() => open(key, sealed.replace(attempt, attempt.replace('0', '1')))).toThrow();
});

test('a frame of full length is drawn as a code that a reader reads back', () => {
	const edits = Array.from({ length: 100 }, (_, index) => ({
		number: index + 1,
		epoch: 12,
		rev: index + 1,
		answer: ['A', 'C'],
		marked: true
	}));
	const { frames } = sealSheet(randomBytes(32), { attempt, epoch: 12, rev: 100, edits }, randomBytes(nonceBytes));
	expect(frames.length).toBeGreaterThan(1);
	expect(frames[0]?.length).toBeGreaterThan(590);
	for (const frame of frames) {
		const cells = encodeQR(frame, 'raw', { ecc: 'low', border: 4, scale: 4 });
		const size = cells.length;
		const data = new Uint8ClampedArray(size * size * 4);
		cells.flat().forEach((isDark, index) => data.fill(isDark ? 0 : 255, index * 4, index * 4 + 3));
		expect(decodeQR({ width: size, height: size, data })).toBe(frame);
	}
});

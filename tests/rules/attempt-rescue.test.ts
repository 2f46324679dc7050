import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { typedCode } from '#lib/exam/attempt/base32.ts';
import {
	cutFrames,
	frameLimit,
	fromBase64Url,
	joinFrames,
	parsePlaintext,
	parseSealed,
	plaintextOf,
	rescueCode,
	type RescueSheet,
	sealedText,
	toBase64Url
} from '#lib/exam/attempt/rescue.ts';

const attempt = '0123456789ABCDEFGHJKMNPQRS';

const anySheet: fc.Arbitrary<RescueSheet> = fc.record({
	attempt: fc.constant(attempt),
	epoch: fc.integer({ min: 1, max: 999 }),
	rev: fc.integer({ min: 0, max: 99_999 }),
	edits: fc
		.uniqueArray(
			fc.record({
				number: fc.integer({ min: 1, max: 200 }),
				epoch: fc.integer({ min: 1, max: 999 }),
				rev: fc.integer({ min: 1, max: 99_999 }),
				answer: fc.oneof(
					fc.subarray(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']),
					fc.constantFrom(['T'], ['F'], [] as string[])
				),
				marked: fc.boolean()
			}),
			{ selector: ({ number }) => number, maxLength: 120 }
		)
		.map((edits) => edits.sort((a, b) => a.number - b.number))
});

describe('plaintext of a rescue sheet', () => {
	test('is written as agreed', () => {
		const edits = [
			{ number: 12, epoch: 2, rev: 31, answer: [], marked: true },
			{ number: 3, epoch: 3, rev: 7, answer: ['D', 'A', 'C'], marked: false }
		];
		expect(plaintextOf({ attempt, epoch: 3, rev: 40, edits })).toBe(`1;${attempt};3;40;3.3.7.ACD,12.2.31.!`);
		expect(plaintextOf({ attempt, epoch: 3, rev: 40, edits: [] })).toBe(`1;${attempt};3;40;`);
	});

	test('reads back as it was written', () => {
		fc.assert(
			fc.property(anySheet, (sheet) => {
				expect(parsePlaintext(plaintextOf(sheet))).toEqual(sheet);
			})
		);
	});

	test.each([
		['another version', `2;${attempt};3;40;3.3.7.A`],
		['no attempt', '1;;3;40;3.3.7.A'],
		['edits out of order', `1;${attempt};3;40;4.3.7.A,3.3.8.B`],
		['letters out of order', `1;${attempt};3;40;3.3.7.BA`],
		['a question twice', `1;${attempt};3;40;3.3.7.A,3.3.8.B`],
		['leading zeros', `1;${attempt};3;40;03.3.7.A`],
		['a comma at the end', `1;${attempt};3;40;3.3.7.A,`],
		['small letters', `1;${attempt};3;40;3.3.7.a`],
		['text behind', `1;${attempt};3;40;3.3.7.A\n`]
	])('is refused with %s', (_, text) => expect(parsePlaintext(text)).toBeUndefined());
});

describe('code', () => {
	test('is the first 60 bits in three groups', () => {
		expect(rescueCode(new Uint8Array(32))).toBe('0000-0000-0000');
		expect(rescueCode(new Uint8Array(32).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ');
		const mac = createHmac('sha256', Buffer.alloc(32, 7)).update('x').digest();
		const digits = BigInt(`0x${mac.toString('hex')}`)
			.toString(2)
			.padStart(256, '0')
			.slice(0, 60)
			.match(/.{5}/g);
		const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
		expect(rescueCode(mac).replaceAll('-', '')).toBe(digits?.map((five) => alphabet[parseInt(five, 2)]).join(''));
	});

	test('typed by hand is read with small letters, spaces, and letters that look like digits', () => {
		expect(typedCode(' 7k2m q9xr-4otd ')).toBe('7K2M-Q9XR-40TD');
		expect(typedCode('７K2M—Q9XR—I0LD')).toBe('7K2M-Q9XR-101D');
	});
});

describe('sealed text and frames', () => {
	test('base64url goes both ways', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
				expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
			})
		);
		for (const wrong of ['A', 'A+', 'AA==', 'AB', 'é']) expect(fromBase64Url(wrong), wrong).toBeUndefined();
	});

	test('a sealed text is taken apart again, one without contents is none', () => {
		const bytes = Uint8Array.from(randomBytes(64));
		expect(parseSealed(sealedText(attempt, bytes))).toEqual({ attempt, bytes });
		expect(parseSealed(sealedText(attempt, bytes.slice(0, 28)))).toBeUndefined();
	});

	test('frames join in any order, repeated, with white space in between', () => {
		const noise = fc.constantFrom('', ' ', '\n', '\r\n\t', '\u3000');
		const property = fc.property(
			fc.uint8Array({ minLength: 29, maxLength: 4000 }),
			fc.infiniteStream(fc.nat()),
			noise,
			(bytes, order, gap) => {
				const sealed = sealedText(attempt, bytes);
				const frames = cutFrames(sealed, '7K2M-Q9XR-40TD');
				for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(frameLimit);
				const twice = [...frames, ...frames.slice(0, 1)].map((frame) => ({ frame, at: order.next().value }));
				const pasted = twice.sort((a, b) => a.at - b.at).map(({ frame }) => gap + frame + gap);
				expect(joinFrames(pasted.join(''))).toEqual({ ok: true, value: sealed });
				expect(joinFrames(gap + sealed.slice(0, 40) + gap + sealed.slice(40))).toEqual({ ok: true, value: sealed });
			}
		);
		fc.assert(property);
	});

	test('what is missing or does not belong together is named', () => {
		const sealed = sealedText(attempt, Uint8Array.from(randomBytes(2000)));
		const frames = cutFrames(sealed, '7K2M-Q9XR-40TD');
		expect(frames).toHaveLength(5);
		const others = cutFrames(sealed, 'AAAA-Q9XR-40TD');
		const [first = '', , third = ''] = frames;
		expect(joinFrames('  \n')).toEqual({ ok: false, reason: 'empty' });
		expect(joinFrames('hello')).toEqual({ ok: false, reason: 'unreadable' });
		const detail = { missing: '2, 4, 5', of: 5 };
		expect(joinFrames(first + third)).toEqual({ ok: false, reason: 'framesMissing', detail });
		expect(joinFrames(first + (others[1] ?? ''))).toEqual({ ok: false, reason: 'framesMixed' });
		const altered = `${first.slice(0, -1)}${first.endsWith('A') ? 'B' : 'A'}`;
		expect(joinFrames(first + altered)).toEqual({ ok: false, reason: 'framesDiffer', detail: { frame: 1 } });
	});
});

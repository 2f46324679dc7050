import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { base32, grouped } from './base32.ts';

/*
 * The rescue sheet: what a page holds that the server has not acknowledged when the time is up and there is no network.
 * It leaves the machine as a file, or as QR frames read by any phone, and comes in through an invigilator.
 *
 * Key        32 bytes, HMAC-SHA256(installation secret, "rescue\n" + attempt code). The sitting page of that very attempt
 *            gets it as base64url (`rescueKey`), nobody else.
 * Plaintext  UTF-8 `1;<attempt code>;<epoch>;<rev>;<edit>,<edit>,…` with edit = `<number>.<epoch>.<rev>.<letters>`, and `!`
 *            behind it when flagged. Shown numbers and shown letters ("ACD", "T", nothing when cleared); edits by number.
 *            There is one way to write a sheet, so that equal sheets have equal codes.
 * Sealed     `XUEFA1.<attempt code>.<base64url(nonce 12 ‖ ChaCha20-Poly1305 ciphertext ‖ tag 16)>`; additional data is
 *            `XUEFA1.<attempt code>`.
 * Code       first 60 bits of HMAC-SHA256(key, plaintext), base 32 in three groups of four like a receipt. It is shown
 *            and written down at time-up; a sheet changed later has another code.
 * Frames     the sealed text cut into `XF1/<i>/<n>/<first 4 characters of the code>/<part>`, at most 600 characters each.
 *
 * This file is pure and runs on both sides; sealing is the browser's (no crypto.subtle on plain HTTP), opening the
 * server's (rescue.server.ts).
 */

/** One edit of the sheet: the whole register of one question, in shown words. */
export interface RescueEdit {
	/** Shown number of the question, from 1. */
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	/** Shown letters, or T / F; [] = cleared. */
	readonly answer: readonly string[];
	readonly marked: boolean;
}

export interface RescueSheet {
	/** The attempt's opaque code of 26 characters. */
	readonly attempt: string;
	/** Epoch and count of edits of the page that wrote the sheet. */
	readonly epoch: number;
	readonly rev: number;
	/** Only what the server has not acknowledged. */
	readonly edits: readonly RescueEdit[];
}

/** Bytes of nonce and of tag around the ciphertext. */
export const nonceBytes = 12;
export const tagBytes = 16;

/** Characters of one frame: a QR code of version 15 to 16, which phones still read from an old screen. */
export const frameLimit = 600;

/** What the installation secret signs to make the attempt's key. */
export const keyMessage = (attempt: string): string => `rescue\n${attempt}`;

/** The additional data of the seal: a sealed text moved under another attempt's name does not open. */
export const sealHead = (attempt: string): string => `XUEFA1.${attempt}`;

const editText = ({ number, epoch, rev, answer, marked }: RescueEdit): string =>
	`${number}.${epoch}.${rev}.${[...answer].sort().join('')}${marked ? '!' : ''}`;

/** The one way to write a sheet. */
export const plaintextOf = ({ attempt, epoch, rev, edits }: RescueSheet): string =>
	`1;${attempt};${epoch};${rev};${[...edits]
		.sort((a, b) => a.number - b.number)
		.map(editText)
		.join(',')}`;

/** Reads a plaintext back; undefined unless it is, to the letter, what `plaintextOf` writes, one edit per question. */
export function parsePlaintext(text: string): RescueSheet | undefined {
	const match = /^1;([0-9A-Z]{26});(\d{1,9});(\d{1,9});([0-9A-Z.,!]*)$/.exec(text);
	if (!match) return undefined;
	const [, attempt = '', epoch, rev, list = ''] = match;
	const edits: RescueEdit[] = [];
	for (const part of list === '' ? [] : list.split(',')) {
		const edit = /^(\d{1,4})\.(\d{1,9})\.(\d{1,9})\.([A-Z]{0,26})(!?)$/.exec(part);
		if (!edit) return undefined;
		const [number, editEpoch, editRev] = edit.slice(1, 4).map(Number) as [number, number, number];
		const answer = [...(edit[4] ?? '')];
		edits.push({ number, epoch: editEpoch, rev: editRev, answer, marked: edit[5] === '!' });
	}
	if (new Set(edits.map(({ number }) => number)).size !== edits.length) return undefined;
	const sheet = { attempt, epoch: Number(epoch), rev: Number(rev), edits };
	return plaintextOf(sheet) === text ? sheet : undefined;
}

/** @param bytes nonce ‖ ciphertext ‖ tag */
export const sealedText = (attempt: string, bytes: Uint8Array): string => `${sealHead(attempt)}.${toBase64Url(bytes)}`;

/** Takes a sealed text apart, without opening it; undefined when it is none. */
export function parseSealed(text: string): { readonly attempt: string; readonly bytes: Uint8Array } | undefined {
	const match = /^XUEFA1\.([0-9A-Z]{26})\.([A-Za-z0-9_-]+)$/.exec(text);
	const bytes = match && fromBase64Url(match[2] ?? '');
	return match && bytes && bytes.length > nonceBytes + tagBytes ? { attempt: match[1] ?? '', bytes } : undefined;
}

/** The code people write down. @param mac HMAC-SHA256(key, plaintext), 32 bytes */
export const rescueCode = (mac: Uint8Array): string => grouped(base32(mac.slice(0, 8), 12));

/** Cuts a sealed text into frames to be shown in turn. */
export function cutFrames(sealed: string, code: string): string[] {
	const tag = code.slice(0, 4);
	// Two digits for each number: a sheet of 2,000 questions still stays below a hundred frames.
	const room = frameLimit - `XF1/99/99/${tag}/`.length;
	const n = Math.max(1, Math.ceil(sealed.length / room));
	return Array.from({ length: n }, (_, index) => {
		const part = sealed.slice(index * room, (index + 1) * room);
		return `XF1/${index + 1}/${n}/${tag}/${part}`;
	});
}

export type JoinRefusal =
	/** Nothing was given. */
	| 'empty'
	/** Neither a sealed text nor frames of one. */
	| 'unreadable'
	/** Two sheets, or frames of two. */
	| 'framesMixed'
	/** The same frame twice, with different contents. */
	| 'framesDiffer'
	/** `detail.missing` names the numbers, `detail.of` how many there are. */
	| 'framesMissing';

/**
 * The sealed text from what was uploaded or pasted: the text itself, or all its frames in any order; with white space and
 * line breaks anywhere, repeated, and with the words that a chat puts around what it sends.
 */
export function joinFrames(pasted: string): Outcome<string, JoinRefusal> {
	const text = pasted.replace(/[\s\u200b\ufeff]+/gu, '');
	if (text === '') return refused('empty');
	const [, ...frames] = text.split('XF1/');
	if (frames.length === 0) {
		const [, ...texts] = text.split('XUEFA1.').map((part) => `XUEFA1.${/^[0-9A-Za-z._-]*/.exec(part)?.[0] ?? ''}`);
		const [sealed = '', ...others] = new Set(texts);
		return others.length > 0 ? refused('framesMixed') : parseSealed(sealed) ? done(sealed) : refused('unreadable');
	}
	const parts = new Map<number, string>();
	let heading = '';
	for (const frame of frames) {
		const match = /^(\d{1,2})\/(\d{1,2})\/([0-9A-Z]{4})\/([A-Za-z0-9._-]+)/.exec(frame);
		const [i, n] = [Number(match?.[1]), Number(match?.[2])];
		if (!match || i < 1 || i > n) return refused('unreadable');
		const own = `${n}/${match[3]}`;
		if (heading !== '' && heading !== own) return refused('framesMixed');
		heading = own;
		const part = match[4] ?? '';
		if ((parts.get(i) ?? part) !== part) return refused('framesDiffer', { frame: i });
		parts.set(i, part);
	}
	const n = parseInt(heading, 10);
	const numbers = Array.from({ length: n }, (_, index) => index + 1);
	const missing = numbers.filter((i) => !parts.has(i));
	if (missing.length > 0) return refused('framesMissing', { missing: missing.join(', '), of: n });
	const sealed = numbers.map((i) => parts.get(i)).join('');
	return parseSealed(sealed) ? done(sealed) : refused('unreadable');
}

/** RFC 4648 §5 without padding. */
export function toBase64Url(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Undefined when the text is no base64url, or not the one way to write its bytes. */
export function fromBase64Url(text: string): Uint8Array | undefined {
	if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
	const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
	const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
	return toBase64Url(bytes) === text ? bytes : undefined;
}

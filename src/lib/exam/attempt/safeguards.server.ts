import { createHash, timingSafeEqual } from 'node:crypto';
import { keyedDigest } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { admitsAddress, type Safeguards } from '#lib/exam/plan/safeguards.ts';

export const roomCodeMs = 60_000;

/** Six digits for one exam and one minute: nobody computes them without the installation's secret. */
export function roomCode(secret: Buffer, examId: ExamId, now: Instant): string {
	const minute = Math.floor(now / roomCodeMs);
	const digest = keyedDigest(secret, `room\0${examId}\0${minute}`);
	return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** How long before and after its minute a code is taken: it is read off a wall and typed on a phone. */
const slackMs = 30_000;

/** Whether the code is that of this minute, or of the one just over or just coming: two are taken around each change. */
export function fitsRoomCode(secret: Buffer, examId: ExamId, typed: string, now: Instant): boolean {
	const digits = Buffer.from(typed.normalize('NFKC').replace(/\D/g, ''));
	return [now, now - slackMs, now + slackMs].some((at) => {
		const expected = Buffer.from(roomCode(secret, examId, at));
		return digits.length === expected.length && timingSafeEqual(digits, expected);
	});
}

/**
 * The header of Safe Exam Browser: SHA-256 over the absolute address without its fragment, followed by the Config Key in
 * hex (safeexambrowser.org, "Config Key"). It shows which settings a client claims to run with, not which client it is:
 * a deterrent, never a permission.
 */
export const configKeyHash = (address: string, configKey: string): string =>
	createHash('sha256')
		.update(address.replace(/#.*$/s, '') + configKey)
		.digest('hex');

export const configKeyHeader = 'x-safeexambrowser-configkeyhash';

/** What a request shows of the machine it comes from. */
export interface Machine {
	readonly address: string;
	/** The whole address asked for, as the browser knows it. */
	readonly url: string;
	readonly configKeyHash: string | null;
}

export type MachineFault = 'otherNetwork' | 'otherBrowser';

/** What keeps this machine from the paper; undefined when nothing does. */
export function machineFault({ networks, safeBrowserKey }: Safeguards, machine: Machine): MachineFault | undefined {
	if (!admitsAddress(networks, machine.address)) return 'otherNetwork';
	if (safeBrowserKey === null) return undefined;
	return machine.configKeyHash?.toLowerCase() === configKeyHash(machine.url, safeBrowserKey)
		? undefined
		: 'otherBrowser';
}

/** The browser's mark in the record: keyed, so that it names nobody and cannot be forged from a cookie's text. */
export const deviceMark = (secret: Buffer, nonce: string): string =>
	keyedDigest(secret, `place\0${nonce}`).toString('hex').slice(0, 16);

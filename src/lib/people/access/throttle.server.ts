import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Who fails to sign in waits, and only the one who fails: buckets hang on the account, apart for browsers that the
 * account has used before and for all others; never on an address, since a whole office stands behind one.
 * - a browser known to the account: 10 failures in 15 minutes
 * - all other browsers together: 5 in 15 minutes, and from the third on 1, 2, 4, 8, 15 minutes' wait
 * An address is only counted for the alarm in the log. Counts live in memory: a restart forgives.
 */
export interface Throttle {
	/** Takes one try from the bucket before the password is looked at; the wait in ms when there is none left. */
	take(bucket: Bucket): Promise<{ readonly waitMs: number } | undefined>;
	/** Gives a try back: the password was not looked at after all. */
	spare(bucket: Bucket): Promise<void>;
	failed(bucket: Bucket, address: string): Promise<void>;
	succeeded(bucket: Bucket): Promise<void>;
}

export interface Bucket {
	/** The account's id, or a keyed hash of a name nobody has: both are treated alike. */
	readonly account: string;
	/** The known browser's nonce; undefined for a browser the account has not used. */
	readonly device: string | undefined;
}

const windowSeconds = 15 * 60;
const freeFailures = 2;
const longestDelayMinutes = 15;
/** Different accounts failing from one address within five minutes that are worth a line in the log. */
const alarmAccounts = 30;

/** Minutes to wait after the given number of failures in a row: 0, 0, 1, 2, 4, 8, 15, 15 … */
export const delayMinutes = (failures: number): number =>
	failures <= freeFailures ? 0 : Math.min(2 ** (failures - freeFailures - 1), longestDelayMinutes);

/** @param alarm called once per address when too many different accounts fail there */
export function createThrottle(alarm: (address: string, accounts: number) => void): Throttle {
	const known = new RateLimiterMemory({ keyPrefix: 'known', points: 10, duration: windowSeconds });
	const others = new RateLimiterMemory({ keyPrefix: 'others', points: 5, duration: windowSeconds });
	const failures = new RateLimiterMemory({ keyPrefix: 'failures', points: 1, duration: 24 * 3600 });
	const delays = new RateLimiterMemory({ keyPrefix: 'delays', points: 1, duration: 1 });
	const addresses = new RateLimiterMemory({ keyPrefix: 'addresses', points: alarmAccounts, duration: 5 * 60 });
	const seen = new RateLimiterMemory({ keyPrefix: 'seen', points: 1, duration: 5 * 60 });
	const deviceKey = ({ account, device }: Bucket) => `${account}/${device ?? ''}`;

	return {
		async take(bucket) {
			const limiter = bucket.device === undefined ? others : known;
			if (bucket.device === undefined) {
				const delay = await delays.get(bucket.account);
				if (delay && delay.msBeforeNext > 0) return { waitMs: delay.msBeforeNext };
			}
			return limiter.consume(deviceKey(bucket)).then(
				() => undefined,
				(full: RateLimiterRes) => ({ waitMs: full.msBeforeNext })
			);
		},
		async spare(bucket) {
			const limiter = bucket.device === undefined ? others : known;
			await limiter.reward(deviceKey(bucket));
		},
		async failed(bucket, address) {
			if (bucket.device === undefined) {
				const { consumedPoints } = await failures.penalty(bucket.account);
				const minutes = delayMinutes(consumedPoints);
				if (minutes > 0) await delays.block(bucket.account, minutes * 60);
			}
			const first = await seen.penalty(`${address}/${bucket.account}`);
			if (first.consumedPoints > 1) return;
			const { consumedPoints } = await addresses.penalty(address);
			if (consumedPoints === alarmAccounts + 1) alarm(address, consumedPoints);
		},
		async succeeded(bucket) {
			if (bucket.device !== undefined) {
				await known.delete(deviceKey(bucket));
				return;
			}
			await Promise.all([
				others.delete(deviceKey(bucket)),
				failures.delete(bucket.account),
				delays.delete(bucket.account)
			]);
		}
	};
}

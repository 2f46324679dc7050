import { type Instant, parseInstant } from '#lib/base/core/clock.ts';

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Reads a moment of an exam file: "2026-12-04 08:30" in district time, ISO with a zone, "now", or "+1d2h30m" after
 * `base`. Undefined when it is none of these.
 */
export function readMoment(text: string, now: Instant, base: Instant): Instant | undefined {
	const plain = text.trim();
	if (/^now$/i.test(plain)) return now;
	const relative = /^\+\s*((?:\d+\s*(?:d|h|min|m|s)\s*)+)$/i.exec(plain);
	if (relative) {
		let sum = base;
		for (const [, count, unit] of (relative[1] ?? '').matchAll(/(\d+)\s*(d|h|min|m|s)/gi))
			sum += Number(count) * (unitMs[(unit ?? 's').slice(0, 1).toLowerCase()] ?? 0);
		return sum;
	}
	if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/i.test(plain)) {
		const at = Date.parse(plain);
		return Number.isNaN(at) ? undefined : at;
	}
	return parseInstant(plain);
}

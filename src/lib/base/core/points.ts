/** Points are integer hundredths (90 分 = 9000); ratios are pairs of integers. No float ever decides anything. */
export type Points = number;

export const pointsPerMark = 100;

/** Rounds the quotient of two non-negative integers half up. */
export function divideHalfUp(numerator: number, denominator: number): number {
	return Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));
}

/** Two decimals of an integer number of hundredths: 8999 → "89.99". */
export function formatHundredths(hundredths: number): string {
	const sign = hundredths < 0 ? '-' : '';
	const digits = String(Math.abs(hundredths)).padStart(3, '0');
	return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Points as people read them: 9000 → "90", 150 → "1.5". */
export function formatPoints(points: Points): string {
	return formatHundredths(points).replace(/\.?0+$/, '') || '0';
}

/** Reads "1.5" or "2" as hundredths; undefined when it is no non-negative number with at most two decimals. */
export function parsePoints(text: string): Points | undefined {
	const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim());
	if (!match) return undefined;
	return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Whether Σ/n reaches a line, compared in integers (domain.md §2.2): Σ ≥ line·n. */
export const reaches = (sum: Points, count: number, line: Points): boolean => count > 0 && sum >= line * count;

/**
 * An average with two decimals, half up; where rounding would show a line that the exact value misses, it is truncated
 * instead (89.995 prints "89.99"). Undefined for nobody: the caller prints "—", never 0.
 * @param lines the cut scores of the exam, in hundredths
 */
export function formatAverage(sum: Points, count: number, lines: readonly Points[]): string | undefined {
	if (count === 0) return undefined;
	const rounded = divideHalfUp(sum, count);
	const crossed = lines.some((line) => rounded >= line && !reaches(sum, count, line));
	return formatHundredths(crossed ? Number(BigInt(sum) / BigInt(count)) : rounded);
}

/** A percentage with two decimals, half up, without the sign: 1970 of 2005 → "98.25". Undefined when `whole` is 0. */
export function formatPercent(part: number, whole: number): string | undefined {
	return whole === 0 ? undefined : formatHundredths(divideHalfUp(part * 10_000, whole));
}

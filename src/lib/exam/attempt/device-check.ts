/** Whether a machine is fit for an exam: rules without a browser, so that they can be tested as a table. */

/** `limited`: the exam can be sat, but something will be harder · `unknown`: nothing could be found out. */
export type Fitness = 'good' | 'limited' | 'unfit' | 'unknown';

export interface BrowserName {
	readonly name: 'chromium' | 'firefox' | 'safari' | 'internetExplorer' | 'other';
	/** Major version; 0 where the name says none. */
	readonly version: number;
}

/** From which version on the page works with script, and from which by forms alone (design.md §1, promise 4). */
export const supported = {
	chromium: { script: 87, form: 78 },
	firefox: { script: 78, form: 60 },
	safari: { script: 14, form: 12 }
} as const;

/**
 * Name and major version from a User-Agent line. The Chinese double-engine browsers, WeChat and DingTalk name their
 * Chromium; in their "compatible mode" they are Internet Explorer and say so.
 */
export function browserName(userAgent: string): BrowserName {
	const version = (pattern: RegExp) => Number(pattern.exec(userAgent)?.[1] ?? 0);
	if (/MSIE |Trident\//.test(userAgent))
		return { name: 'internetExplorer', version: version(/(?:MSIE |rv:)(\d{1,3})/) };
	if (/(?:Headless)?Chrom(?:e|ium)\/\d/.test(userAgent))
		return { name: 'chromium', version: version(/Chrom(?:e|ium)\/(\d{1,4})/) };
	if (/Firefox\/\d/.test(userAgent)) return { name: 'firefox', version: version(/Firefox\/(\d{1,4})/) };
	if (/Version\/\d+.*Safari\//.test(userAgent)) return { name: 'safari', version: version(/Version\/(\d{1,4})/) };
	// Apps on an iPhone show pages with the system's engine and name only the system.
	if (/iPhone OS \d|CPU OS \d/.test(userAgent)) return { name: 'safari', version: version(/OS (\d{1,3})_/) };
	return { name: 'other', version: 0 };
}

/** @param scripted whether our script has really started there, which counts more than any version number */
export function browserFitness({ name, version }: BrowserName, scripted: boolean): Fitness {
	if (scripted) return 'good';
	if (name === 'internetExplorer') return 'unfit';
	if (name === 'other') return 'limited';
	if (version >= supported[name].script) return 'good';
	return version >= supported[name].form ? 'limited' : 'unfit';
}

/** Only the server's clock counts, so a wrong one is never more than a nuisance: the page shows other times than the wall. */
export const clockFitness = (offsetMs: number): Fitness => (Math.abs(offsetMs) <= 5 * 60_000 ? 'good' : 'limited');

/** @param roundTripsMs one per small request that was answered; @param asked how many were sent */
export function connectionFitness(roundTripsMs: readonly number[], asked: number): Fitness {
	if (asked === 0) return 'unknown';
	return roundTripsMs.length === asked && middle(roundTripsMs) <= 1000 ? 'good' : 'limited';
}

/** The middle one of a list, the lower of two; 0 of an empty one. */
export function middle(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Pages are made for 320 px and wider; from 360 on nothing wraps that should not. */
export const screenFitness = (width: number): Fitness => (width >= 360 ? 'good' : width >= 300 ? 'limited' : 'unfit');

/** The worst of all that is known. */
export function verdict(found: readonly Fitness[]): 'fit' | 'limited' | 'unfit' {
	if (found.includes('unfit')) return 'unfit';
	return found.includes('limited') ? 'limited' : 'fit';
}

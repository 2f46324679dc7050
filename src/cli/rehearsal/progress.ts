/** A progress bar on a terminal, a line every tenth elsewhere; on stderr, so that stdout stays the answer. */
export function progress(label: string, total: number): (done: number) => void {
	const terminal = process.stderr.isTTY;
	let shown = -1;
	return (done) => {
		const tenth = Math.floor((done * (terminal ? 100 : 10)) / Math.max(total, 1));
		if (tenth === shown) return;
		shown = tenth;
		const filled = Math.round((done * 30) / Math.max(total, 1));
		const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
		const line = `${label} ${bar} ${done}/${total}`;
		process.stderr.write(terminal ? `\r${line}${done >= total ? '\n' : ''}` : `${line}\n`);
	};
}

/** Runs `work` for every entry with at most `width` at once, in order of the list; the first error ends it. */
export async function inParallel<Entry>(
	entries: readonly Entry[],
	width: number,
	work: (entry: Entry, index: number) => Promise<void>
): Promise<void> {
	let next = 0;
	const lane = async () => {
		for (let index = next++; index < entries.length; index = next++) await work(entries[index] as Entry, index);
	};
	await Promise.all(Array.from({ length: Math.min(width, entries.length) }, lane));
}

/** Latencies of one kind of step, in milliseconds. */
export interface StepFigures {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
}

/** Collects how long each kind of step took. */
export function stopwatch() {
	const steps = new Map<string, number[]>();
	return {
		async time<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
			const begun = performance.now();
			try {
				return await work();
			} finally {
				const taken = steps.get(step) ?? [];
				taken.push(performance.now() - begun);
				steps.set(step, taken);
			}
		},
		figures(): Record<string, StepFigures> {
			return Object.fromEntries(
				[...steps].map(([step, taken]) => {
					const sorted = taken.toSorted((a, b) => a - b);
					const at = (share: number) =>
						Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
					return [step, { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }];
				})
			);
		}
	};
}

import type { StepName } from '#lib/exam/rehearsal/capacity.ts';
import type { StepFigures } from '#lib/exam/rehearsal/verdict.ts';
import type { stopwatch } from './progress.ts';

type Watch = ReturnType<typeof stopwatch>;

/** Names of sitter.ts and of the verdict. */
const named: Readonly<Record<string, StepName>> = {
	login: 'login',
	rules: 'rules',
	start: 'start',
	'sitting page': 'page',
	open: 'open',
	save: 'save',
	submit: 'submit',
	result: 'result'
};

/** A stopwatch that also counts the steps that failed. */
export function stepClock() {
	const taken = new Map<StepName, number[]>();
	const failed = new Map<StepName, number>();
	const watch: Pick<Watch, 'time'> = {
		async time(step, work) {
			const name = named[step];
			if (name === undefined) return work();
			const begun = performance.now();
			try {
				return await work();
			} finally {
				const times = taken.get(name) ?? [];
				times.push(performance.now() - begun);
				taken.set(name, times);
			}
		}
	};
	return {
		watch,
		failed(step: StepName) {
			failed.set(step, (failed.get(step) ?? 0) + 1);
		},
		figures(cpu: Readonly<Partial<Record<StepName, number>>>): Partial<Record<StepName, StepFigures>> {
			return Object.fromEntries(
				[...taken].map(([step, times]) => {
					const sorted = times.toSorted((a, b) => a - b);
					const at = (share: number) =>
						tenth(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
					const cpuMs = cpu[step] === undefined ? null : Math.round(cpu[step] * 100) / 100;
					const errors = failed.get(step) ?? 0;
					return [step, { count: times.length, errors, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), cpuMs }];
				})
			);
		}
	};
}

const tenth = (ms: number): number => Math.round(ms * 10) / 10;

import type { Reporter, TestModule } from 'vitest/node';

/** One plain closing line for machines that read only that. */
export default class ClosingLine implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const counts = { passed: 0, failed: 0, skipped: 0 };
		for (const module of modules) {
			if (module.errors().length > 0) counts.failed++;
			for (const test of module.children.allTests()) {
				const state = test.result().state;
				if (state !== 'pending') counts[state]++;
			}
		}
		process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
	}
}

import type { Reporter, TestModule } from 'vitest/node';

/**
 * One plain closing line for machines that read only that; before it what was skipped for want of something, with what to
 * install: a fault that could not be injected is no pass.
 */
export default class ClosingLine implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const counts = { passed: 0, failed: 0, skipped: 0 };
		const lacking: string[] = [];
		for (const module of modules) {
			if (module.errors().length > 0) counts.failed++;
			for (const test of module.children.allTests()) {
				const result = test.result();
				if (result.state !== 'pending') counts[result.state]++;
				if (result.state === 'skipped' && result.note !== undefined) lacking.push(`${test.name} (${result.note})`);
			}
		}
		if (lacking.length > 0) process.stdout.write(`\nNOT TRIED HERE: ${lacking.length}\n  ${lacking.join('\n  ')}\n`);
		process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
	}
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Rules whose findings axe itself calls minor or moderate, whatever they find: nobody reads them here, and comparing every
 * landmark with every node is dear on long lists.
 */
const lesser = [
	'region',
	'heading-order',
	'landmark-banner-is-top-level',
	'landmark-contentinfo-is-top-level',
	'landmark-main-is-top-level',
	'landmark-no-duplicate-banner',
	'landmark-no-duplicate-contentinfo',
	'landmark-no-duplicate-main',
	'landmark-one-main',
	'landmark-unique',
	'table-duplicate-name',
	'skip-link'
];
const options: RunOptions = {
	resultTypes: ['violations'],
	rules: Object.fromEntries(lesser.map((rule) => [rule, { enabled: false }]))
};

/**
 * Of rows alike in everything but their words only the first three are left: axe has nothing new to say of the others, and
 * says it slowly; the page is of no further use. Three, so that what two rows must not share (names of fields, ids) is still seen.
 */
export const thinOut = (page: Page): Promise<void> => page.evaluate(leaveThree);

const leaveThree = () => {
	const telling = ['class', 'role', 'type', 'scope', 'tabindex', 'lang', 'style'];
	const shape = (element: Element): string => {
		const attributes = [...element.attributes].map(({ name, value }) =>
			telling.includes(name) ? `${name}=${value}` : name
		);
		const words = element.childElementCount === 0 && element.textContent.trim() !== '' ? 'words' : '';
		return `${element.tagName}[${attributes.sort().join()}](${words}${[...element.children].map(shape).join()})`;
	};
	for (const list of document.querySelectorAll('tbody, ul, ol, select')) {
		const seen = new Map<string, number>();
		for (const row of [...list.children]) {
			const alike = shape(row);
			const before = seen.get(alike) ?? 0;
			seen.set(alike, before + 1);
			if (before >= 3) row.remove();
		}
	}
};

/** What axe finds serious or critical on the page as it stands, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
	// Evaluated by the driver, not by the page: the content security policy has no say.
	const run = `${source};axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`;
	const violations = await page.evaluate<AxeResults['violations']>(run);
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `axe ${id} at ${nodes.length} places, e.g. ${nodes[0]?.html.slice(0, 160) ?? ''}`);
}

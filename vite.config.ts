import { sveltekit } from '@sveltejs/kit/vite';
import { availableParallelism } from 'node:os';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Svelte scopes nested selectors with `:where(.svelte-x)`, which Chromium learned in version 88; the exam pages promise
 * version 78. Without the wrapper only the specificity rises, and every selector still names the same elements.
 */
function unwrapWhere(): Plugin {
	const unwrap = (css: string) => css.replace(/:where\((\.svelte-[\w-]+)\)/g, '$1');
	return {
		name: 'unwrap-where',
		enforce: 'post',
		generateBundle(_options, bundle) {
			for (const file of Object.values(bundle))
				if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = unwrap(String(file.source));
		}
	};
}

/**
 * Two small modules of Kit's server runtime, by who imports what, for which those of src/lib/base/kit stand in. That Kit
 * still asks for them is checked at the end of the build.
 */
const standIns = [
	['/.svelte-kit/generated/root.js', 'svelte/legacy', 'root.ts'],
	['/runtime/server/page/load_data.js', '../../../utils/url.js', 'load-url.ts']
] as const;

function standIn(): Plugin {
	const missing = new Set<string>(standIns.map(([, , file]) => file));
	let isServerBuild = false;
	return {
		name: 'stand-in',
		enforce: 'pre',
		configResolved: ({ command, build }) => void (isServerBuild = command === 'build' && build.ssr !== false),
		resolveId(source, importer, { ssr }) {
			if (!ssr) return undefined;
			const found = standIns.find(([by, what]) => source === what && importer?.split('?')[0]?.endsWith(by));
			if (!found) return undefined;
			missing.delete(found[2]);
			return `${import.meta.dirname}/src/lib/base/kit/${found[2]}`;
		},
		buildEnd(error) {
			if (isServerBuild && !error && missing.size > 0) throw new Error(`nothing imports ${[...missing].join(', ')}`);
		}
	};
}

/** Only where tests run: a build needs neither vitest nor the tests beside it. */
const sequence = process.env.VITEST ? { sequencer: (await import('./tests/house/sequencer.ts')).default } : {};

/**
 * Scripts for the oldest engines that run them; what runs on our own Node is left as it is written, for private fields
 * rewritten as functions cost a tenth of a page. Set here because Kit adds its own target to a list in `build`.
 */
const targets = (): Plugin => ({
	name: 'targets',
	enforce: 'post',
	config(config) {
		config.build ??= {};
		config.build.target = config.build.ssr ? 'node24' : ['chrome87', 'firefox78', 'safari14'];
	}
});

/** Tests of the rooms from within; the others open servers and browsers. */
const within = ['house', 'rules', 'stories'].map((room) => `tests/${room}/**/*.test.ts`);

export default defineConfig({
	plugins: [sveltekit(), standIn(), unwrapWhere(), targets()],
	build: {
		cssTarget: 'chrome78',
		assetsInlineLimit: 0,
		// A page names its own files in its head. Listing those of all other pages as well costs every candidate 2 kB; a
		// click from page to page then finds the files of the next one by itself. Style sheets must be named: they wait.
		modulePreload: { resolveDependencies: (_name, files) => files.filter((file) => file.endsWith('.css')) }
	},
	test: {
		globalSetup: ['tests/house/setup.ts'],
		// Against standing still, not against being slow: a machine that others use as well may need minutes for seconds.
		testTimeout: 240_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 20_000 } },
		pool: 'forks',
		// Browser tests wait more than they work: three at a time also where there are two cores.
		maxWorkers: Math.max(3, availableParallelism() - 1),
		sequence,
		reporters: ['default', './tests/house/reporter.ts'],
		projects: [
			// What starts nothing and leaves nothing behind shares a process from file to file: half of its time was loading.
			{ extends: true, test: { name: 'within', include: within, isolate: false } },
			{
				extends: true,
				test: { name: 'without', include: ['tests/**/*.test.ts'], exclude: ['tests/bench/**', ...within] }
			}
		]
	}
});

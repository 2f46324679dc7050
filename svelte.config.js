import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ precompress: true }),
		// Every origin check is ours (src/hooks.server.ts): Kit's own looks at form content types only.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['none'],
				// The one inline script of app.html, on pages where Kit adds no nonce; changed there, its hash changes here.
				'script-src': ['self', 'sha256-+QTbTjKHYBNInS7BqIOQE2UoQXa+pPQU3mbT0vecxLM='],
				'style-src': ['self'],
				// Kit's announcer for screen readers carries one fixed style attribute; without it the words stand on the page.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'connect-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-ancestors': ['none']
			}
		},
		// A refusal is made at /refused and stands at the address that was asked for, however deep: with relative addresses it
		// would find neither its style nor its script.
		paths: { relative: false },
		output: { bundleStrategy: 'split' },
		// The server says which files a clicked page needs: a list of all pages would be a tenth of what the sitting page loads.
		router: { resolution: 'server' },
		version: { pollInterval: 0 }
	}
};

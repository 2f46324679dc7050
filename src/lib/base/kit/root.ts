import type { Component } from 'svelte';
import { render } from 'svelte/server';

/** What Kit's renderer asks of the root component, and takes from it. */
interface Rendered {
	readonly head: string;
	readonly html: string;
	readonly css: { readonly code: string; readonly map: null };
}

/**
 * Stands in for `asClassComponent` of `svelte/legacy` when the server renders the root component (vite.config.ts puts it
 * there). Svelte's own gives the result getters of its own: V8 keeps those, and by them the whole request, until it next
 * sweeps its old space, and every young collection has to carry the pages of all requests since.
 */
export const asClassComponent = (component: Component) => ({
	render(props: Record<string, unknown>, options: Omit<NonNullable<Parameters<typeof render>[1]>, 'props'>): Rendered {
		const { head, body } = render(component, { ...options, props });
		return { head, html: body, css: { code: '', map: null } };
	}
});

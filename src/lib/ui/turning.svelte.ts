import { onMount } from 'svelte';
import { invalidateAll } from '$app/navigation';

/**
 * What changes by itself on a wall: counts down to the end of what is shown and then asks the page's load function anew.
 * To be called while a component is set up.
 * @param leftMs how long what is shown holds, as the server said
 */
export function turning(leftMs: () => number): { readonly scripted: boolean; readonly seconds: number } {
	let scripted = $state(false);
	let seconds = $state(0);
	onMount(() => {
		scripted = true;
		let [shown, endsAt] = [leftMs(), performance.now() + leftMs()];
		let asking = false;
		const ticking = setInterval(() => {
			// A new answer has another time left: the countdown starts from it.
			if (leftMs() !== shown) [shown, endsAt, asking] = [leftMs(), performance.now() + leftMs(), false];
			const left = endsAt - performance.now();
			seconds = Math.max(0, Math.ceil(left / 1000));
			if (left > -200 || asking) return;
			asking = true;
			void invalidateAll().finally(() => (asking = false));
		}, 250);
		return () => clearInterval(ticking);
	});
	return {
		get scripted() {
			return scripted;
		},
		get seconds() {
			return seconds;
		}
	};
}

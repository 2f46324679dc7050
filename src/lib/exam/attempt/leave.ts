/** The ways off the sitting page: on purpose, by the form, and by accident. */
export interface Leave {
	/** The page goes on to another one of this sitting. */
	readonly isLeaving: boolean;
	/** On to a page of this attempt. */
	go(path: string): void;
	/** With everything that stands in the form, as a page without script would. */
	by(form: HTMLFormElement, button: HTMLButtonElement): void;
	/** Asks before the page is closed or loaded again where that would cost something. */
	beforeUnload(event: BeforeUnloadEvent): void;
}

/** @param isDear whether leaving now would cost the candidate something */
export function createLeave(code: string, isDear: () => boolean): Leave {
	let isLeaving = false;
	return {
		get isLeaving() {
			return isLeaving;
		},
		go(path) {
			isLeaving = true;
			location.assign(`/attempts/${code}${path}`);
		},
		by(form, button) {
			isLeaving = true;
			form.requestSubmit(button);
		},
		beforeUnload(event) {
			if (isLeaving || !isDear()) return;
			event.preventDefault();
			event.returnValue = '';
		}
	};
}

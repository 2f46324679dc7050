/** Whose turn it is on the one connection: first come, first served, but for what must not wait. */
export interface Turns {
	/** Resolves when it is the caller's turn; `done` hands it on. */
	take(): Promise<void>;
	done(): void;
	/**
	 * Runs synchronous work when nobody holds the connection: at once if it is free, otherwise before all who wait.
	 * Answers of candidates go this way, so that no import or report delays them by more than the step it is at.
	 */
	first(work: () => void): void;
}

export function createTurns(): Turns {
	const waiting: (() => void)[] = [];
	const urgent: (() => void)[] = [];
	let taken = false;
	function work(): void {
		// What throws here has nobody to be told: the work settles its own promises.
		for (let next = urgent.shift(); next; next = urgent.shift()) next();
	}
	return {
		async take() {
			if (taken) await new Promise<void>((turn) => waiting.push(turn));
			taken = true;
		},
		done() {
			work();
			const next = waiting.shift();
			if (next) next();
			else taken = false;
		},
		first(one) {
			urgent.push(one);
			if (!taken) work();
		}
	};
}

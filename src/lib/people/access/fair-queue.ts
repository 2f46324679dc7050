/** The queue is full, or somebody's share of it: come again in seconds. */
export class QueueFull extends Error {}

interface Waiting {
	start(): void;
	refuse(reason: QueueFull): void;
}

export interface FairQueue {
	/**
	 * Runs `work` when a lane is free, lines taking turns.
	 * @param line who asks; those behind one line wait for each other only
	 * @throws QueueFull when `capacity` wait and no line is longer than this one, now or while it waited
	 */
	run<Result>(line: string, work: () => Promise<Result>): Promise<Result>;
}

/**
 * A bounded queue in which one crowd does not hold up everybody else: each line has its turn, and where there is no more
 * room the newest of the longest line goes.
 * @param lanes how much runs at once
 */
export function createFairQueue(capacity: number, lanes: number): FairQueue {
	/** In the order of their turns; a line without anybody is taken out. */
	const lines = new Map<string, Waiting[]>();
	let waiting = 0;
	let busy = 0;

	/** Whoever is next: the first of the first line, which then goes to the end. */
	function next(): Waiting | undefined {
		for (const [line, queue] of lines) {
			const first = queue.shift();
			lines.delete(line);
			if (queue.length > 0) lines.set(line, queue);
			waiting--;
			return first;
		}
		return undefined;
	}

	function makeRoom(line: string): void {
		const own = lines.get(line)?.length ?? 0;
		const longest = [...lines.values()].reduce((most, queue) => (queue.length > most.length ? queue : most), []);
		// Who would stand in a line as long as the longest gains nothing by another's loss; and no line is emptied so.
		if (own + 1 >= longest.length) throw new QueueFull('no line is longer than this one and the queue is full');
		waiting--;
		longest.pop()?.refuse(new QueueFull('pushed out of the longest line'));
	}

	function turn(line: string): Promise<void> {
		if (waiting >= capacity) makeRoom(line);
		return new Promise<void>((start, refuse) => {
			const queue = lines.get(line) ?? [];
			queue.push({ start, refuse });
			lines.set(line, queue);
			waiting++;
		});
	}

	return {
		async run(line, work) {
			if (busy >= lanes) await turn(line);
			else busy++;
			try {
				return await work();
			} finally {
				// The lane is handed on, not freed and taken again, so nobody can slip in between.
				const following = next();
				if (following) following.start();
				else busy--;
			}
		}
	};
}

/** The line of a network address: a whole office stands behind one IPv4 address, one machine has a whole IPv6 /64. */
export const lineOf = (address: string): string =>
	address.includes('.') || !address.includes(':') ? address : (address.split('::')[0] ?? '').split(':', 4).join(':');

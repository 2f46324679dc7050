import type { SaveRequest } from '#lib/exam/attempt/wire.ts';

/** What a page asks: `open` is the loading of the page, which issues its epoch. */
export interface Call {
	readonly to: 'server';
	readonly kind: 'open' | 'save' | 'submit' | 'sync';
	readonly tab: number;
	/** Counts the loadings of the tab: an answer to a page that is gone reaches nobody. */
	readonly page: number;
	readonly request: SaveRequest;
}

export interface Reply {
	readonly to: 'tab';
	readonly call: Call;
	readonly status: number;
	readonly value: unknown;
}

export type Message = Call | Reply;

/** Messages under way. It delays by not delivering, and disorders by delivering any of them next. */
export function createNetwork() {
	const flying: Message[] = [];
	const place = (pick: number) => pick % flying.length;
	return {
		flying,
		put: (message: Message) => void flying.push(message),
		/** Takes one out; undefined when nothing flies. */
		take: (pick: number): Message | undefined => flying.splice(place(pick), 1)[0],
		/** The oldest call under way that carries edits. */
		takeCall(): Message | undefined {
			const found = flying.findIndex((message) => message.to === 'server' && message.request.ops.length > 0);
			return found < 0 ? undefined : flying.splice(found, 1)[0];
		},
		/** One of them, which goes on flying. */
		copy: (pick: number): Message | undefined => flying[place(pick)]
	};
}

export type Network = ReturnType<typeof createNetwork>;

/** What stands between browser and server answers when it likes: none of it acknowledges anything. */
export function proxyReply(call: Call, value: number): Reply {
	const { batch } = call.request;
	const acks = call.request.ops.map(({ number, epoch, rev }) => ({ number, epoch, rev, status: 'applied' }));
	const answers: readonly (readonly [number, unknown])[] = [
		[502, '<html>bad gateway</html>'],
		[503, { message: 'busy' }],
		[200, '<html>please sign in to the network</html>'],
		[200, { batch, acks }],
		[200, { durable: true, batch: `${batch}x`, acks }],
		[401, null]
	];
	const [status, body] = answers[value % answers.length] ?? [504, null];
	return { to: 'tab', call, status, value: body };
}

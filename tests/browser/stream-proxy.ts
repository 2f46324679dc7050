import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What a proxy does with streams: `through`; `answers` lets heads pass and keeps what follows; `all` keeps both. */
export type Holds = 'through' | 'answers' | 'all';

/**
 * A proxy in front of a server, like those that look through everything before they hand it on. Cookies of the server
 * are its own too: the host is the same. Ended after the tests of the file.
 */
export async function streamProxy(target: string): Promise<{ readonly url: string; holds: Holds }> {
	const self = { url: '', holds: 'through' as Holds };
	const open = new Set<ServerResponse>();
	const proxy = createServer((asked, answer) => {
		const { method, headers } = asked;
		const sent = request(new URL(asked.url ?? '/', target), { method, headers }, (came) => {
			const stream = came.headers['content-type'] === 'text/event-stream';
			const head = () => answer.writeHead(came.statusCode ?? 502, came.headers).flushHeaders();
			if (!stream || self.holds !== 'all') head();
			if (!stream) return void came.pipe(answer);
			open.add(answer);
			came.on('data', (piece: Buffer) => self.holds === 'through' && answer.write(piece));
			came.on('end', () => answer.end());
		});
		answer.on('close', () => (open.delete(answer), sent.destroy()));
		sent.on('error', () => answer.destroy());
		asked.pipe(sent);
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	afterAll(() => {
		for (const answer of open) answer.destroy();
		proxy.close();
	});
	self.url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	return self;
}

import { Agent, request } from 'node:http';
import { configKeyHash, configKeyHeader } from '#lib/exam/attempt/safeguards.server.ts';

/** One answer of the server, body read whole. */
export interface Answer {
	readonly status: number;
	readonly body: string;
	/** Where a redirect points; '' for none. */
	readonly location: string;
}

/** A browser without a screen: cookies, the Origin header, one connection kept alive. */
export interface Client {
	get(path: string): Promise<Answer>;
	/** Posts a form as an HTML page would; repeated names as pairs. */
	postForm(path: string, fields: Iterable<readonly [string, string]>): Promise<Answer>;
	/** Sends JSON as the sitting page's script does. */
	sendJson(method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>;
	/** The Cookie header as it would be sent now. */
	cookie(): string;
	close(): void;
}

/** Longer than any step takes even on a stalled server; a hung request must end the rehearsal with a message. */
const timeoutMs = 60_000;

/**
 * @param origin e.g. http://127.0.0.1:3000; only loopback and intranet addresses over plain HTTP are meant
 * @param safeBrowserKey Config Key with which it passes for Safe Exam Browser; null: any browser
 */
export function createClient(origin: string, safeBrowserKey: string | null = null): Client {
	const base = new URL(origin);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const cookies = new Map<string, string>();
	const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

	function send(method: 'GET' | 'POST' | 'PUT', path: string, type?: string, body?: string): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const headers: Record<string, string> = { accept: 'text/html,application/json' };
			if (cookies.size > 0) headers.cookie = cookie();
			if (method !== 'GET') headers.origin = base.origin;
			const address = new URL(path, base);
			if (safeBrowserKey !== null) headers[configKeyHeader] = configKeyHash(address.href, safeBrowserKey);
			if (type !== undefined && body !== undefined) {
				headers['content-type'] = type;
				headers['content-length'] = String(Buffer.byteLength(body));
			}
			const sent = request(address, { method, agent, headers, timeout: timeoutMs }, (answer) => {
				for (const cookie of answer.headers['set-cookie'] ?? []) {
					const [pair = ''] = cookie.split(';');
					const at = pair.indexOf('=');
					if (pair.slice(at + 1) === '') cookies.delete(pair.slice(0, at));
					else cookies.set(pair.slice(0, at), pair.slice(at + 1));
				}
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('error', reject);
				answer.on('end', () =>
					resolve({
						status: answer.statusCode ?? 0,
						body: Buffer.concat(chunks).toString('utf8'),
						location: answer.headers.location ?? ''
					})
				);
			});
			sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer within ${timeoutMs} ms`)));
			sent.on('error', reject);
			sent.end(body);
		});
	}

	return {
		get: (path) => send('GET', path),
		postForm: (path, fields) =>
			send(
				'POST',
				path,
				'application/x-www-form-urlencoded',
				new URLSearchParams([...fields].map(([a, b]) => [a, b])).toString()
			),
		sendJson: (method, path, body) => send(method, path, 'application/json', JSON.stringify(body)),
		cookie,
		close: () => agent.destroy()
	};
}

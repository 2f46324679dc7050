import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What may befall a request on its way. */
export const mishaps = [
	'none',
	'dropAnswer',
	'dropRequest',
	'repeat',
	'delay',
	'html',
	'htmlAfter',
	'gateway',
	'reset',
	'resetAfter',
	'halfOpen'
] as const;
export type Mishap = (typeof mishaps)[number];

export interface Proxy {
	readonly url: string;
	/** How often each mishap has happened. */
	readonly happened: ReadonlyMap<Mishap, number>;
	close(): Promise<void>;
}

interface Passed {
	readonly status: number;
	readonly headers: IncomingMessage['headers'];
	readonly body: Buffer;
}

/**
 * A proxy between browsers and the server that does what bad lines and boxes do. `choose` decides for each request.
 * @param bytesPerSecond of each answer, in pieces: a slow line
 */
export async function faultProxy(
	target: string,
	choose: () => Mishap,
	{ delayMs = 150, bytesPerSecond = Infinity } = {}
): Promise<Proxy> {
	const happened = new Map<Mishap, number>();
	const open = new Set<Socket>();
	const rest = (ms: number) => new Promise((later) => setTimeout(later, ms));

	function pass(incoming: IncomingMessage, body: Buffer): Promise<Passed> {
		const { host } = new URL(target);
		const headers = { ...incoming.headers, host, ...(incoming.headers.origin ? { origin: target } : {}) };
		return new Promise((resolve, reject) => {
			const url = new URL(incoming.url ?? '/', target);
			const sent = request(url, { method: incoming.method ?? 'GET', headers }, (answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('error', reject);
				answer.on('end', () =>
					resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) })
				);
			});
			sent.on('error', reject);
			sent.end(body);
		});
	}

	async function deliver(response: ServerResponse, { status, headers, body }: Passed): Promise<void> {
		response.writeHead(status, headers);
		if (bytesPerSecond === Infinity) return void response.end(body);
		const piece = Math.max(1, Math.round(bytesPerSecond / 20));
		for (let at = 0; at < body.length && !response.destroyed; at += piece) {
			response.write(body.subarray(at, at + piece));
			await rest(50);
		}
		response.end();
	}

	const html = (response: ServerResponse, status: number) =>
		response
			.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
			.end('<!doctype html><title>认证</title><p>请先登录本网络 {"durable":true}</p>');

	async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const mishap = choose();
		happened.set(mishap, (happened.get(mishap) ?? 0) + 1);
		const { socket } = incoming;
		switch (mishap) {
			case 'dropRequest':
				return void socket.destroy();
			case 'reset':
				return void socket.resetAndDestroy();
			case 'halfOpen':
				// Nothing ever comes back: the browser must give up by itself.
				return;
			case 'html':
				return void html(response, 200);
			case 'gateway':
				return void html(response, 502);
			case 'dropAnswer':
			case 'resetAfter':
			case 'htmlAfter':
				await pass(incoming, body);
				if (mishap === 'htmlAfter') return void html(response, 200);
				return void (mishap === 'dropAnswer' ? socket.destroy() : socket.resetAndDestroy());
			case 'repeat': {
				const [, second] = await Promise.all([pass(incoming, body), pass(incoming, body)]);
				return deliver(response, second);
			}
			case 'delay': {
				// Some are overtaken by what was sent after them; the browser may have given up by then.
				await rest(Math.random() * delayMs * 4);
				return deliver(response, await pass(incoming, body));
			}
			default:
				return deliver(response, await pass(incoming, body));
		}
	}

	const server = createServer((incoming, response) => {
		handle(incoming, response).catch(() => incoming.socket.destroy());
	});
	server.on('connection', (socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
		socket.on('error', () => undefined);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		happened,
		close: () =>
			new Promise((closed) => {
				for (const socket of open) socket.destroy();
				server.close(() => closed());
			})
	};
}

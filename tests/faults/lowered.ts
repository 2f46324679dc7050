import { type IncomingMessage } from 'node:http';
import { runningApp } from '#lib/people/access/app.server.ts';
import { startServer } from '../../src/cli/serve.ts';

/**
 * The controls: the very server, with one defence taken away after it has started and proved itself. A bench that finds
 * nothing wrong with these proves nothing about the product.
 *   normal  synchronous=NORMAL: commits wait for no flush
 *   early   a save is acknowledged before it is committed
 *   wall    time is the wall clock of the machine
 */
/** Marks what the control sends to itself. */
const honest = 'x-honest';

const [mode] = process.argv.slice(2);
const { url } = await startServer({ host: '127.0.0.1', port: 0 });
const app = runningApp();
if (mode === 'normal') app.store.raw.pragma('synchronous = 1');
if (mode === 'wall') Object.assign(app.gate, { now: Date.now });
if (mode === 'early') {
	const { entry } = app;
	app.entry = (request, response) => {
		if (request.method !== 'PUT' || request.headers[honest] !== undefined) return entry?.(request, response) === true;
		void text(request).then((body) => {
			const { batch, ops } = JSON.parse(body) as { batch: string; ops: object[] };
			const acks = ops.map((op) => ({ ...op, status: 'applied' }));
			const said = JSON.stringify({ ok: true, durable: true, batch, acks });
			response.writeHead(200, { 'content-type': 'application/json' }).end(said);
			const { cookie = '', host = '' } = request.headers;
			const headers = { cookie, origin: `http://${host}`, 'content-type': 'application/json', [honest]: 'yes' };
			// The save itself comes a moment later.
			const save = () => fetch(new URL(request.url ?? '', url), { method: 'PUT', headers, body });
			setTimeout(() => void save().catch(() => undefined), 250);
		});
		return true;
	};
}
process.stdout.write(`${JSON.stringify({ urls: [url] })}\n`);

async function text(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AnswerableRequest, WholeResponse } from '#lib/base/kit/whole-response.ts';
import { type Config, installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { runningApp } from '#lib/people/access/app.server.ts';
import { issueSetupToken } from '#lib/people/access/setup.server.ts';
import { prepareStore } from './prepare.ts';
import { flag, refuse, type Verb } from './verb.ts';

export interface Serving {
	/** The address on this machine, e.g. http://127.0.0.1:3000. */
	readonly url: string;
	/** Path of the one-time link for the first administrator; undefined when there is one. */
	readonly setupPath: string | undefined;
	/** Stops accepting, lets running requests end, writes the log into the database file and closes it. */
	stop(): Promise<void>;
}

type Listener = (request: AnswerableRequest, response: WholeResponse, next: () => void) => void;

/** Requests still running this long after the stop are cut; saves take milliseconds. */
const drainMs = 20_000;

/** IPv4 as it is written, also where a socket that listens on both has it within IPv6. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:(?=[\d.]+$)/, '');

/**
 * Which address a request is said to come from. The header that tells it is believed of the proxy alone (PROXY_ADDRESS,
 * by default this machine): whoever reaches the server past it could name any address, and exams ask for networks. Where
 * it is missing or shorter than XFF_DEPTH says (a probe on the machine itself), a request comes from where its connection
 * does.
 * @param stranger called with the address of each connection whose header was not believed
 */
function addressNamer(stranger: (address: string) => void): (request: IncomingMessage) => void {
	const name = process.env.ADDRESS_HEADER?.toLowerCase();
	if (!name) return () => undefined;
	const depth = name === 'x-forwarded-for' ? Number(process.env.XFF_DEPTH ?? 1) : 1;
	const named = (process.env.PROXY_ADDRESS ?? '127.0.0.1,::1').split(',');
	const proxies = new Set(named.map((one) => plainAddress(one.trim())));
	return ({ headers, socket }) => {
		const told = headers[name]?.toString().split(',').length ?? 0;
		const from = plainAddress(socket.remoteAddress);
		const believed = proxies.has(from);
		// A connection that is closed already has no address.
		if (told > 0 && !believed && from !== '') stranger(from);
		if (told < depth || !believed) headers[name] = Array(depth).fill(from).join(',');
	};
}

/**
 * Migrates the data folder (with a backup before) and serves the built application. The application reads the environment
 * (XUEFA_DATA, ORIGIN …) when it is loaded and is loaded once: one server per process.
 * @param at port 0 takes any free port
 */
export async function startServer(at: { readonly host: string; readonly port: number }): Promise<Serving> {
	const setupToken = await prepare(readConfig());
	const protocolHeader = 'x-xuefa-protocol';
	process.env.BODY_SIZE_LIMIT ??= '22M';
	// Without ORIGIN an intranet machine is reached by plain http under whatever name the browser used.
	if (process.env.ORIGIN === undefined) process.env.PROTOCOL_HEADER = protocolHeader;
	const built = join(import.meta.dirname, '..', '..', 'build', 'handler.js');
	if (!existsSync(built)) throw new Error('the application is not built: start it by npm start');
	const { handler } = (await import(pathToFileURL(built).href)) as { handler: Listener };

	surviveMissingAssets(join(built, '..', 'client'));
	const app = runningApp();
	endWithTheDisk();
	const strangers = new Set<string>();
	const nameAddress = addressNamer((address) => {
		if (strangers.has(address) || strangers.size >= 100) return;
		strangers.add(address);
		app.log.warn({ address }, 'named the address of a client, and is no proxy of ours by PROXY_ADDRESS: not believed');
	});
	const classes = { IncomingMessage: AnswerableRequest, ServerResponse: WholeResponse };
	const server = createServer(classes, (request, response) => {
		if (app.entry?.(request, response) === true) return;
		request.headers[protocolHeader] = 'http';
		nameAddress(request);
		response.setHeader('x-content-type-options', 'nosniff');
		handler(request, response, () => {
			response.statusCode = 404;
			response.end('not found\n');
		});
	});
	// Longer than the pause between two saves of a candidate: no new connection for each.
	server.keepAliveTimeout = 75_000;
	await new Promise<void>((listening, failed) => {
		server.once('error', failed);
		server.listen({ host: at.host, port: at.port, backlog: 4096 }, listening);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		setupPath: setupToken && `/setup/${setupToken}`,
		async stop() {
			const closed = new Promise<void>((done) => server.close(() => done()));
			// A connection whose request was still running is kept alive by Node once it is answered.
			const idle = setInterval(() => server.closeIdleConnections(), 50);
			const cut = setTimeout(() => server.closeAllConnections(), drainMs);
			await closed;
			clearInterval(idle);
			clearTimeout(cut);
			await runningApp().close();
		}
	};
}

/**
 * The file server inside the built application lets a vanished file (the build folder was replaced while serving) end the
 * whole process. One missing stylesheet must not stop an exam; everything else unexpected still does.
 */
function surviveMissingAssets(folder: string): void {
	process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
		const vanished = error.code === 'ENOENT' && error.syscall === 'open' && error.path?.startsWith(folder);
		process.stderr.write(`xuefa serve: ${vanished ? error.message : (error.stack ?? String(error))}\n`);
		if (!vanished) process.exit(1);
	});
}

/** Exit code of a server whose disk has failed: EX_IOERR of sysexits.h, for the service manager and for people. */
const diskFailed = 74;

/** Time in which those whose save was refused get their answer. */
const farewellMs = 250;

/**
 * After a failed write or flush this process does not know what is on the disk, and asking again would lie. It ends
 * without touching the database; the next start reads what the disk really holds.
 */
function endWithTheDisk(): void {
	const { store, log } = runningApp();
	store.saves.onFailure((err) => {
		log.fatal(
			{ err },
			`the disk failed: this server ends with exit code ${diskFailed}; see README, "When the disk fails"`
		);
		setTimeout(() => process.exit(diskFailed), farewellMs);
	});
}

/** Brings the data folder to this version; returns the token of the setup link when nobody administers yet. */
async function prepare(config: Config): Promise<string | undefined> {
	const { store } = await prepareStore(config, Date.now());
	try {
		return await issueSetupToken(store.db, installationSecret(config), Date.now());
	} finally {
		await store.close();
	}
}

/** Every address under which other machines may reach the server. */
function addresses(host: string, port: string): string[] {
	if (host !== '0.0.0.0' && host !== '::') return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`];
	const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
	const outward = own.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
	return ['127.0.0.1', ...outward].map((address) => `http://${address}:${port}`);
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
const askedToStop = (): Promise<void> =>
	new Promise((stop) => {
		let asked = false;
		for (const signal of ['SIGTERM', 'SIGINT'] as const)
			process.on(signal, () => {
				if (asked) process.exit(1);
				asked = true;
				stop();
			});
	});

export const serveVerb: Verb = {
	summary: 'serve the application',
	help: `xuefa serve [--host HOST] [--port PORT] [--json]

Applies pending migrations (a backup of the database file is taken before), then serves until SIGTERM or Ctrl+C.
The first start prints a one-time link, valid 24 hours, where the bureau creates its administrator.

XUEFA_DATA  data folder (default ./data)          HOST  address to listen on (default 0.0.0.0)
PORT        port (default 3000)                   ORIGIN  public address when behind a proxy, e.g. https://xf.example.cn
BODY_SIZE_LIMIT  largest upload (default 22M)      ADDRESS_HEADER  header with the client's address, behind a proxy
PROXY_ADDRESS    of which proxies that header is believed, comma-separated (default 127.0.0.1,::1)
XUEFA_RESERVE_MB room kept on the disk (default 64) and given up when it is full, so that a running exam can end

JSON, one line when ready: { "urls": [URL …], "setup": URL or null }; refused: { "refused": "port" }. Exit 0 after a stop, 1 when it cannot start,
74 when the disk failed while serving: nobody was told "saved" wrongly; see to the disk, then start again.`,
	async run(invocation) {
		const config = readConfig();
		const host = flag(invocation, 'host') ?? config.host;
		const port = Number(flag(invocation, 'port') ?? config.port);
		if (!Number.isInteger(port) || port < 0 || port > 65_535) {
			process.stderr.write('xuefa serve: the port is a number from 0 to 65535\n');
			return 2;
		}
		let serving: Serving;
		try {
			serving = await startServer({ host, port });
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
			return refuse(invocation, 'serve', 'port', `port ${port} cannot be used (${code}): choose another with --port`);
		}
		const urls = config.origin ? [config.origin] : addresses(host, new URL(serving.url).port);
		const setup = serving.setupPath === undefined ? null : `${urls.at(-1)}${serving.setupPath}`;
		if (invocation.json) process.stdout.write(`${JSON.stringify({ urls, setup })}\n`);
		else {
			process.stdout.write(`\n  学法 Xuefa\n${urls.map((url) => `  ${url}\n`).join('')}\n`);
			if (setup)
				process.stdout.write(
					`  首次启动：请在 24 小时内打开下面的一次性链接，建立管理员账号。\n` +
						`  First start: open this one-time link within 24 hours and create the administrator.\n\n  ${setup}\n\n`
				);
		}
		await askedToStop();
		await serving.stop();
		return 0;
	}
};

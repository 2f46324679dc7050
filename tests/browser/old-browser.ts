import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Json = Record<string, unknown>;

/**
 * A browser too old for Playwright, spoken to in the DevTools protocol itself: JSON between NUL bytes over the pipes 3
 * and 4 of the process. Only commands that Chromium 78 knows.
 */
export interface OldBrowser {
	readonly version: string;
	open(options?: { readonly script?: boolean; readonly width?: number }): Promise<OldPage>;
	close(): Promise<void>;
}

export interface OldPage {
	goto(url: string): Promise<void>;
	/** The value of an expression in the page; the protocol evaluates also where the page itself may run no script. */
	value<T>(expression: string): Promise<T>;
	/** A real click in the middle of the first element that matches, scrolled clear of the bars. */
	click(selector: string): Promise<void>;
	type(selector: string, text: string): Promise<void>;
	/** Waits until the expression is truthy in whatever page stands by then. */
	until(expression: string, withinMs?: number): Promise<void>;
	offline(cut: boolean): Promise<void>;
	screenshot(): Promise<Buffer>;
	/** What the page threw, and every error line of its console, in order. */
	readonly errors: readonly string[];
}

export async function launchOld(program: string, libraries: readonly string[], fonts: string): Promise<OldBrowser> {
	const profile = mkdtempSync(join(tmpdir(), 'xuefa-old-'));
	const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe'];
	const child = spawn(program, [...args, '--no-zygote', `--user-data-dir=${profile}`, 'about:blank'], {
		env: { ...process.env, HOME: profile, LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: fonts },
		stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']
	});
	const ended = new Promise<void>((done) => child.once('close', () => done()));
	const orphaned = () => child.kill('SIGKILL');
	process.once('exit', orphaned);
	const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
	const waiting = new Map<number, { done(value: Json): void; failed(error: Error): void }>();
	const heard: ((method: string, params: Json, session: unknown) => void)[] = [];
	let rest = '';
	output.setEncoding('utf8').on('data', (chunk: string) => {
		const messages = (rest + chunk).split('\0');
		rest = messages.pop() ?? '';
		for (const text of messages) {
			const message = JSON.parse(text) as Json;
			const call = waiting.get(message.id as number);
			waiting.delete(message.id as number);
			if (call && message.error) call.failed(new Error(JSON.stringify(message.error)));
			else if (call) call.done((message.result ?? {}) as Json);
			else for (const hear of heard) hear(message.method as string, (message.params ?? {}) as Json, message.sessionId);
		}
	});
	input.on('error', () => undefined);
	void ended.then(() => {
		for (const { failed } of waiting.values()) failed(new Error('the browser has ended'));
	});
	let count = 0;
	const send = (method: string, params: Json = {}, sessionId?: string): Promise<Json> =>
		new Promise((done, failed) => {
			const id = ++count;
			waiting.set(id, { done, failed });
			input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
		});
	const { product } = await send('Browser.getVersion');
	return {
		version: String(product),
		async open({ script = true, width = 1280 } = {}) {
			const { browserContextId } = await send('Target.createBrowserContext');
			const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
			const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
			const say = (method: string, params?: Json) => send(method, params, sessionId as string);
			const page = pageOf(say);
			heard.push((method, params, session) => session === sessionId && page.hear(method, params));
			for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await say(`${domain}.enable`);
			await say('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: false });
			if (!script) await say('Emulation.setScriptExecutionDisabled', { value: true });
			return page;
		},
		async close() {
			child.kill('SIGKILL');
			await ended;
			process.off('exit', orphaned);
			rmSync(profile, { recursive: true, force: true });
		}
	};
}

function pageOf(say: (method: string, params?: Json) => Promise<Json>) {
	const errors: string[] = [];
	const value = async <T>(expression: string): Promise<T> => {
		const answer = await say('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
		if (answer.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
		return (answer.result as { value: T }).value;
	};
	const until = async (expression: string, withinMs = 30_000): Promise<void> => {
		for (const from = Date.now(); Date.now() - from < withinMs;) {
			// Between two pages there is nothing to ask.
			if (await value(expression).catch(() => false)) return;
			await new Promise((later) => setTimeout(later, 25));
		}
		throw new Error(`never: ${expression}; errors: ${errors.join(' | ')}`);
	};
	const click = async (selector: string): Promise<void> => {
		const name = JSON.stringify(selector);
		await until(`document.readyState === "complete" && document.querySelector(${name})`);
		// On a busy machine the page may still move between the look for the place and the click, and nothing would be hit.
		const look = () =>
			value<[number, number]>(
				`(() => { const element = document.querySelector(${name}); element.scrollIntoView({ block: 'center' });
				const box = element.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()`
			);
		let [x, y] = await look();
		for (let steady = 0; steady < 3;) {
			await new Promise((later) => setTimeout(later, 40));
			const [nowX, nowY] = await look();
			steady = nowX === x && nowY === y ? steady + 1 : 0;
			[x, y] = [nowX, nowY];
		}
		for (const type of ['mousePressed', 'mouseReleased'])
			await say('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
	};
	return {
		errors,
		value,
		until,
		click,
		hear(method: string, params: Json) {
			const entry = params.entry as { level?: string; text?: string; url?: string } | undefined;
			if (method === 'Log.entryAdded' && entry?.level === 'error') errors.push(`${entry.text} ${entry.url ?? ''}`);
			if (method === 'Runtime.exceptionThrown') errors.push(JSON.stringify(params.exceptionDetails));
			if (method === 'Runtime.consoleAPICalled' && params.type === 'error') errors.push(JSON.stringify(params.args));
		},
		async goto(url: string) {
			await value('window.leaving = true');
			const { errorText } = await say('Page.navigate', { url });
			if (errorText) throw new Error(`${url}: ${String(errorText)}`);
			await until('!window.leaving && document.readyState === "complete"');
		},
		async type(selector: string, text: string) {
			await click(selector);
			await say('Input.insertText', { text });
		},
		async offline(cut: boolean) {
			const speed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
			await say('Network.emulateNetworkConditions', { offline: cut, ...speed });
		},
		screenshot: async () => Buffer.from((await say('Page.captureScreenshot')).data as string, 'base64')
	};
}

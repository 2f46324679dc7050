import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../../src/cli/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'xuefa-proxy-'));
Object.assign(process.env, { XUEFA_DATA: folder, ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '2' });
const server = await startServer({ host: '127.0.0.1', port: 0 });
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

// A probe on the machine itself asks without the proxy's header, and was answered 500.
test.each([
	['through both proxies', { 'x-forwarded-for': '10.2.3.4, 10.0.0.1' }],
	['past them', {}],
	['past one of them', { 'x-forwarded-for': '10.2.3.4' }]
])('a request that came %s is answered', async (_, headers) => {
	const sent = request(`${server.url}/login`, { headers }).end();
	const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
	answer.resume();
	expect(answer.statusCode).toBe(200);
});

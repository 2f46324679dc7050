import Sqlite from 'better-sqlite3';
import { createServer } from 'node:http';

/**
 * The baseline: node:http and better-sqlite3 with group commit and synchronous=FULL, and nothing else: no session, no
 * event log, no hash chain. What our saves cost beyond this is the price of the product.
 * Use: node bare-loop.ts DATABASE [group|single]; `single` commits each request by itself. Prints its port.
 */
const database = new Sqlite(process.argv[2] ?? ':memory:');
database.pragma('journal_mode = wal');
database.pragma('synchronous = full');
database.exec(
	'create table answer (attempt integer, slot integer, value text, primary key (attempt, slot)) without rowid'
);
const upsert = database.prepare('insert into answer values (?, ?, ?) on conflict do update set value = excluded.value');

const single = process.argv[3] === 'single';
let queue: { attempt: number; slot: number; value: string; done: () => void }[] = [];
function flush(): void {
	const batch = queue;
	queue = [];
	database.exec('begin immediate');
	for (const { attempt, slot, value } of batch) upsert.run(attempt, slot, value);
	database.exec('commit');
	for (const { done } of batch) done();
}

const server = createServer((request, response) => {
	let body = '';
	request.on('data', (chunk) => (body += chunk));
	request.on('end', () => {
		const { attempt, slot, value } = JSON.parse(body) as { attempt: number; slot: number; value: string };
		if (queue.length === 0 && !single) setImmediate(flush);
		const done = () => {
			const answer = '{"ok":true,"durable":true}';
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
			response.end(answer);
		};
		queue.push({ attempt, slot, value, done });
		if (single) flush();
	});
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});

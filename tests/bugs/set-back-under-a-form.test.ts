import { cpSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { type Hall, openHall } from '../faults/hall.ts';
import { line, send, start } from '../faults/candidate.ts';

let hall: Hall | undefined;
afterAll(() => {
	hall?.close();
	if (hall) rmSync(`${hall.folder}-copy`, { recursive: true, force: true });
});

/**
 * A page without script that outlived a server set back to an older copy lost all that it posted, what had been acknowledged
 * as well, and was told that its options belonged to no question.
 */
test('a server set back to an older copy takes everything from the form of a page it does not know', async () => {
	hall = await openHall({ people: 1 });
	const { folder, candidates } = hall;
	const [candidate] = candidates;
	if (!candidate) throw new Error('nobody');
	let server = await hall.serve();
	const port = Number(new URL(server.url).port);
	let way = line(server.url);
	await start(way, candidate);
	await server.kill('SIGTERM');
	cpSync(folder, `${folder}-copy`, { recursive: true });

	server = await hall.serve({ port });
	way = line(server.url);
	const paper = `/attempts/${candidate.code}`;
	const load = async (path: string) => {
		const { body } = await send(way, candidate, 'GET', path);
		return { body, epoch: /name="epoch" value="(\d+)"/.exec(body)?.[1] ?? '' };
	};
	const post = (epoch: string, ticked: string) =>
		send(way, candidate, 'POST', `${paper}?/save`, `epoch=${epoch}&rev=0&questions=10&${ticked}`);
	await load(paper);
	expect((await post((await load(paper)).epoch, 'q1=T&q2=F')).location).toContain('saved=2');
	const { epoch } = await load(paper);
	await server.kill('SIGKILL');
	rmSync(folder, { recursive: true });
	cpSync(`${folder}-copy`, folder, { recursive: true });

	await hall.serve({ port });
	way = line(server.url);
	const { location } = await post(epoch, 'q1=T&q2=F&q3=T');
	expect(location).toContain('saved=3');
	expect(location).not.toContain('rejected');
	const { body } = await load(location);
	expect(body).toContain('已答 3 / ');
	expect(body).not.toContain('没有保存');
}, 60_000);

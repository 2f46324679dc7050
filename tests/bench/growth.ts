import type { Store } from '#lib/base/db/store.server.ts';
import { closedLoop, type LoadFigures, saveCall } from './load.ts';
import { openPlace, seedAttempts, seedExam, seedPeople, serve } from './place.ts';
import type { Print } from './print.ts';

/** Copies a closed attempt, its events and its responses, until `total` attempts are stored. */
function storeAttempts(store: Store, total: number): void {
	const { raw } = store;
	raw.pragma('foreign_keys = off');
	raw.exec('begin immediate');
	raw.exec(`
		create temp table copies as with recursive n(i) as (select 1 union all select i + 1 from n where i < ${total}) select i from n;
		create temp table model as select * from attempt order by id limit 1;
		insert into attempt (id, code, enrolment_id, exam_id, no, paper_id, layout, started_at)
			select 1000000 + i, 'G' || printf('%025d', i), 1000000 + i, exam_id, 1, paper_id, layout, started_at from copies, model;
		insert into attempt_state select 1000000 + i, exam_id, 'submitted', n, head, epoch, answered, deadline_at, grace_ms,
			last_seen_at, last_seen_at, 'candidate', null, total, last_event from copies, (select * from attempt_state limit 1);
		insert into response (attempt_id, slot, epoch, rev, answer, marked, received_at)
			select 1000000 + i, slot, 1, 1, '["A"]', 0, 0 from copies, (select 1 as slot union all select 2 union all select 3);
		insert into attempt_event (attempt_id, n, previous, kind, slot, epoch, rev, answer, received_at, client_at, actor, body, hash)
			select 1000000 + i, 1, null, 'responded', 1, 1, 1, '["A"]', 0, 0, 'candidate', null, '${'0'.repeat(64)}'
			from copies, (select 1 union all select 2 union all select 3);
		update attempt_log_mark set upto = (select max(id) from attempt_event);
		drop table copies; drop table model;
	`);
	raw.exec('commit');
	raw.pragma('foreign_keys = on');
	raw.pragma('wal_checkpoint(truncate)');
}

/** What a save costs beside few and beside many stored attempts: all servers stand, and are loaded turn and turn about. */
export async function growth(print: Print, seconds: number, sizes: readonly number[]): Promise<void> {
	const rounds = 3;
	const places = await Promise.all(
		sizes.map(async (size) => {
			const place = await openPlace();
			const people = await seedPeople(place.store, 1000);
			const attempts = await seedAttempts(place.store, await seedExam(place.store, 100), people);
			storeAttempts(place.store, size);
			return { size, place, attempts, server: await serve(place), turn: 0, found: [] as LoadFigures[] };
		})
	);
	try {
		for (let round = 0; round < rounds; round++)
			for (const one of places) {
				const next = () => {
					const attempt = one.attempts[one.turn % one.attempts.length];
					if (!attempt) throw new Error('no attempt');
					return saveCall(attempt, Math.floor(one.turn++ / one.attempts.length) + 1);
				};
				one.found.push(await closedLoop(one.server, 64, seconds / rounds, next));
			}
	} finally {
		for (const { server, place } of places) {
			await server.stop();
			await place.close();
		}
	}
	const middles = places.map(({ size, found }) => {
		const middle = found.toSorted((a, b) => a.cpuMicros - b.cpuMicros)[Math.floor(rounds / 2)] as LoadFigures;
		print.load(`saves beside ${size} stored attempts, median of ${rounds} turns`, middle);
		return middle;
	});
	const [first, last] = [middles[0], middles.at(-1)];
	if (first && last)
		print.line(
			`growth of CPU per save: ${((last.cpuMicros / first.cpuMicros - 1) * 100).toFixed(0)} % (goal under 20 %)`
		);
}

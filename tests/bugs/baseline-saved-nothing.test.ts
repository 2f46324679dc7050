import { expect, test } from 'vitest';
import { bareCall } from '../bench/load.ts';

// Every second look at a question of the baseline found the very answer that stood there: SQLite wrote no page, no commit
// waited for the disk, and the product was compared with a loop that saved nothing.
test('the baseline of the bench changes an answer with every save', () => {
	for (const attempts of [100, 500, 1000, 1115]) {
		const stands = new Map<string, string>();
		for (let turn = 0; turn < 60_000; turn++) {
			const { body = '' } = bareCall(turn, attempts);
			const { attempt, slot, value } = JSON.parse(body) as { attempt: number; slot: number; value: string };
			const place = `${attempt}.${slot}`;
			if (stands.get(place) === value) throw new Error(`turn ${turn} of ${attempts} saves what stands there`);
			stands.set(place, value);
		}
		expect(stands.size).toBeGreaterThanOrEqual(attempts);
	}
});

import { chance } from '#lib/base/core/random.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answersWorth, type DemoSlot } from '../../src/cli/demo/answers.ts';
import { demoUnits, satInAll } from '../../src/cli/demo/district.ts';
import { loadDistrict } from '../../src/cli/demo/load.ts';
import { demoPeople } from '../../src/cli/demo/people.ts';
import { freshStore } from './fresh.ts';

const people = demoPeople();

describe('the demo district', () => {
	test('1,115 people sit, 38 units average 90 or more, and the hard cases are among them', () => {
		expect(people.filter(({ part }) => part === 'sits')).toHaveLength(satInAll);
		expect(demoUnits.filter(({ sum, sat }) => sat > 0 && sum >= 9000 * sat)).toHaveLength(38);
		expect(new Set(demoUnits.map(({ category }) => category)).size).toBe(7);
		const at = (name: string) => demoUnits.find(({ shortName }) => shortName === name);
		expect(at('区司法局')).toMatchObject({ sat: 16, sum: 16 * 9000 });
		expect(at('市公安局澄湖分局')).toMatchObject({ sat: 100, sum: 899_950 });
		expect(at('区邮政管理站')).toMatchObject({ sat: 2, absent: 0 });
		expect(at('区供销社')).toMatchObject({ sat: 6, absent: 9 });
		expect(at('区委巡察办')).toMatchObject({ sat: 0, absent: 0, deferred: 0 });
	});

	test('the points of the people of a unit come to its sum', () => {
		for (const unit of demoUnits) {
			const points = people.filter((person) => person.unit === unit && person.part === 'sits');
			expect(
				points.reduce((sum, person) => sum + person.points, 0),
				unit.name
			).toBe(unit.sum);
		}
	});

	test('planned answers are worth exactly the points meant', () => {
		const slots: DemoSlot[] = [
			...Array.from({ length: 20 }, () => ({ kind: 'judge' as const, points: 150, correct: ['T'], options: [] })),
			...Array.from({ length: 20 }, () => ({
				kind: 'single' as const,
				points: 200,
				correct: ['B'],
				options: ['A', 'B']
			})),
			...Array.from({ length: 10 }, () => ({
				kind: 'multiple' as const,
				points: 300,
				correct: ['A', 'C'],
				options: ['A', 'B', 'C']
			}))
		].map((slot, index) => ({ ...slot, slot: index + 1 }));
		for (const { points, staffNo } of people.filter(({ part }) => part === 'sits').slice(0, 200)) {
			const answers = answersWorth(slots, points, chance(staffNo));
			const worth = slots.reduce((sum, slot) => {
				const answer = answers.get(slot.slot) ?? [];
				if (answer.join() === slot.correct.join()) return sum + slot.points;
				return slot.kind === 'multiple' ? sum + slot.points / 2 : sum;
			}, 0);
			expect(worth).toBe(points);
		}
	});

	test('loads by the verbs of a bureau; who is moved afterwards stays in the unit of the snapshot', async () => {
		const { db } = await freshStoreWithBanks();
		const loaded = await loadDistrict({ db }, Buffer.alloc(32, 7), people, Date.UTC(2026, 11, 4));
		const count = async (table: 'unit' | 'person' | 'enrolment' | 'exam') =>
			(await db.selectFrom(table).select('id').execute()).length;
		expect([await count('unit'), await count('person'), await count('enrolment'), await count('exam')]).toEqual([
			85, 1190, 1190, 1
		]);
		expect(loaded.accounts.size).toBe(1190 + 5);
		const moved = await db
			.selectFrom('enrolment')
			.innerJoin('membership', 'membership.personId', 'enrolment.personId')
			.select('enrolment.id')
			.where('membership.kind', '=', 'establishment')
			.where('membership.toAt', 'is', null)
			.whereRef('membership.unitId', '<>', 'enrolment.unitId')
			.execute();
		expect(moved).toHaveLength(3);
		const seconded = await db.selectFrom('membership').select('id').where('kind', '=', 'seconded').execute();
		expect(seconded.length).toBeGreaterThan(0);
	});
});

async function freshStoreWithBanks() {
	const store = await freshStore();
	await syncShippedBanks(store.db, join(import.meta.dirname, '..', '..', 'question-banks'), 1);
	return store;
}

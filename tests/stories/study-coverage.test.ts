import { asId, type PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { coverageReport, unitCoverage } from '#lib/study/list/coverage.server.ts';
import { lawLinks } from '#lib/study/list/links.server.ts';
import { listLists, setListState } from '#lib/study/list/list.server.ts';
import { ownLists } from '#lib/study/list/own.server.ts';
import { createPlan, findPlan, publishPlan, saveMonths } from '#lib/study/month/plan.server.ts';
import { syncPlans } from '#lib/study/month/plan-file.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { describe, expect, test } from 'vitest';
import { common, made, now, school } from './list-desk.ts';
import { officer, viewer } from './plan-district.ts';
import { answerNext, banks, finish, lawId, one, studyStore } from './practice-desk.ts';

const hour = 3_600_000;

/** People of the district by unit of the roll-up: 区教育局 with its school 1 to 4, 柳镇 5 and 6. */
const groups: Readonly<Record<number, readonly number[]>> = { 2: [1, 2, 3, 4], 4: [5, 6] };

describe('coverage', () => {
	async function year() {
		const store = await studyStore(now);
		const { db } = store;
		await syncPlans(db, banks, now);
		await made(db, common, '宪法', '民法典', '监察法', '行政复议法', '公务员法', '中国共产党章程');
		await made(db, school, '妇女权益保障法');
		for (const { id } of await listLists(db)) await setListState(db, officer, id, 'active', now);
		await createPlan(db, officer, 2026, '计划', now);
		const base = { theme: '', presenter: '', mode: 'collective' as const, note: '' };
		await saveMonths(db, officer, 2026, [{ ...base, month: 11, laws: ['监察法'] }], now);
		await publishPlan(db, officer, 2026, true, now);
		const month = (await findPlan(db, 2026))!.months[0]!;
		const lawIds = month.laws.map((law) => law.lawId);
		const quiz = await openSet(db, one, { kind: 'month', planMonthId: month.id, lawIds }, now);
		if (!quiz.ok) throw new Error(quiz.reason);
		await finish(db, one, quiz.value, now);
		const begun = asId<'person'>(5);
		const unfinished = await openSet(db, begun, { kind: 'month', planMonthId: month.id, lawIds }, now);
		const own = await openSet(db, begun, { kind: 'law', lawIds: [await lawId(db, '民法典')] }, now);
		if (!own.ok || !unfinished.ok) throw new Error('no set');
		await answerNext(db, begun, own.value, false, now);
		const third = asId<'person'>(3);
		const women = await openSet(db, third, { kind: 'law', lawIds: [await lawId(db, '妇女权益保障法')] }, now);
		if (!women.ok) throw new Error(women.reason);
		await answerNext(db, third, women.value, true, now);
		await hold(db, await lawId(db, '宪法'), 'held', [2, 6]);
		await hold(db, await lawId(db, '公务员法'), 'planned', [1, 2, 3]);
		return store;
	}

	/** A session as its own room leaves it; the last of them was on leave. */
	async function hold(db: Db, law: number, state: 'planned' | 'held', people: readonly number[]) {
		const { id } = await db
			.insertInto('studySession')
			.values({
				...{
					level: 'district',
					unitId: null,
					kind: 'collectiveStudy',
					topic: '学法',
					lecturer: '',
					startsAt: now - hour
				},
				...{ place: '', subVenues: '[]', planMonthId: null, content: '', codes: 0, walkIns: 0, state, stateReason: '' },
				...{ stateAt: now, stateBy: 'x', madeAt: now, madeBy: 'x', lateAt: null, lateBy: null }
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await db.insertInto('sessionLaw').values({ sessionId: id, n: 1, lawId: law }).execute();
		for (const [index, person] of people.entries()) {
			const isLast = index === people.length - 1;
			await db
				.insertInto('sessionPerson')
				.values({
					...{ sessionId: id, personId: asId<'person'>(person), unitId: asId<'unit'>(2), name: 'x', section: '' },
					...{ post: '', walkIn: 0, addedAt: now, addedBy: 'x', withdrawnAt: null, withdrawnBy: null },
					...{ status: isLast ? 'leave' : 'present', leaveKind: isLast ? 'sick' : null, route: 'tick' },
					...{ markedAt: now, markedBy: 'x' }
				})
				.execute();
		}
	}

	/** The same count by another way: row by row over the tables, in plain loops. */
	async function counted(db: Db, people: readonly number[], title: string) {
		const law = await db.selectFrom('law').select('id').where('shortTitle', '=', title).executeTakeFirst();
		const inYear = (at: number | null) => at !== null && new Date(at + 8 * hour).getUTCFullYear() === 2026;
		const months = new Set(
			(await db.selectFrom('planLaw').selectAll().execute())
				.filter((row) => row.lawId === law?.id)
				.map(({ planMonthId }) => planMonthId as number)
		);
		const did = { quizzed: new Set<PersonId>(), answered: new Set<PersonId>(), attended: new Set<PersonId>() };
		for (const row of await db.selectFrom('practiceSet').selectAll().execute())
			if (row.kind === 'month' && inYear(row.finishedAt) && months.has(row.planMonthId ?? 0))
				did.quizzed.add(row.personId);
		for (const row of await db.selectFrom('recall').selectAll().execute())
			if (row.lawId === law?.id && row.day.startsWith('2026-')) did.answered.add(row.personId);
		const held = (await db.selectFrom('studySession').selectAll().execute()).filter(
			(row) => row.state === 'held' && inYear(row.startsAt)
		);
		for (const treated of await db.selectFrom('sessionLaw').selectAll().execute())
			if (treated.lawId === law?.id && held.some(({ id }) => id === treated.sessionId))
				for (const row of await db.selectFrom('sessionPerson').selectAll().execute())
					if (row.sessionId === treated.sessionId && row.status === 'present') did.attended.add(row.personId);
		const among = (set: ReadonlySet<PersonId>) => people.filter((id) => set.has(asId<'person'>(id)));
		const each = [among(did.quizzed), among(did.answered), among(did.attended)];
		return [...each.map((list) => list.length), new Set(each.flat()).size];
	}

	test('agrees with a count by rows, entry by entry and unit by unit', async () => {
		const { db } = await year();
		const report = (await coverageReport(db, officer, 2026, now + hour))!;
		expect(report.units.map(({ name, people }) => [name, people])).toEqual([
			['区教育局', 4],
			['柳镇', 2]
		]);
		const titles = new Map(report.lists.flatMap(({ entries }) => entries.map((entry) => [entry.id, entry.shortTitle])));
		let lines = 0;
		for (const unit of report.units) {
			let covered = 0;
			for (const list of unit.lists)
				for (const line of list.entryLines) {
					// The specific list is for the people of the school alone.
					const people = list.tier === 'common' ? groups[unit.unitId]! : [3, 4];
					const wanted = await counted(db, people, titles.get(line.entryId) ?? '');
					expect([line.quizzed, line.answered, line.attended, line.people]).toEqual(wanted);
					covered += wanted[3]! > 0 ? 1 : 0;
					lines++;
				}
			expect(unit.covered).toBe(covered);
		}
		expect(lines).toBe(13);
		expect(report.units.map(({ covered, entries, awaited }) => [covered, entries, awaited])).toEqual([
			[3, 7, 1],
			[1, 6, 1]
		]);
		expect(report.units[0]?.party).toEqual({ covered: 0, entries: 1, awaited: 1 });
	});

	test('another year, a retired list, another unit: nothing of it', async () => {
		const { db } = await year();
		expect((await coverageReport(db, officer, 2025, now))?.lists).toEqual([]);
		const later = Date.parse('2027-03-01T00:00:00Z');
		const next = (await coverageReport(db, officer, 2027, later))!;
		expect(next.units.map(({ covered, entries }) => [covered, entries])).toEqual([
			[0, 7],
			[0, 6]
		]);
		const [first] = await listLists(db);
		await setListState(db, officer, first!.id, 'retired', later);
		// What was in force when the year ended stays in its figures.
		expect((await coverageReport(db, officer, 2026, later + 1))?.units[0]).toMatchObject({ covered: 3, entries: 7 });
		expect((await coverageReport(db, officer, 2027, later + 1))?.units[0]?.entries).toBe(1);
	});

	test('a unit sees itself only; its part of a larger one under its own name', async () => {
		const { db } = await year();
		const town = viewer('unitAdmin', asId<'unit'>(4));
		const pupils = viewer('unitAdmin', asId<'unit'>(3));
		const names = async (who: typeof town) =>
			(await coverageReport(db, who, 2026, now + 1))?.units.map(({ name }) => name);
		expect(await names(town)).toEqual(['柳镇']);
		expect(await names(pupils)).toEqual(['第一小学']);
		expect(await names(viewer('unitAdmin', asId<'unit'>(2)))).toEqual(['区教育局']);
		expect(await names(viewer('unitAdmin', asId<'unit'>(1)))).toEqual(['区教育局', '柳镇']);
		expect(await unitCoverage(db, town, asId<'unit'>(2), 2026, now + 1)).toBeUndefined();
		expect((await unitCoverage(db, town, asId<'unit'>(4), 2026, now + 1))?.unit.name).toBe('柳镇');
		expect(await coverageReport(db, viewer('systemAdmin'), 2026, now)).toBeUndefined();
	});

	test('everybody sees the lists that are for them, with what they have done and where it is treated', async () => {
		const { db } = await year();
		const titles = async (id: number) =>
			(await ownLists(db, asId<'person'>(id), now + 1)).lists.map(({ title }) => title);
		expect(await titles(1)).toEqual(['共性清单']);
		expect(await titles(3)).toEqual(['共性清单', '学校清单']);
		const { deeds } = await ownLists(db, one, now + 1);
		const supervision = await lawId(db, '监察法');
		expect(deeds.get(supervision)).toEqual({ quizzed: true, answered: true, attended: false });
		expect(deeds.get(await lawId(db, '宪法'))?.attended).toBe(false);
		const plain = { ...viewer('unitAdmin'), grants: [] };
		const constitution = await lawId(db, '宪法');
		const links = await lawLinks(db, plain, [supervision, constitution], now);
		expect(links.get(supervision)?.months).toEqual([{ year: 2026, month: 11 }]);
		expect(links.get(supervision)?.questions).toBeGreaterThan(20);
		expect(links.get(constitution)?.sessions).toEqual([]);
		const bureau = await lawLinks(db, officer, [supervision, constitution], now);
		expect(bureau.get(supervision)?.months).toHaveLength(2);
		expect(bureau.get(constitution)?.sessions).toHaveLength(1);
	});
});

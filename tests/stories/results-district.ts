import { asId, type UnitId } from '#lib/base/core/ids.ts';
import type { Role, Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { toShown } from '#lib/exam/attempt/answer-sheet.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';
import { attemptExam, edit, type Fixture, minute, opensAt, plainScheme, sit } from './attempt-exam.ts';

export const unitIds = { town: asId<'unit'>(1), office: asId<'unit'>(2), river: asId<'unit'>(3) };
export const justice: UnitId = asId(4);
export const archive: UnitId = asId(5);

/** The right answer of each of the ten questions, one mark each, and a wrong one. */
const right = ['T', 'F', 'T', 'B', 'B', 'B', 'AC', 'AC', 'D', 'F'].map((ids) => [...ids]);
const wrong = ['F', 'T', 'F', 'A', 'A', 'A', 'B', 'B', 'A', 'T'].map((ids) => [...ids]);

/** The first `count` questions right, the others wrong. */
export const firstRight = (count: number): string[][] =>
	right.map((answer, index) => (index < count ? answer : (wrong[index] ?? [])));

/** 7 right, one 多选 with only A (half), the case's first part right, its second wrong: 8.5 marks. */
export const withHalf: string[][] = [...right.slice(0, 7), ['A'], ['D'], ['T']];

const scheme: Partial<Scheme> = {
	attemptsAllowed: 2,
	multipleRule: 'half',
	ranking: { ...plainScheme.ranking, level: 'top', excellentLine: 900 }
};

/** Person n sits with these answers, and hands in; several lists are several attempts. [] is a blank attempt. */
export const sittings: Readonly<Record<number, readonly (readonly string[][])[]>> = {
	1: [firstRight(9)],
	2: [firstRight(7), firstRight(10)],
	5: [withHalf],
	6: [firstRight(9)],
	8: [firstRight(9)],
	9: [[]],
	10: [firstRight(10)],
	11: [firstRight(6)]
};

/**
 * Five units: 城关镇 with its 财政所, 河口镇, 区司法局, and 区档案馆 where nobody is required. Twelve people: 3 and 9 do not
 * come or hand in nothing, 4 and 12 are exempt, 6 and 7 deferred (6 sits all the same), 10 is voluntary.
 */
export async function district(store: Store): Promise<Fixture> {
	const fixture = await attemptExam(store, scheme, { people: 12 });
	const { db } = store;
	const { examId } = fixture;
	const units = [
		{ id: unitIds.office, code: 'u2', name: '城关镇财政所', category: '镇', parentId: unitIds.town },
		{ id: unitIds.river, code: 'u3', name: '河口镇', category: '镇', parentId: null },
		{ id: justice, code: 'u4', name: '区司法局', category: '部门', parentId: null },
		{ id: archive, code: 'u5', name: '区档案馆', category: '部门', parentId: null }
	];
	for (const { id, code, name, category, parentId } of units) {
		const common = { name, shortName: name, category, sortOrder: id, parentId };
		await db
			.insertInto('unit')
			.values({ id, code, ...common, abolishedAt: null, successorId: null })
			.execute();
		await db
			.insertInto('examUnit')
			.values({ examId, unitId: id, reportingUnitId: parentId ?? id, ...common })
			.execute();
	}
	const place = async (people: number[], unitId: UnitId) =>
		db
			.updateTable('enrolment')
			.set({ unitId })
			.where(
				'id',
				'in',
				people.map((one) => asId<'enrolment'>(one))
			)
			.execute();
	await place([5, 6, 7], unitIds.office);
	await place([8, 9, 10], unitIds.river);
	await place([11], justice);
	await place([12], archive);
	const stand = async (people: number[], status: 'exempt' | 'deferred' | 'voluntary') =>
		db
			.updateTable('enrolment')
			.set({ status })
			.where(
				'id',
				'in',
				people.map((one) => asId<'enrolment'>(one))
			)
			.execute();
	await stand([4, 12], 'exempt');
	await stand([7], 'deferred');
	await stand([10], 'voluntary');
	return fixture;
}

/** Everyone in `sittings` sits and hands in, through the verbs that a browser's requests reach. */
export async function sitAll(store: Store, fixture: Fixture, now = opensAt): Promise<void> {
	for (const [person, attempts] of Object.entries(sittings))
		for (const answers of attempts) await sitOnce(store, fixture, Number(person), answers, now);
	// A deferral granted to someone who sat before it came: the attempt stands.
	await store.db.updateTable('enrolment').set({ status: 'deferred' }).where('id', '=', asId<'enrolment'>(6)).execute();
}

async function sitOnce(
	store: Store,
	fixture: Fixture,
	person: number,
	answers: readonly string[][],
	now: number
): Promise<void> {
	const { header, epoch } = await sit(store, fixture, now, asId(person));
	const ops = answers.map((answer, index) => {
		const question = header.sheet.ofSlot(index + 1);
		if (!question) throw new Error(`no question of slot ${index + 1}`);
		return edit(question.number, epoch, 1, toShown(question, answer));
	});
	await submitAttempt(store, header, { epoch, batch: 'all', ops }, now + minute);
}

export const viewer = (role: Role, unitId: UnitId | null = null): Viewer => ({
	accountId: asId(1),
	personId: null,
	name: role,
	grants: [{ role, unitId }]
});

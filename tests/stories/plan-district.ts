import { asId, type ItemBankId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import { roles, type Role, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { addItem } from '#lib/content/item/version.server.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** 2026-11-23 08:00 in the district. */
export const now = Date.parse('2026-11-23T00:00:00Z');

export const viewer = (role: Role, unitId: UnitId | null = null, personId: PersonId | null = null): Viewer => ({
	accountId: null,
	personId,
	name: role,
	grants: [{ role, unitId }]
});
export const officer = viewer('examOfficer');
export const others = roles.filter((role) => role !== 'examOfficer').map((role) => viewer(role));

/** A district (1) with a bureau (2), its school (3) and a town (4); six people; one bank of 30 items and one case. */
export async function layDistrict(db: Db): Promise<void> {
	const units = [
		[1, '澄湖区', null, ''],
		[2, '区教育局', 1, '区政府部门'],
		[3, '第一小学', 2, '学校'],
		[4, '柳镇', 1, '镇']
	] as const;
	for (const [id, name, parent, category] of units)
		await db
			.insertInto('unit')
			.values({
				id: asId<'unit'>(id),
				code: `U${id}`,
				name,
				shortName: name,
				category,
				sortOrder: id,
				parentId: parent === null ? null : asId<'unit'>(parent),
				abolishedAt: null,
				successorId: null
			})
			.execute();
	for (const [id, unitId] of [
		[1, 2],
		[2, 2],
		[3, 3],
		[4, 3],
		[5, 4],
		[6, 4]
	] as const)
		await addPersonTo(db, id, unitId);
	await db
		.insertInto('law')
		.values([
			{ id: 1, title: '中华人民共和国宪法', shortTitle: '宪法', kind: 'constitution' },
			{ id: 2, title: '中华人民共和国行政复议法', shortTitle: '行政复议法', kind: 'statute' }
		])
		.execute();
	for (const lawId of [1, 2])
		await db
			.insertInto('lawEdition')
			.values({
				id: asId<'lawEdition'>(lawId),
				lawId,
				label: '现行',
				adoptedOn: null,
				inForceOn: null,
				repealedOn: null,
				checkedOn: null
			})
			.execute();
	await layBank(db);
}

export async function addPersonTo(db: Db, id: number, unitId: number): Promise<void> {
	const personId = asId<'person'>(id);
	const name = `人员${id}`;
	await db
		.insertInto('person')
		.values({
			id: personId,
			name,
			staffNo: `S${id}`,
			mobile: null,
			idHash: null,
			idTail: null,
			joinedOn: null,
			leftAt: null,
			createdAt: now
		})
		.execute();
	await db
		.insertInto('membership')
		.values({ personId, unitId: asId<'unit'>(unitId), kind: 'establishment', fromAt: now - day, toAt: null })
		.execute();
}

/** 10 judge, 12 single and 7 multiple, halves of each law; one case of two parts. */
async function layBank(db: Db): Promise<ItemBankId> {
	const { id: bankId } = await db
		.insertInto('itemBank')
		.values({ code: 'bank', name: '题库', purpose: 'exam', createdAt: now })
		.returning('id')
		.executeTakeFirstOrThrow();
	const kinds = [
		...Array<'judge'>(10).fill('judge'),
		...Array<'single'>(12).fill('single'),
		...Array<'multiple'>(7).fill('multiple'),
		'case' as const
	];
	for (const [index, kind] of kinds.entries()) {
		const options = ['A', 'B', 'C', 'D'].map((id) => ({ id, text: `选项${id}` }));
		const part = {
			kind: kind === 'case' ? ('single' as const) : kind,
			stem: `题${index}`,
			options: kind === 'judge' ? [] : options
		};
		const content = { material: kind === 'case' ? '材料' : null, parts: kind === 'case' ? [part, part] : [part] };
		const code = `I${String(index).padStart(3, '0')}`;
		const keys = content.parts.map(() => ({ correct: kind === 'judge' ? ['T'] : ['A'], explanation: '' }));
		const label = {
			code,
			lawEditionId: asId<'lawEdition'>(1 + (index % 2)),
			article: '第一条',
			difficulty: 3,
			tags: [],
			lockOptionOrder: false
		};
		await db
			.transaction()
			.execute((trx) =>
				addItem(trx, bankId, code, { kind, content, keys, labels: content.parts.map(() => label) }, now)
			);
	}
	return bankId;
}

/** An exam file that passes; fields may be replaced. */
export const examInput = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
	title: '2026年度学法考试',
	organiser: '区司法局',
	paper: {
		banks: ['bank'],
		rows: [
			{ kind: 'judge', count: 4, points: 5 },
			{ kind: 'single', count: 5, points: 8 },
			{ kind: 'multiple', count: 2, points: 10 },
			{ kind: 'case', count: 1, points: 10, parts: 2 }
		]
	},
	window: { opensAt: '+1h', closesAt: '+5d' },
	enrolment: 'all',
	publish: true,
	...fields
});

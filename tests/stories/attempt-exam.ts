import { asId, type ExamId, type ItemVersionId, type PaperId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type AttemptHeader, findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { openAttempt } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import type { ItemContent, PartKey } from '#lib/content/item/item.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';
import type { Slot } from '#lib/content/paper/paper.ts';

/** 2026-12-04 09:00 in district time. */
export const opensAt = Date.UTC(2026, 11, 4, 1);
export const minute = 60_000;
export const closesAt = opensAt + 180 * minute;

export const plainScheme: Scheme = {
	durationMs: 60 * minute,
	attemptsAllowed: 1,
	counts: 'best',
	assembly: 'one',
	variants: 1,
	shuffleItems: true,
	shuffleOptions: true,
	multipleRule: 'exact',
	bands: { pass: 600, good: 800, excellent: 900 },
	feedback: 'score',
	windowEnd: 'cuts',
	graceMs: 30_000,
	latestEntryMs: null,
	ranking: {
		level: 'self',
		basis: 'sat',
		minSat: 1,
		minParticipation: { numerator: 0, denominator: 1 },
		excellentLine: 9000
	}
};

/** Words that stand in keys and explanations only: no byte a candidate gets before the time may hold one. */
export const canary = 'CANARY-explanation-7f3a';

const four = ['第一项', '第二项', '第三项', '第四项'].map((text, index) => ({ id: 'ABCD'[index] ?? '', text }));

const items: { content: ItemContent; keys: PartKey[] }[] = [
	...[1, 2, 3].map((n) => ({
		content: { material: null, parts: [{ kind: 'judge' as const, stem: `判断题干${n}`, options: [] }] },
		keys: [{ correct: [n % 2 ? 'T' : 'F'], explanation: `${canary} 判断${n}` }]
	})),
	...[1, 2, 3].map((n) => ({
		content: { material: null, parts: [{ kind: 'single' as const, stem: `单选题干${n}`, options: four }] },
		keys: [{ correct: ['B'], explanation: `${canary} 单选${n}` }]
	})),
	...[1, 2].map((n) => ({
		content: { material: null, parts: [{ kind: 'multiple' as const, stem: `多选题干${n}`, options: four }] },
		keys: [{ correct: ['A', 'C'], explanation: `${canary} 多选${n}` }]
	})),
	{
		content: {
			material: '某镇综合行政执法队在检查中发现一家餐馆未公示许可证。\n执法人员当场作出处罚决定。',
			parts: [
				{ kind: 'single' as const, stem: '案例第一问', options: four },
				{ kind: 'judge' as const, stem: '案例第二问', options: [] }
			]
		},
		keys: [
			{ correct: ['D'], explanation: `${canary} 案例一` },
			{ correct: ['F'], explanation: `${canary} 案例二` }
		]
	}
];

const sections = { judge: '判断题', single: '单项选择题', multiple: '多项选择题', case: '案例题' };

export interface Fixture {
	readonly examId: ExamId;
	readonly paperId: PaperId;
	readonly people: readonly PersonId[];
	readonly slots: readonly Slot[];
}

/** A published exam of ten questions of one point each, one unit, and so many required people. */
export async function attemptExam(
	store: Store,
	scheme: Partial<Scheme> = {},
	options: { readonly people?: number; readonly opensAt?: number; readonly closesAt?: number } = {}
): Promise<Fixture> {
	const { db } = store;
	const from = options.opensAt ?? opensAt;
	const to = options.closesAt ?? closesAt;
	await db
		.insertInto('itemBank')
		.values({ id: asId(1), code: 'b', name: '题库', purpose: 'exam', createdAt: 0 })
		.execute();
	const slots: Slot[] = [];
	for (const [index, { content, keys }] of items.entries()) {
		const id = asId<'itemVersion'>(index + 1);
		const kind = content.material === null ? (content.parts[0]?.kind ?? 'judge') : 'case';
		await db
			.insertInto('item')
			.values({
				id: asId(index + 1),
				bankId: asId(1),
				code: `SECRETCODE${index}`,
				retiredAt: null,
				currentVersionId: id
			})
			.execute();
		await db
			.insertInto('itemVersion')
			.values({
				id,
				itemId: asId(index + 1),
				no: 1,
				kind,
				content: JSON.stringify(content),
				stemKey: `s${index}`,
				lawEditionId: null,
				article: 'SECRETARTICLE',
				difficulty: 3,
				tags: '[]',
				partLabels: '[]',
				parts: content.parts.length,
				contentHash: `h${index}`,
				createdAt: 0,
				usedAt: 1
			})
			.execute();
		for (const [part, { correct, explanation }] of keys.entries())
			await db
				.insertInto('itemKey')
				.values({ itemVersionId: id, part: part + 1, correct: JSON.stringify(correct), explanation })
				.execute();
		for (const [part, { kind: answerKind }] of content.parts.entries())
			slots.push(slot(slots.length + 1, sections[kind], id, part + 1, answerKind));
	}
	const paperId = asId<'paper'>(1);
	await db
		.insertInto('blueprint')
		.values({ id: asId(1), title: '蓝图', definition: '{}', createdAt: 0, frozenAt: null })
		.execute();
	await db
		.insertInto('paper')
		.values({
			id: paperId,
			blueprintId: asId(1),
			seed: 's',
			slots: JSON.stringify(slots),
			totalPoints: 1000,
			hash: 'h',
			assembledAt: 0
		})
		.execute();
	const examId = asId<'exam'>(1);
	await db
		.insertInto('exam')
		.values({
			id: examId,
			title: '2026年度国家工作人员学法用法考试',
			organiser: '区司法局',
			scheme: JSON.stringify({ ...plainScheme, ...scheme }),
			blueprintId: asId(1),
			opensAt: from,
			closesAt: to,
			publishedAt: from - 1000,
			closedAt: null,
			createdAt: 0,
			createdBy: 'test'
		})
		.execute();
	await db.insertInto('examPaper').values({ examId, variant: 'A', paperId }).execute();
	const unitId: UnitId = asId(1);
	const unit = { name: '城关镇', shortName: '城关', category: '镇', sortOrder: 1, parentId: null };
	await db
		.insertInto('unit')
		.values({ id: unitId, code: 'u1', ...unit, abolishedAt: null, successorId: null })
		.execute();
	await db
		.insertInto('examUnit')
		.values({ examId, unitId, reportingUnitId: unitId, ...unit })
		.execute();
	const people: PersonId[] = [];
	for (let n = 1; n <= (options.people ?? 1); n++) {
		const personId = asId<'person'>(n);
		people.push(personId);
		await db
			.insertInto('person')
			.values({
				id: personId,
				name: `张${n}`,
				staffNo: `S${n}`,
				mobile: null,
				idHash: null,
				idTail: null,
				joinedOn: null,
				leftAt: null,
				createdAt: 0
			})
			.execute();
		await db
			.insertInto('enrolment')
			.values({ examId, personId, unitId, name: `张${n}`, status: 'required', changedAt: 0 })
			.execute();
	}
	return { examId, paperId, people, slots };
}

const slot = (no: number, section: string, itemVersionId: ItemVersionId, part: number, kind: Slot['kind']): Slot => ({
	no,
	section,
	itemVersionId,
	part,
	kind,
	points: 100
});

/** Starts and opens an attempt; the header, and the epoch of the page. */
export async function sit(
	store: Store,
	fixture: Fixture,
	now: number,
	personId: PersonId = fixture.people[0] ?? asId(1)
): Promise<{ header: AttemptHeader; epoch: number }> {
	const started = await startAttempt(store, { examId: fixture.examId, personId, shortTimeAccepted: false }, now);
	if (!started.ok) throw new Error(`not started: ${started.reason}`);
	const header = await findAttemptByCode(store.db, started.value.code, personId);
	if (!header) throw new Error('no attempt of that code');
	const opened = await openAttempt(store, header, 'session', now);
	if (!opened) throw new Error('not open');
	return { header, epoch: opened.epoch };
}

/** One edit as a browser sends it. */
export const edit = (number: number, epoch: number, rev: number, answer: readonly string[], marked = false) => ({
	ok: true as const,
	op: { number, epoch, rev, answer, marked }
});

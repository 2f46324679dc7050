import type { PersonId } from '#lib/base/core/ids.ts';
import type { Role } from '#lib/base/core/permit.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { importLaws, planLaws } from '#lib/content/law/law-import.server.ts';
import { keepLawUpload } from '#lib/content/law/law-upload.server.ts';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { noChoices } from '#lib/people/roster/draft.ts';
import { previewRoster } from '#lib/people/roster/import-roster.server.ts';
import { syncGuides } from '#lib/study/month/guide.server.ts';
import { addMaterial } from '#lib/study/month/material.server.ts';
import { monthKey } from '#lib/study/month/plan.ts';
import { findPlan } from '#lib/study/month/plan.server.ts';
import { syncPlans } from '#lib/study/month/plan-file.server.ts';
import { syncLists } from '#lib/study/list/list-file.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { join } from 'node:path';
import { loadDistrict } from '../../src/cli/demo/load.ts';
import { modelExam } from '../../src/cli/demo/exam.ts';
import { demoPeople } from '../../src/cli/demo/people.ts';
import { loadLists } from '../../src/cli/demo/lists.ts';
import { publishPlans } from '../../src/cli/demo/study.ts';
import { hashedPassword } from '../doors/people.ts';
import { act, readAll, utf8 } from '../stories/law-files.ts';
import { answerNext } from '../stories/practice-desk.ts';
import { bureauUnit, fillSessions, wholeSession } from './session-world.ts';

/** Values of the path parameters of every page, and who looks at it. */
export interface World {
	readonly logins: Readonly<Record<'candidate' | 'unit' | Exclude<Role, 'unitAdmin'>, string>>;
	/** By `folder/[parameter]`, most special first; the plain parameter is the rest. */
	readonly values: Readonly<Record<string, string>>;
}

const banks = join(import.meta.dirname, '..', '..', 'question-banks');

/** The demo district with a published exam, an open one that a candidate sits, and a roster waiting to be confirmed. */
export async function fillWorld(store: Store, secret: Buffer): Promise<World> {
	const { db } = store;
	const now = Date.now();
	const people = demoPeople();
	await syncShippedBanks(db, banks, now);
	await syncGuides(db, banks);
	await syncPlans(db, banks, now);
	await publishPlans(db, now);
	await syncLists(db, banks, now);
	await loadLists(db, now);
	const { examId } = await loadDistrict({ db }, secret, people, now);
	const six = people.filter(({ part, unit }) => part === 'sits' && unit.shortName === '区司法局').slice(0, 6);
	const persons = await db
		.selectFrom('person')
		.select(['id', 'staffNo'])
		.where(
			'staffNo',
			'in',
			six.map(({ staffNo }) => staffNo)
		)
		.execute();
	for (const { id: personId } of persons) {
		const code = await begin(store, examId, personId);
		const header = await findAttemptByCode(db, code, personId);
		const ops = [{ ok: true as const, op: { number: 1, epoch: 1, rev: 1, answer: ['T'], marked: false } }];
		if (header) await submitAttempt(store, header, { epoch: 1, batch: 'b', ops }, Date.now());
	}
	await closeExam(db, operator, examId, { early: true, reason: 'test' }, Date.now());
	const run = await runScoring(db, operator, examId, 'test', Date.now());
	if (!run.ok) throw new Error(run.reason);
	await publishResults(db, operator, examId, { runId: run.value.id, reason: 'test', blank: 'notSat' }, Date.now());
	const second = await createFromFile(
		db,
		operator,
		{ ...modelExam([]), title: '正在进行的考试', enrolment: 'all' },
		now
	);
	if (!second.ok) throw new Error(JSON.stringify(second));
	const me = persons[0];
	if (!me?.staffNo) throw new Error('nobody sits');
	const attempt = await begin(store, second.value.exam.id, me.id);
	const draft = await createFromFile(
		db,
		operator,
		{ ...modelExam([]), title: '草稿', enrolment: 'all', publish: false },
		now
	);
	if (!draft.ok) throw new Error(JSON.stringify(draft));
	const file = {
		source: { bytes: Buffer.from('姓名,单位,工号\n新来的,区司法局,X1\n张?,区司法局,X2\n') },
		fileName: 'a.csv'
	};
	const accounts = await db.selectFrom('account').select(['id', 'loginName', 'personId']).execute();
	const officer = accounts.find(({ loginName }) => loginName === 'officer');
	const asOfficer = { ...operator, accountId: officer?.id ?? null };
	const upload = await previewRoster(db, secret, asOfficer, file, noChoices, now);
	if (!upload.ok) throw new Error(upload.reason);
	const lawFiles = await readAll(['a.txt', utf8(act(2021, '放灯应当报告。'))]);
	const laws = await planLaws(db, lawFiles, new Map());
	const law = await importLaws(db, operator, laws, { acceptClean: false }, now);
	const waiting = await keepLawUpload(
		db,
		operator,
		await readAll(['b.txt', utf8(act(2001, '放灯应当登记。'))], ['c.doc', utf8('%PDF')]),
		now
	);
	if (!law.ok || !waiting.ok) throw new Error('no law');
	const edition = await db.selectFrom('lawText').select('lawEditionId').executeTakeFirstOrThrow();
	const { lawId } = await db
		.selectFrom('lawEdition')
		.select('lawId')
		.where('id', '=', edition.lawEditionId)
		.executeTakeFirstOrThrow();
	const guided = await db
		.selectFrom('guide')
		.innerJoin('lawEdition', 'lawEdition.id', 'guide.lawEditionId')
		.select('lawEdition.lawId')
		.executeTakeFirstOrThrow();
	const study = await fillStudy(db, me.id, now);
	const sheet = await fillSessions(db, asOfficer, await bureauUnit(db));
	const passwordHash = await hashedPassword();
	await db.updateTable('account').set({ passwordHash, passwordSetAt: now }).execute();
	const done = await db.selectFrom('attempt').select('code').where('examId', '=', examId).executeTakeFirstOrThrow();
	const enrolment = await db
		.selectFrom('enrolment')
		.select(['id', 'unitId'])
		.where('examId', '=', examId)
		.where('personId', '=', me.id)
		.executeTakeFirstOrThrow();
	return {
		logins: {
			candidate: me.staffNo,
			unit: 'unit',
			examOfficer: 'officer',
			itemEditor: 'editor',
			auditor: 'auditor',
			systemAdmin: 'admin'
		},
		values: {
			...study,
			'attempts/[attempt]/result': done.code,
			'attempts/[attempt]': attempt,
			'exams/[exam]/basics': String(draft.value.exam.id),
			'exams/[exam]/paper': String(draft.value.exam.id),
			'exams/[exam]/people': String(draft.value.exam.id),
			'roster/[upload]': String(upload.value.uploadId),
			'laws/import/[upload]': String(waiting.value),
			'laws/[edition]': String(edition.lawEditionId),
			'laws/[law]/guide': String(guided.lawId),
			'[session]': String(sheet.session),
			'file/[upload]': String(sheet.upload),
			'[law]': String(lawId),
			'units/batches/[batch]': '1',
			'batches/[batch]': '2',
			'[exam]': String(examId),
			'[enrolment]': String(enrolment.id),
			'[unit]': String(enrolment.unitId),
			'[person]': String(me.id),
			'[account]': String(accounts[0]?.id),
			'[bank]': '1',
			'[item]': '1',
			'[list]': '1',
			'[blueprint]': '1'
		}
	};
}

/** A month with a file, on which the candidate has begun to work and has missed one question. */
async function fillStudy(db: Store['db'], personId: PersonId, now: number) {
	const month = (await findPlan(db, 2027))?.months[4];
	if (!month) throw new Error('no plan');
	const material = { kind: 'file' as const, title: '讲稿', name: '讲稿.pdf', bytes: Buffer.from('%PDF-1.7\n') };
	const added = await addMaterial(db, operator, month.id, material, now);
	const lawIds = month.laws.map(({ lawId }) => lawId);
	const set = await openSet(db, personId, { kind: 'month', planMonthId: month.id, lawIds }, now);
	if (!added.ok || !set.ok) throw new Error('no set');
	await answerNext(db, personId, set.value, false, now);
	const missed = await wholeSession(db, now - 2 * 86_400_000, { topic: '学习行政处罚法', laws: lawIds });
	await holdSession(db, operator, missed, { early: false }, now);
	return {
		'files/[material]': String(added.value),
		'catch-up/[session]': String(missed),
		'practice/[set]': set.value,
		'[month]': monthKey(month),
		'[year]': '2027',
		'[number]': '5'
	};
}

async function begin(
	store: Store,
	examId: Parameters<typeof closeExam>[2],
	personId: Parameters<typeof findAttemptByCode>[2] & number
) {
	const started = await startAttempt(store, { examId, personId, shortTimeAccepted: true }, Date.now());
	if (!started.ok) throw new Error(started.reason);
	return started.value.code;
}

/** The address of a page, or undefined when the world holds no value for one of its parameters. */
export function pathOf(routeId: string, values: World['values']): string | undefined {
	let path = routeId.replace(/\/\([^)]+\)/g, '') || '/';
	for (const [pattern, value] of Object.entries(values)) {
		if (!path.includes(pattern)) continue;
		path = path.replace(pattern, pattern.replace(/\[\w+\]/, value));
	}
	return path.includes('[') ? undefined : path;
}

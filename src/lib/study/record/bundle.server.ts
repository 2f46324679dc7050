import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { record } from '#i18n/record.ts';
import { formatDay, formatInstant } from '#lib/base/core/clock.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { coverageReport } from '#lib/study/list/coverage.server.ts';
import { isSelfStudy } from '#lib/study/session/counts.ts';
import { namesOfRows } from '#lib/study/session/year.server.ts';
import { type DocumentTable, documentOf } from './document.ts';
import { annualSentence } from './sentence.ts';
import { figuresOfYear, type StudyYear } from './year.ts';

/** The words of the bundle: what inspections read is Chinese. */
const t = record('zh');

/** One part of the bundle: a document to print and its table. */
interface Part {
	readonly name: string;
	readonly lines: readonly string[];
	readonly table: DocumentTable;
}

/**
 * The year's bundle for inspection: per part a document to print (.html) and its table (.csv), a table of contents, and the
 * SHA-256 of every file. Its numbers are those of the same record that the page shows.
 */
export async function bundleOf(
	db: Db,
	year: StudyYear
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
	const name = t.bundleName(year.scope, year.year);
	const parts = [
		planPart(year),
		sessionsPart(year),
		...(await attendanceParts(db, year)),
		quizzesPart(year),
		examsPart(year),
		await coveragePart(db, year),
		sentencePart(year)
	];
	const files: Record<string, Uint8Array> = {};
	const contents: (readonly (string | number)[])[] = [];
	for (const [index, { name: title, lines, table }] of parts.entries()) {
		const file = `${String(index + 1).padStart(2, '0')} ${title}`;
		const shown = table.rows.length === 0 ? [...lines, t.none] : [...lines, table];
		files[`${file}.html`] = strToU8(documentOf(`${name}：${title}`, shown, t.signature));
		files[`${file}.csv`] = csvBytes(table.header, table.rows);
		contents.push([index + 1, title, `${file}.html、${file}.csv`, table.rows.length]);
	}
	files[`00 ${t.contents}.html`] = strToU8(
		documentOf(
			name,
			[
				t.contentsMade(formatInstant(year.madeAt)),
				{ header: ['序号', '内容', '文件', '行数'], rows: contents },
				annualSentence(year, 'zh'),
				t.notes
			],
			t.signature
		)
	);
	const sums = Object.fromEntries(
		Object.entries(files).map(([file, bytes]) => [file, createHash('sha256').update(bytes).digest('hex')])
	);
	files['校验.json'] = strToU8(`${JSON.stringify({ year: year.year, scope: year.scope, sha256: sums }, null, 2)}\n`);
	return { name: `${name}.zip`, bytes: zipSync(files, { level: 6, mtime: new Date(year.madeAt) }) };
}

const planPart = ({ plan }: StudyYear): Part => ({
	name: t.planDoc,
	lines: plan ? [plan.title] : [],
	table: {
		header: [t.month, t.laws, t.theme, t.presenter, t.mode, t.note],
		rows: (plan?.months ?? []).map((month) => [
			`${month.month}月`,
			month.laws.map(({ title }) => `《${title}》`).join(''),
			month.theme,
			month.presenter,
			month.mode === 'self' ? t.self : t.collective,
			month.note
		])
	}
});

const states = { planned: t.statePlanned, held: t.stateHeld, cancelled: t.stateCancelled };
const levels = { district: t.levelDistrict, unit: t.levelUnit };
const kinds = {
	collectiveStudy: t.collectiveStudy,
	preMeetingStudy: t.preMeetingStudy,
	trialObservation: t.trialObservation
};

const sessionsPart = ({ sessions }: StudyYear): Part => ({
	name: t.sessionsDoc,
	lines: [],
	table: {
		header: [
			...[t.day, t.level, t.organiser, t.kind, t.topic, t.laws, t.place, t.lecturer, t.state],
			...[t.expected, t.present, t.leave, t.absent, t.selfStudied, t.backfilled]
		],
		rows: sessions.lines.map(({ session, organiser, lawTitles, figures }) => [
			formatDay(session.startsAt),
			levels[session.level],
			organiser ?? '',
			kinds[session.kind],
			session.topic,
			lawTitles.join('、'),
			[session.place, ...session.subVenues].join('、'),
			session.lecturer,
			states[session.state],
			...[figures.expected, figures.present, figures.leave, figures.absent, figures.selfStudy, figures.backfilled]
		])
	}
});

/** Who was at which session, and who made up for one; reasons of leave stay with the unit. */
async function attendanceParts(db: Db, { sessions }: StudyYear): Promise<readonly Part[]> {
	const held = new Map(
		sessions.lines.filter(({ session }) => session.state === 'held').map(({ session }) => [session.id, session])
	);
	const names = await namesOfRows(db, [...held.keys()]);
	const statuses = { present: t.present, leave: t.leave, absent: t.absent, unmarked: t.unmarked };
	const rows = sessions.rows.flatMap((row) => {
		const session = held.get(row.sessionId);
		const person = names.get(`${row.sessionId}/${row.personId}`);
		return session && person ? [{ row, session, person }] : [];
	});
	const head = [t.day, t.level, t.topic, t.unit, t.name];
	const cells = ({ session, person }: (typeof rows)[number]) => [
		...[formatDay(session.startsAt), levels[session.level], session.topic, person.unitName, person.name]
	];
	return [
		{
			name: t.attendanceDoc,
			lines: [],
			table: {
				header: [...head, t.status, t.walkIn, t.backfilled],
				rows: rows.map((one) => [
					...cells(one),
					statuses[one.row.status],
					one.row.walkIn ? t.yes : '',
					one.row.late ? t.yes : ''
				])
			}
		},
		{
			name: t.selfStudyDoc,
			lines: [],
			table: { header: head, rows: rows.filter(({ row }) => isSelfStudy(row)).map(cells) }
		}
	];
}

const quizzesPart = ({ quizzes }: StudyYear): Part => ({
	name: t.quizzesDoc,
	lines: [],
	table: {
		header: [t.month, t.unit, t.name, t.finishedOn],
		rows: quizzes.map(({ month, unitName, name, finishedAt }) => [month, unitName, name, formatDay(finishedAt)])
	}
});

const examsPart = ({ exams }: StudyYear): Part => ({
	name: t.examsDoc,
	lines: [],
	table: {
		header: [
			t.exam,
			t.required,
			t.sat,
			t.examAbsent,
			t.deferred,
			t.average,
			t.passRate,
			t.examExcellentUnits,
			t.source
		],
		rows: exams.map((exam) => [
			...[exam.title, exam.required, exam.sat, exam.absent, exam.deferred, exam.average ?? ''],
			exam.passRate === null ? '' : `${exam.passRate}%`,
			exam.excellentUnits ?? '',
			t.version(exam.publicationNo)
		])
	}
});

/** Must-know lists by unit, as the page of coverage shows them: numbers of entries and people, no names. */
async function coveragePart(db: Db, { viewer, year, madeAt }: StudyYear): Promise<Part> {
	const report = await coverageReport(db, viewer, year, madeAt);
	const rows = (report?.units ?? []).flatMap((unit) =>
		unit.lists.map(({ title, tier, addressed, covered, entries, awaited }) => [
			...[unit.name, title, tier === 'common' ? t.common : t.specific, addressed, entries, covered, awaited]
		])
	);
	return {
		name: t.coverageDoc,
		lines: [t.coverageNotes],
		table: { header: [t.unit, t.list, t.tier, t.addressed, t.entries, t.covered, t.awaited], rows }
	};
}

const sentencePart = (year: StudyYear): Part => {
	const titles = new Map(year.exams.map(({ examId, title }) => [examId, title]));
	return {
		name: t.sentenceDoc,
		lines: [annualSentence(year, 'zh'), t.notes],
		table: {
			header: [t.figure, t.value, t.exam],
			rows: figuresOfYear(year).map(({ key, value, examId }) => [
				t[key],
				value,
				examId === null ? '' : (titles.get(examId) ?? '')
			])
		}
	};
};

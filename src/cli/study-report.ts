import { writeFileSync } from 'node:fs';
import { formatDay, isoInstant } from '#lib/base/core/clock.ts';
import { operator, type Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { findUnitByCode } from '#lib/people/directory/directory.server.ts';
import { bundleOf } from '#lib/study/record/bundle.server.ts';
import { studyFile } from '#lib/study/record/person.server.ts';
import { annualSentence } from '#lib/study/record/sentence.ts';
import { figuresOfYear, type StudyYear } from '#lib/study/record/year.ts';
import { studyYear } from '#lib/study/record/year.server.ts';
import { openExisting } from './existing.ts';
import { figuresJson } from './study-words.ts';
import { answer, type ExitCode, flag, type Invocation, refuse, type Verb } from './verb.ts';

/** The year asked for, this one without the flag; undefined when it is none. */
function yearOf(invocation: Invocation): number | undefined {
	const text = flag(invocation, 'year') ?? formatDay(Date.now()).slice(0, 4);
	return /^2\d{3}$/.test(text) ? Number(text) : undefined;
}

/** The record as the whole district sees it, or as the administrator of one unit would. */
async function recordOf({ db }: Store, invocation: Invocation, year: number): Promise<StudyYear | undefined> {
	const code = flag(invocation, 'unit');
	const unit = code === undefined ? undefined : await findUnitByCode(db, code);
	if (code !== undefined && !unit) return undefined;
	const viewer: Viewer = unit ? { ...operator, grants: [{ role: 'unitAdmin', unitId: unit.id }] } : operator;
	return studyYear(db, viewer, year, Date.now());
}

const reportJson = (record: StudyYear) => ({
	year: record.year,
	scope: record.scope,
	madeAt: isoInstant(record.madeAt),
	sentence: annualSentence(record, 'zh'),
	sentenceEnglish: annualSentence(record, 'en'),
	sessions: {
		district: { sessionCount: record.levels.district.sessionCount, ...figuresJson(record.levels.district) },
		unit: { sessionCount: record.levels.unit.sessionCount, ...figuresJson(record.levels.unit) }
	},
	quizzes: {
		finishes: record.quizzes.length,
		headcount: new Set(record.quizzes.map(({ personId }) => personId)).size,
		months: [...Map.groupBy(record.quizzes, ({ month }) => month)].map(([month, rows]) => ({
			month,
			finishes: rows.length
		}))
	},
	exams: record.exams.map(({ examId, unitsSat, ...exam }) => ({ exam: examId, ...exam, units: unitsSat })),
	figures: figuresOfYear(record).map(({ key, value, examId, rows }) => ({ key, value, exam: examId, rows }))
});

async function withRecord(
	invocation: Invocation,
	name: string,
	use: (store: Store, record: StudyYear) => Promise<ExitCode> | ExitCode
): Promise<ExitCode> {
	const year = yearOf(invocation);
	if (year === undefined || invocation.words.length > 0) {
		process.stderr.write(`xuefa ${name}: say --year YEAR, four digits, and no further words; see --help\n`);
		return 2;
	}
	const store = await openExisting();
	try {
		const record = await recordOf(store, invocation, year);
		if (record) return await use(store, record);
		return refuse(invocation, name, 'noUnit', `there is no unit with the code ${flag(invocation, 'unit') ?? ''}`);
	} finally {
		await store.close();
	}
}

export const reportVerb: Verb = {
	summary: "a year's figures and the sentence for the annual report",
	help: `xuefa study report [--year YEAR] [--unit CODE] [--json]

The record of a year (this one): sessions of the district and of units apart, attendances and persons apart, self-study,
month quizzes, exams; and the sentence for the annual report, whose numbers are the figures below it.
--unit CODE  the record of that unit and all below it, as its administrator sees it

JSON: { "year", "scope", "madeAt", "sentence" (Chinese), "sentenceEnglish", "sessions": { "district": F, "unit": F } with F =
{ "sessionCount" 场次, "attendances" 人次, "headcount" 人数, "expected" 应到, "present" 实到, "leave" 请假, "absent" 缺席,
"selfStudy" 自学, "backfilled" 补录, "attendanceRate", "walkIns", "unmarked" }, "quizzes": { "finishes", "headcount",
"months": [{ "month", "finishes" }] }, "exams": [{ "exam", "title", "publicationNo", "required", "sat", "absent", "average",
"passRate", "units", "excellentUnits", "excellentLine" }], "figures": [{ "key", "value", "exam", "rows": where they stand }] }.
Exit 0 done, 1 refused, 2 usage.`,
	run: (invocation) =>
		withRecord(invocation, 'study report', (_store, record) => {
			const lines = figuresOfYear(record).map(
				({ key, value, examId }) => `  ${key} ${value}${examId ? `  exam ${examId}` : ''}`
			);
			answer(invocation, reportJson(record), [annualSentence(record, 'zh'), '', ...lines].join('\n'));
			return 0;
		})
};

export const bundleVerb: Verb = {
	summary: "a year's bundle for inspection, as one zip",
	help: `xuefa study bundle --out FILE.zip [--year YEAR] [--unit CODE] [--json]

Writes the year's records (this year's) as one zip of documents to print (.html) and tables (.csv, UTF-8 with mark): contents,
plan, sessions, attendance, self-study, month quizzes, exams, coverage of must-know lists, the sentence for the annual report,
and the SHA-256 of each file in 校验.json. The numbers are those of xuefa study report.
--unit CODE  the bundle of that unit and all below it
JSON: { "file", "name", "bytes" }. Exit 0 done, 1 refused, 2 usage.`,
	async run(invocation) {
		const out = flag(invocation, 'out');
		if (out === undefined) {
			process.stderr.write('xuefa study bundle: say where: --out FILE.zip\n');
			return 2;
		}
		return withRecord(invocation, 'study bundle', async ({ db }, record) => {
			const { name, bytes } = await bundleOf(db, record);
			try {
				writeFileSync(out, bytes, { mode: 0o600 });
			} catch (error) {
				return refuse(invocation, 'study bundle', 'unwritable', error instanceof Error ? error.message : String(error));
			}
			answer(invocation, { file: out, name, bytes: bytes.length }, `${name}: ${bytes.length} bytes in ${out}`);
			return 0;
		});
	}
};

export const fileVerb: Verb = {
	summary: "a person's study file of a year",
	help: `xuefa study file NUMBER [--year YEAR] [--json]

The study file (学法档案) of the person with that staff number or mobile: laws finished, sessions, self-study, exams.
JSON: { "year", "name", "unit", "months": [{ "month", "laws", "finishedOn" }], "sessions": [{ "id", "day", "level", "topic",
"state", "status", "selfStudy", "backfilled" }], "exams": [{ "exam", "title", "turnout", "points", "publicationNo" }] }.
Exit 0 done, 1 refused, 2 usage.`,
	async run(invocation) {
		const [number, ...more] = invocation.words;
		const year = yearOf(invocation);
		if (number === undefined || more.length > 0 || year === undefined) {
			process.stderr.write('xuefa study file: say one staff number or mobile, and --year YEAR\n');
			return 2;
		}
		const { db, close } = await openExisting();
		try {
			const person = await db
				.selectFrom('person')
				.select('id')
				.where(({ or, eb }) => or([eb('staffNo', '=', number), eb('mobile', '=', number)]))
				.executeTakeFirst();
			const file = person && (await studyFile(db, person.id, year));
			if (!file) return refuse(invocation, 'study file', 'noPerson', `there is nobody with the number ${number}`);
			const json = {
				year: file.year,
				name: file.name,
				unit: file.unitName,
				months: file.months.map(({ key, laws, finishedAt }) => {
					return { month: key, laws, finishedOn: formatDay(finishedAt) };
				}),
				sessions: file.sessions.map(({ session, status, isSelfStudy, late }) => ({
					...{ id: session.id, day: formatDay(session.startsAt), level: session.level, topic: session.topic },
					...{ state: session.state, status, selfStudy: isSelfStudy, backfilled: late }
				})),
				exams: file.exams.map(({ examId, title, turnout, points, publicationNo }) => {
					return { exam: examId, title, turnout, points, publicationNo };
				})
			};
			const lines = [
				...json.months.map(({ month, laws, finishedOn }) => `  ${month}  ${laws.join('、')}  ${finishedOn}`),
				...json.sessions.map(
					({ day, topic, status, selfStudy }) => `  ${day}  ${topic}  ${status}${selfStudy ? ', self-study' : ''}`
				),
				...json.exams.map(({ title, turnout, points }) => `  ${title}  ${turnout}  ${points ?? '—'}`)
			];
			answer(invocation, json, [`${file.name}  ${file.unitName}  ${file.year}`, ...lines].join('\n'));
			return 0;
		} finally {
			await close();
		}
	}
};

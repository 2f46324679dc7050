import type { ExamId, PersonId, PlanMonthId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { PlanYear } from '#lib/study/month/plan.ts';
import type { LevelFigures } from '#lib/study/session/counts.ts';
import type { SessionYear } from '#lib/study/session/year.server.ts';

/** One person's finished quiz of one month. */
export interface QuizRow {
	readonly planMonthId: PlanMonthId;
	/** `2027-03`. */
	readonly month: string;
	readonly personId: PersonId;
	readonly name: string;
	/** The establishment unit on the day the quiz was finished. */
	readonly unitName: string;
	readonly finishedAt: number;
}

/** An exam of the year whose results are published. Numbers are those of its newest publication. */
export interface ExamLine {
	readonly examId: ExamId;
	readonly title: string;
	readonly publicationNo: number;
	readonly required: number;
	readonly sat: number;
	readonly absent: number;
	readonly deferred: number;
	/** As printed; null where nobody sat. */
	readonly average: string | null;
	readonly passRate: string | null;
	/** Of the district; null for the record of units alone. */
	readonly unitsSat: number | null;
	readonly excellentUnits: number | null;
	readonly excellentLine: string;
}

/** All that a year's record rests on. The figures are counts of the rows that stand beside them. */
export interface StudyYear {
	readonly year: number;
	/** The units it is about, as a person calls them. */
	readonly scope: string;
	readonly isDistrict: boolean;
	readonly madeAt: number;
	/** Who looks: the record holds what this viewer may see. */
	readonly viewer: Viewer;
	readonly plan: PlanYear | null;
	readonly sessions: SessionYear;
	/** Sessions held, by level: never one sum. */
	readonly levels: { readonly district: LevelFigures; readonly unit: LevelFigures };
	readonly quizzes: readonly QuizRow[];
	readonly exams: readonly ExamLine[];
}

/** A number of the record, and the rows it opens to. */
export interface RecordFigure {
	readonly key: FigureKey;
	readonly value: number | string;
	/** The exam it belongs to, for figures of exams. */
	readonly examId: ExamId | null;
	readonly rows: RowsPlace;
}

export const figureKeys = [
	'districtSessions',
	'districtAttendances',
	'districtHeadcount',
	'districtSelfStudy',
	'unitSessions',
	'unitAttendances',
	'unitHeadcount',
	'unitSelfStudy',
	'quizFinishes',
	'quizPersons',
	'examSat',
	'examRequired',
	'examAverage',
	'examExcellentUnits'
] as const;
export type FigureKey = (typeof figureKeys)[number];

/** Where the rows of a figure stand. */
export type RowsPlace =
	| { readonly kind: 'sessions'; readonly level: 'district' | 'unit'; readonly what: 'present' | 'selfStudy' | null }
	| { readonly kind: 'quizzes' }
	| { readonly kind: 'exam'; readonly examId: ExamId };

/** Every figure of the record, in the order of the annual sentence; each traced to its rows. */
export function figuresOfYear(year: StudyYear): readonly RecordFigure[] {
	const { district, unit } = year.levels;
	const sessions = (level: 'district' | 'unit', what: 'present' | 'selfStudy' | null): RowsPlace => {
		return { kind: 'sessions', level, what };
	};
	const figure = (key: FigureKey, value: number | string, rows: RowsPlace, examId: ExamId | null = null) => {
		return { key, value, rows, examId };
	};
	return [
		figure('districtSessions', district.sessionCount, sessions('district', null)),
		figure('districtAttendances', district.attendances, sessions('district', 'present')),
		figure('districtHeadcount', district.headcount, sessions('district', 'present')),
		figure('districtSelfStudy', district.selfStudy, sessions('district', 'selfStudy')),
		figure('unitSessions', unit.sessionCount, sessions('unit', null)),
		figure('unitAttendances', unit.attendances, sessions('unit', 'present')),
		figure('unitHeadcount', unit.headcount, sessions('unit', 'present')),
		figure('unitSelfStudy', unit.selfStudy, sessions('unit', 'selfStudy')),
		figure('quizFinishes', year.quizzes.length, { kind: 'quizzes' }),
		figure('quizPersons', new Set(year.quizzes.map(({ personId }) => personId)).size, { kind: 'quizzes' }),
		...year.exams.flatMap((exam) => {
			const rows: RowsPlace = { kind: 'exam', examId: exam.examId };
			const own = (key: FigureKey, value: number | string) => figure(key, value, rows, exam.examId);
			return [
				own('examRequired', exam.required),
				own('examSat', exam.sat),
				...(exam.average === null ? [] : [own('examAverage', exam.average)]),
				...(exam.excellentUnits === null ? [] : [own('examExcellentUnits', exam.excellentUnits)])
			];
		})
	];
}

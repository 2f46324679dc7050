import type { Locale } from '#i18n/area.ts';
import { record } from '#i18n/record.ts';
import { figuresOfYear, type StudyYear } from './year.ts';

/**
 * The sentence for the annual report (domain.md §2.5): sessions of the district, of units, self-study, quizzes, exams. Its
 * numbers are those of `figuresOfYear` and no others. What did not happen is not mentioned.
 */
export function annualSentence(year: StudyYear, locale: Locale): string {
	const t = record(locale);
	const values = new Map(figuresOfYear(year).map(({ key, value }) => [key, Number(value)]));
	const value = (key: Parameters<typeof values.get>[0]) => values.get(key) ?? 0;
	const made = (key: 'districtSelfStudy' | 'unitSelfStudy') => (value(key) === 0 ? '' : t.sentenceSelf(value(key)));
	const counts = (level: 'district' | 'unit'): [number, number, number] => {
		return [value(`${level}Sessions`), value(`${level}Attendances`), value(`${level}Headcount`)];
	};
	const sessions = year.isDistrict ? t.sentenceSessions : t.sentenceAttended;
	const parts: string[] = [
		value('districtSessions') === 0
			? t.sentenceNoSessions(year.year, year.scope)
			: sessions(year.year, year.scope, ...counts('district')) + made('districtSelfStudy')
	];
	const own = year.isDistrict ? t.sentenceUnits : t.sentenceOwn;
	if (value('unitSessions') > 0) parts.push(own(...counts('unit')) + made('unitSelfStudy'));
	if (value('quizFinishes') > 0) parts.push(t.sentenceQuizzes(value('quizFinishes'), value('quizPersons')));
	for (const exam of year.exams)
		parts.push(
			t.sentenceExam(exam.title, exam.unitsSat, exam.sat, exam.average) +
				(exam.excellentUnits === null ? '' : t.sentenceExcellent(exam.excellentUnits, exam.excellentLine))
		);
	return `${parts.join(locale === 'en' ? '; ' : '；')}${locale === 'en' ? '.' : '。'}`;
}

import * as v from 'valibot';
import { creditTable, eligibilityLimits } from './eligibility.ts';
import { described, text, whole } from './file-fields.ts';

const { months, least } = eligibilityLimits;

/** `scheme.eligibility` of the exam file. The kind tells which fields may stand beside it. */
export const eligibilityFields = described(
	v.variant('kind', [
		v.strictObject({
			kind: described(v.literal('months'), 'Quizzes of named months of the year plan, all of them finished.'),
			months: described(
				v.pipe(v.array(text('A month of the year plan, e.g. 2027-03.')), v.minLength(months[0])),
				'Months of the year plan whose quizzes must be finished.',
				[['2027-03', '2027-04']]
			)
		}),
		v.strictObject({
			kind: described(
				v.literal('credits'),
				'Study credits of the calendar year in which the exam opens. Rule 国办函〔2026〕12号 of 2026 speaks against it: at your own decision.'
			),
			least: whole(
				least,
				`Credits needed: ${creditTable.monthQuiz} for each month quiz finished, ${creditTable.session} for each collective session attended or made up for.`,
				[60]
			)
		})
	]),
	'What must be done before a candidate may start; leave out for nothing.'
);

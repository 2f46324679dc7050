import * as v from 'valibot';
import { eligibilityFields } from './file-eligibility.ts';
import { described, fields, marks, moment, text, twoDecimals, whole } from './file-fields.ts';
import { limits } from './scheme-check.ts';
import { assemblies, countingRules, feedbackPolicies, multipleRules, windowEnds } from './scheme.ts';
import { presetIds } from './presets.ts';

const person = text('Staff number or mobile number of one person; never a name.', ['S0001']);

const excused = v.array(
	fields({
		person,
		reason: text('Why; shown to the unit and the bureau only.', ['长期病假']),
		documentNo: v.optional(
			described(v.pipe(v.string(), v.trim(), v.maxLength(200)), 'Number of the paper the decision rests on.', [
				'区司法函〔2026〕12号'
			]),
			''
		)
	})
);

const row = fields({
	section: v.optional(
		text(
			'Heading under which the items stand; rows with one heading stand together. Default: by kind, e.g. 一、判断题.',
			['一、判断题']
		)
	),
	kind: described(
		v.picklist(['judge', 'single', 'multiple', 'case', '判断', '单选', '多选', '案例']),
		'judge 判断 true or false · single 单选 one right option · multiple 多选 several · case 案例 shared text with several questions.'
	),
	count: whole([1, 300], 'How many items, or how many cases.', [20]),
	points: marks('Marks of each item, or of each question of a case.', [1, 2]),
	law: v.optional(
		described(v.pipe(v.string(), v.trim(), v.nonEmpty()), 'Title or short title of a law, or "any".', ['any', '宪法']),
		'any'
	),
	difficulty: v.optional(
		described(
			v.union([v.literal('any'), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))]),
			'1 easy to 5 hard, or "any".',
			['any', 3]
		),
		'any'
	),
	parts: v.optional(whole([1, 20], 'Questions of each case, exactly; leave out for other kinds.', [3]), 1)
});

const paper = fields({
	title: v.optional(text('Name under which the blueprint is kept. Default: title of the exam.')),
	banks: described(
		v.pipe(
			v.union([v.pipe(v.string(), v.trim(), v.nonEmpty()), v.array(v.pipe(v.string(), v.trim(), v.nonEmpty()))]),
			v.transform((banks) => (typeof banks === 'string' ? [banks] : banks))
		),
		'Codes (or names) of the item banks to draw from.',
		[['constitution-2018', 'administrative-reconsideration-2023']]
	),
	rows: v.optional(
		described(v.pipe(v.array(row), v.minLength(1)), 'The blueprint. Default: the rows of the preset, where it has any.')
	)
});

const ranking = fields({
	level: v.optional(
		described(
			v.picklist(['top', 'self']),
			'top: people count for the topmost unit below the district · self: for their own unit.'
		)
	),
	basis: v.optional(
		described(v.picklist(['sat', 'required']), 'Average over those who sat, or over all required with absent as 0.')
	),
	minSat: v.optional(whole(limits.minSat, 'Units where fewer sat are listed apart.', [1, 5])),
	minParticipationPercent: v.optional(
		described(
			v.pipe(v.number(), v.minValue(0), v.maxValue(100), twoDecimals),
			'An excellent unit needs at least this participation rate, in percent.',
			[0, 95]
		)
	),
	excellentLine: v.optional(marks('Average that an excellent unit reaches.', [90]))
});

const safeguards = fields({
	singleDevice: v.optional(
		described(v.boolean(), 'The attempt stays on the device that opened it until the bureau releases it.')
	),
	roomCode: v.optional(described(v.boolean(), 'Starting asks for the code shown on the page for the room.')),
	networks: v.optional(
		described(
			v.array(v.pipe(v.string(), v.trim(), v.nonEmpty())),
			'Starting and opening the paper are possible from these networks only.',
			[['10.20.0.0/16', '2001:db8::/32']]
		)
	),
	safeBrowserKey: v.optional(
		described(
			v.nullable(v.pipe(v.string(), v.trim(), v.toLowerCase())),
			'Config Key of Safe Exam Browser, 64 hex digits; a deterrent only: it proves no client.'
		)
	),
	watermark: v.optional(described(v.boolean(), 'Name and unit stand faintly behind the questions.'))
});

const scheme = fields({
	minutes: v.optional(whole(limits.durationMinutes, 'Working time of one attempt, in minutes.', [60])),
	attempts: v.optional(
		described(
			v.union([
				v.literal('unlimited'),
				v.pipe(v.number(), v.integer(), v.minValue(limits.attempts[0]), v.maxValue(limits.attempts[1]))
			]),
			'Attempts allowed, 1 to 20, or "unlimited".',
			[2, 'unlimited']
		)
	),
	counts: v.optional(described(v.picklist(countingRules), 'Which submitted attempt is the result.')),
	assembly: v.optional(
		described(
			v.picklist(assemblies),
			'one: one paper for all · variants: papers A, B, C … · drawn: a paper of its own for each attempt, all from the same blueprint.'
		)
	),
	variants: v.optional(whole(limits.variants, 'How many papers, for assembly "variants".', [3])),
	shuffleItems: v.optional(described(v.boolean(), 'Items in another order for each candidate, within their section.')),
	shuffleOptions: v.optional(
		described(v.boolean(), 'Options in another order for each candidate, except where the item locks them.')
	),
	multipleRule: v.optional(
		described(
			v.picklist(multipleRules),
			'exact: full marks for exactly the right set · half: half the marks for an incomplete set without a wrong option · perOption: pointsPerOption for each right option chosen when none is wrong.'
		)
	),
	pointsPerOption: v.optional(marks('For multipleRule "perOption".', [0.5])),
	bands: v.optional(
		described(
			fields({
				pass: marks('合格 from here on, inclusive.', [60]),
				good: marks('良好 from here on, inclusive.', [80]),
				excellent: marks('优秀 from here on, inclusive.', [90])
			}),
			'Cut scores; pass ≤ good ≤ excellent.'
		)
	),
	feedback: v.optional(
		described(
			v.picklist(feedbackPolicies),
			'nothing · score: own score after submitting · answersAfterClose: own score after submitting, answers and explanations when the last window is over.'
		)
	),
	windowEnd: v.optional(
		described(
			v.picklist(windowEnds),
			'grants: who starts within the window gets the full time even past its end · cuts: nobody sits past the end, so starting closes one working time before it.'
		)
	),
	graceSeconds: v.optional(
		whole(limits.graceSeconds, 'Answers under way at the deadline are accepted this long, in seconds.', [120])
	),
	latestEntryMinutes: v.optional(
		described(
			v.nullable(whole(limits.latestEntryMinutes, 'In minutes.')),
			'Starting closes so many minutes after the window opens; null: no such limit.',
			[30, null]
		)
	),
	outageCreditMinutes: v.optional(
		whole(
			limits.outageCreditMinutes,
			'The most that one outage of the server gives back to running attempts by itself, in minutes; 0: nothing.',
			[60]
		)
	),
	ranking: v.optional(described(ranking, 'How units are ranked and when one is excellent.')),
	safeguards: v.optional(described(safeguards, 'What is asked for beyond the account; all off unless written here.')),
	eligibility: v.optional(eligibilityFields)
});

const enrolment = fields({
	all: v.optional(described(v.boolean(), 'Everyone on the roster.')),
	units: v.optional(
		described(
			v.array(v.pipe(v.string(), v.trim(), v.nonEmpty())),
			'Codes (or exact names) of units; all units below them are included.',
			[['U001']]
		),
		[]
	),
	categories: v.optional(
		described(v.array(v.pipe(v.string(), v.trim(), v.nonEmpty())), 'Categories of units, as in the unit list.', [
			['学校']
		]),
		[]
	),
	persons: v.optional(described(v.array(person), 'Single persons.'), []),
	exempt: v.optional(described(excused, '免考: on the list, but not required.'), []),
	deferred: v.optional(described(excused, '缓考: required later; shown apart.'), []),
	voluntary: v.optional(
		described(
			v.array(v.union([person, fields({ person, reason: text('Why.') })])),
			'自愿参加: may sit, counts in no figure. Put on the list even where the choice above does not include them.'
		),
		[]
	)
});

const override = fields({
	unit: v.optional(text('Code (or exact name) of a unit; applies to all below it.', ['U001'])),
	person: v.optional(person),
	opensAt: v.optional(moment('Opening for these people.')),
	closesAt: v.optional(moment('End for these people.')),
	extraMinutes: v.optional(whole([0, 480], 'Minutes added to the working time.', [15]), 0),
	reason: text('Why.')
});

/**
 * The file from which `xuefa exam create` makes a whole exam. Numbers are what people write: marks as decimals (1.5),
 * times in minutes. `xuefa exam schema` prints it as JSON Schema, descriptions and all.
 */
export const examFile = fields({
	$schema: v.optional(described(v.string(), 'Ignored.')),
	title: text('Title of the exam.', ['2026年度国家工作人员学法考试']),
	organiser: text('Who holds the exam (主办).', ['区司法局']),
	subjectOwner: v.optional(
		described(
			v.pipe(v.string(), v.trim(), v.maxLength(200)),
			'Who answers for the subject matter, when not the organiser.',
			['区纪委监委']
		),
		''
	),
	preset: v.optional(
		described(
			v.picklist(presetIds),
			'A scheme that was really run; `scheme` changes single fields of it. `recommended`: 60 minutes, 2 attempts, best counts, exact, 60/80/90, 判断 20×1, 单选 40×1, 多选 20×2.'
		),
		'recommended'
	),
	paper: described(paper, 'Where the items come from and how many of which sort.'),
	scheme: v.optional(described(scheme, 'Fields that differ from the preset.'), {}),
	window: described(
		fields({
			opensAt: moment(
				'When starting becomes possible. District time (UTC+8) unless a zone is written; "now"; or "+2h", "+30m", "+1d" after now.'
			),
			closesAt: moment('When the window ends, exclusive. As opensAt, but "+2h" counts from opensAt.')
		}),
		'When candidates may start.'
	),
	enrolment: described(
		v.union([
			v.pipe(
				v.literal('all'),
				v.transform(() => ({ all: true }) as const)
			),
			enrolment
		]),
		'"all", or the union of units, categories and persons; people count in the unit of their establishment at the moment of creation.',
		['all', { units: ['U001'] }]
	),
	overrides: v.optional(described(v.array(override), 'Other windows or more time for single units or persons.'), []),
	publish: v.optional(
		described(v.boolean(), 'Publish at once; nothing is created when the check before publication finds a problem.'),
		false
	)
});

export type ExamFile = v.InferOutput<typeof examFile>;
export type FileRow = v.InferOutput<typeof row>;
export type FileScheme = v.InferOutput<typeof scheme>;
export type FileEnrolment = v.InferOutput<typeof enrolment>;

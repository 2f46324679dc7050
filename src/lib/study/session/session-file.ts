import * as v from 'valibot';
import { described, fields, moment, text } from '#lib/exam/plan/file-fields.ts';
import { limits } from './session.ts';

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200));
const free = (most: number, description: string, examples: string[] = []) =>
	v.optional(
		v.pipe(
			v.string(),
			v.trim(),
			v.maxLength(most),
			v.metadata({ description, ...(examples.length ? { examples } : {}) })
		),
		''
	);

const expected = fields({
	all: v.optional(
		described(v.boolean(), 'Everyone on the roster; for a unit’s session everyone of the unit and below it.'),
		false
	),
	units: v.optional(
		described(v.array(name), 'Codes (or exact names) of units; all units below them are included.', [['U001']]),
		[]
	),
	categories: v.optional(described(v.array(name), 'Categories of units, as in the unit list.', [['学校']]), []),
	ranks: v.optional(
		described(v.array(name), 'Only people of these ranks (职级), as in the roster; single persons are kept.', [
			['处级', '科级']
		]),
		[]
	),
	persons: v.optional(
		described(v.array(name), 'Staff numbers or mobile numbers of single persons; never names.', [['S0001']]),
		[]
	)
});

/** The file from which `xuefa study sessions create` makes a session; `xuefa study sessions schema` prints it. */
export const sessionFile = fields({
	$schema: v.optional(described(v.string(), 'Ignored.')),
	level: v.optional(
		described(
			v.picklist(['district', 'unit', '区级', '单位级']),
			'district 区级 or unit 单位级; unit needs "unit". Default: unit where "unit" is given, else district.'
		)
	),
	unit: v.optional(described(name, 'Code (or exact name) of the organising unit of a unit-level session.', ['U001'])),
	kind: v.optional(
		described(
			v.picklist(['collectiveStudy', 'preMeetingStudy', 'trialObservation', '集中学法', '会前学法', '旁听庭审']),
			'collectiveStudy 集中学法 · preMeetingStudy 会前学法 · trialObservation 旁听庭审.'
		),
		'collectiveStudy'
	),
	topic: text('What it is about.', ['学习《中华人民共和国宪法》']),
	startsAt: moment('Date and time of the beginning, in district time; a bare date is midnight.'),
	place: text('Where; the main venue.', ['区会议中心']),
	subVenues: v.optional(
		described(
			v.pipe(v.array(name), v.maxLength(limits.venues)),
			'Names of sub-venues (分会场). However many there are, the session is one 场次.',
			[['青芦镇分会场']]
		),
		[]
	),
	laws: v.optional(
		described(v.pipe(v.array(name), v.maxLength(limits.laws)), 'Titles or short titles of the laws treated.', [
			['宪法']
		]),
		[]
	),
	planMonth: v.optional(
		described(
			v.pipe(v.string(), v.trim(), v.nonEmpty()),
			'Month of the year plan that it belongs to; need not be the month of startsAt.',
			['2027-03']
		)
	),
	lecturer: free(limits.lecturer, 'Who speaks.', ['区司法局 张三']),
	content: free(limits.content, 'What was said and done, for the minutes.'),
	codes: v.optional(
		described(v.boolean(), 'The wall may show a rotating code with which people sign in; never the only way.'),
		false
	),
	walkIns: v.optional(
		described(v.boolean(), 'People who are not expected may sign in by the code, or be entered by their unit.'),
		false
	),
	expected: described(
		v.pipe(
			v.union([v.literal('all'), expected]),
			v.transform((value) =>
				value === 'all' ? { all: true, units: [], categories: [], ranks: [], persons: [] } : value
			)
		),
		'Who is expected (应到): "all", or a choice. Taken from the roster of this moment, each in the establishment unit.'
	)
});

export type SessionFile = v.InferOutput<typeof sessionFile>;

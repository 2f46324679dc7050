import { parseInstant, zoneOffsetMs } from '#lib/base/core/clock.ts';
import { parsePoints } from '#lib/base/core/points.ts';
import type { Basics } from '#lib/exam/plan/draft.server.ts';
import type { Eligibility } from '#lib/exam/plan/eligibility.ts';
import { noSafeguards, type Safeguards, splitNetworks } from '#lib/exam/plan/safeguards.ts';
import {
	assemblies,
	countingRules,
	feedbackPolicies,
	multipleRules,
	type Scheme,
	windowEnds
} from '#lib/exam/plan/scheme.ts';

/** The value of a datetime-local field, in district time. */
export const fieldTime = (at: number): string => new Date(at + zoneOffsetMs).toISOString().slice(0, 16);

/** Numbers as typed; NaN where nothing can be read, which the check of the scheme names. */
function fieldsOf(form: FormData) {
	const text = (name: string): string => String(form.get(name) ?? '').trim();
	const whole = (name: string): number => (/^\d{1,6}$/.test(text(name)) ? Number(text(name)) : Number.NaN);
	const points = (name: string): number => parsePoints(text(name)) ?? Number.NaN;
	const one = <Value extends string>(name: string, list: readonly Value[], other: Value): Value =>
		list.find((value) => value === text(name)) ?? other;
	return { text, whole, points, one };
}

/** Nothing chosen is nothing written: such a scheme reads as one from before there were safeguards. */
function readSafeguards(form: FormData): { safeguards?: Safeguards } {
	const { text } = fieldsOf(form);
	const safeguards: Safeguards = {
		singleDevice: form.has('singleDevice'),
		roomCode: form.has('roomCode'),
		networks: splitNetworks(text('networks')),
		safeBrowserKey: text('safeBrowserKey').toLowerCase() || null,
		watermark: form.has('watermark')
	};
	return JSON.stringify(safeguards) === JSON.stringify(noSafeguards) ? {} : { safeguards };
}

/** Fields of a kind that is not chosen are passed over. */
function readEligibility(form: FormData): { eligibility?: Eligibility } {
	const { text, whole } = fieldsOf(form);
	const kind = text('eligibility');
	if (kind === 'credits') return { eligibility: { kind, least: whole('leastCredits') } };
	if (kind !== 'months') return {};
	return {
		eligibility: { kind, months: form.getAll('eligibleMonth').map((month) => String(month).trim().slice(0, 60)) }
	};
}

export function readScheme(form: FormData): Scheme {
	const { text, whole, points, one } = fieldsOf(form);
	const assembly = one('assembly', assemblies, 'one');
	const multipleRule = one('multipleRule', multipleRules, 'exact');
	return {
		durationMs: whole('minutes') * 60_000,
		attemptsAllowed: text('attempts') === '' ? null : whole('attempts'),
		counts: one('counts', countingRules, 'best'),
		assembly,
		variants: assembly === 'variants' ? whole('variants') : 1,
		shuffleItems: form.has('shuffleItems'),
		shuffleOptions: form.has('shuffleOptions'),
		multipleRule,
		...(multipleRule === 'perOption' ? { perOptionPoints: points('perOptionPoints') } : {}),
		bands: { pass: points('pass'), good: points('good'), excellent: points('excellentBand') },
		feedback: one('feedback', feedbackPolicies, 'score'),
		windowEnd: one('windowEnd', windowEnds, 'grants'),
		graceMs: whole('grace') * 1000,
		latestEntryMs: text('latestEntry') === '' ? null : whole('latestEntry') * 60_000,
		...(text('outageCredit') === '' ? {} : { outageCreditMs: whole('outageCredit') * 60_000 }),
		ranking: {
			level: one('level', ['top', 'self'], 'top'),
			basis: one('basis', ['sat', 'required'], 'sat'),
			minSat: whole('minSat'),
			minParticipation: { numerator: points('minParticipation'), denominator: 10_000 },
			excellentLine: points('excellentLine')
		},
		...readSafeguards(form),
		...readEligibility(form)
	};
}

export function readBasics(form: FormData): Basics {
	const { text } = fieldsOf(form);
	const moment = (name: string) => parseInstant(text(name)) ?? Number.NaN;
	return {
		title: text('title').slice(0, 200),
		organiser: text('organiser').slice(0, 200),
		subjectOwner: text('subjectOwner').slice(0, 200),
		scheme: readScheme(form),
		opensAt: moment('opensAt'),
		closesAt: moment('closesAt')
	};
}

import type { Points } from '#lib/base/core/points.ts';
import type { FileScheme } from './exam-file.ts';
import { findPreset, recommended } from './presets.ts';
import { noSafeguards } from './safeguards.ts';
import { type Scheme, usualOutageCreditMs } from './scheme.ts';

/** Marks of a file as points: 1.5 → 150. */
export const pointsOf = (marks: number): Points => Math.round(marks * 100);

/** The fields that were written, as such: an absent one is no value. */
const present = <Fields extends object>(fields: Fields) =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Fields]: Exclude<Fields[Key], undefined>;
	};

/** The scheme of a preset with the fields that the file changes. */
export function schemeOf(presetId: string, file: FileScheme): Scheme {
	const base = findPreset(presetId)?.scheme ?? recommended;
	const { ranking } = file;
	const percent = ranking?.minParticipationPercent;
	const assembly = file.assembly ?? (file.variants === undefined ? base.assembly : 'variants');
	const perOption = file.pointsPerOption;
	return {
		durationMs: file.minutes === undefined ? base.durationMs : file.minutes * 60_000,
		attemptsAllowed:
			file.attempts === undefined ? base.attemptsAllowed : file.attempts === 'unlimited' ? null : file.attempts,
		counts: file.counts ?? base.counts,
		assembly,
		variants: assembly === 'variants' ? (file.variants ?? 2) : 1,
		shuffleItems: file.shuffleItems ?? base.shuffleItems,
		shuffleOptions: file.shuffleOptions ?? base.shuffleOptions,
		multipleRule: file.multipleRule ?? base.multipleRule,
		...(perOption === undefined ? {} : { perOptionPoints: pointsOf(perOption) }),
		bands: file.bands
			? { pass: pointsOf(file.bands.pass), good: pointsOf(file.bands.good), excellent: pointsOf(file.bands.excellent) }
			: base.bands,
		feedback: file.feedback ?? base.feedback,
		windowEnd: file.windowEnd ?? base.windowEnd,
		graceMs: file.graceSeconds === undefined ? base.graceMs : file.graceSeconds * 1000,
		latestEntryMs:
			file.latestEntryMinutes === undefined
				? base.latestEntryMs
				: file.latestEntryMinutes === null
					? null
					: file.latestEntryMinutes * 60_000,
		outageCreditMs:
			file.outageCreditMinutes === undefined
				? (base.outageCreditMs ?? usualOutageCreditMs)
				: file.outageCreditMinutes * 60_000,
		ranking: {
			level: ranking?.level ?? base.ranking.level,
			basis: ranking?.basis ?? base.ranking.basis,
			minSat: ranking?.minSat ?? base.ranking.minSat,
			minParticipation:
				percent === undefined
					? base.ranking.minParticipation
					: { numerator: Math.round(percent * 100), denominator: 10_000 },
			// An excellent unit averages what an excellent person scores, unless the file says otherwise.
			excellentLine: pointsOf(ranking?.excellentLine ?? file.bands?.excellent ?? base.ranking.excellentLine / 100)
		},
		...(file.safeguards ? { safeguards: { ...noSafeguards, ...present(file.safeguards) } } : {}),
		...(file.eligibility ? { eligibility: file.eligibility } : {})
	};
}

import type { Points } from '#lib/base/core/points.ts';
import { type Scheme, usualOutageCreditMs } from './scheme.ts';

const minute = 60_000;

/**
 * The recommended scheme of a district (domain.md §1.10), and what stands where a source says nothing:
 * 60 minutes, two attempts of which the best counts, exact multiple select, 60/80/90.
 */
export const recommended: Scheme = {
	durationMs: 60 * minute,
	attemptsAllowed: 2,
	counts: 'best',
	assembly: 'one',
	variants: 1,
	shuffleItems: true,
	shuffleOptions: true,
	multipleRule: 'exact',
	bands: { pass: 60_00, good: 80_00, excellent: 90_00 },
	feedback: 'answersAfterClose',
	windowEnd: 'grants',
	graceMs: 2 * minute,
	latestEntryMs: null,
	outageCreditMs: usualOutageCreditMs,
	ranking: {
		level: 'top',
		basis: 'sat',
		minSat: 1,
		minParticipation: { numerator: 0, denominator: 100 },
		excellentLine: 90_00
	}
};

export interface PresetRow {
	readonly kind: 'judge' | 'single' | 'multiple';
	readonly count: number;
	readonly points: Points;
}

export interface Preset {
	readonly id: PresetId;
	readonly scheme: Scheme;
	/** In the source's order; null where it names no numbers by kind. */
	readonly rows: readonly PresetRow[] | null;
	/** Length of the window; hours for sessions of one day. */
	readonly windowMs: number;
}

export const presetIds = [
	'recommended',
	'shaanxi2020',
	'jining2019',
	'innerMongolia2016',
	'xinjiang2017',
	'guangxi2015',
	'hunan2019',
	'qinghai2020'
] as const;
export type PresetId = (typeof presetIds)[number];

const hour = 60 * minute;
const day = 24 * hour;

const rows = (...list: readonly (readonly [PresetRow['kind'], number, number])[]): PresetRow[] =>
	list.map(([kind, count, marks]) => ({ kind, count, points: marks * 100 }));

/** Schemes that were really run (domain.md §1.2). What a notice does not state is taken from `recommended`. */
export const presets: readonly Preset[] = [
	{
		id: 'recommended',
		scheme: recommended,
		rows: rows(['judge', 20, 1], ['single', 40, 1], ['multiple', 20, 2]),
		windowMs: 10 * day
	},
	{
		// 陕西省 2020: 50 items, 100 points, no split by kind stated.
		id: 'shaanxi2020',
		scheme: { ...recommended, durationMs: 90 * minute, attemptsAllowed: 3, assembly: 'drawn' },
		rows: null,
		windowMs: 4 * day + 9 * hour
	},
	{
		// 济宁市 2019, 2021, 2023: passes from 80; the number of attempts is not stated.
		id: 'jining2019',
		scheme: { ...recommended, attemptsAllowed: 1, bands: { pass: 80_00, good: 80_00, excellent: 90_00 } },
		rows: rows(['single', 40, 1], ['multiple', 20, 2], ['judge', 20, 1]),
		windowMs: 7 * day
	},
	{
		// 内蒙古 2016.
		id: 'innerMongolia2016',
		scheme: { ...recommended, durationMs: 120 * minute, attemptsAllowed: 5, assembly: 'drawn' },
		rows: rows(['single', 25, 2], ['multiple', 10, 2], ['judge', 15, 2]),
		windowMs: 10 * day + 9 * hour + 30 * minute
	},
	{
		// 新疆 2017.
		id: 'xinjiang2017',
		scheme: { ...recommended, durationMs: 90 * minute, assembly: 'drawn' },
		rows: rows(['single', 25, 2], ['multiple', 10, 3], ['judge', 10, 2]),
		windowMs: 3 * day + 12 * hour
	},
	{
		// 广西 2015: attempts without limit.
		id: 'guangxi2015',
		scheme: { ...recommended, durationMs: 90 * minute, attemptsAllowed: null, assembly: 'drawn' },
		rows: rows(['single', 25, 2], ['multiple', 10, 3], ['judge', 20, 1]),
		windowMs: 11 * day + 10 * hour
	},
	{
		// 湖南省 2019: in sessions; entry closes 30 minutes after the start.
		id: 'hunan2019',
		scheme: { ...recommended, durationMs: 90 * minute, attemptsAllowed: 1, latestEntryMs: 30 * minute },
		rows: rows(['judge', 20, 2], ['single', 30, 1], ['multiple', 15, 2]),
		windowMs: 2 * hour
	},
	{
		// 青海省 2017, 2020: 50 items, 100 points, no split by kind stated.
		id: 'qinghai2020',
		scheme: { ...recommended, durationMs: 90 * minute, attemptsAllowed: 3, assembly: 'drawn' },
		rows: null,
		windowMs: 2 * day
	}
];

export const findPreset = (id: string): Preset | undefined => presets.find((preset) => preset.id === id);

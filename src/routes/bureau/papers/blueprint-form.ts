import { asId, parseId } from '#lib/base/core/ids.ts';
import { parsePoints } from '#lib/base/core/points.ts';
import type { Blueprint, BlueprintRow } from '#lib/content/paper/blueprint.ts';
import { defaultSections } from '#lib/content/paper/section.ts';
import type { PresetRow } from '#lib/exam/plan/presets.ts';

const kinds = ['judge', 'single', 'multiple', 'case'] as const;

const whole = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);

/** The rows of the editor as sent; what cannot be read becomes 0 and is named by the check of the blueprint. */
export function readBlueprintForm(form: FormData): { title: string; blueprint: Blueprint } {
	const text = (name: string) => String(form.get(name) ?? '');
	const rows = Array.from({ length: Math.min(whole(text('rows')), 60) }, (_, index): BlueprintRow => {
		const field = (name: string) => text(`${name}-${index}`);
		const kind = kinds.find((each) => each === field('kind')) ?? 'single';
		return {
			section: field('section').trim().slice(0, 60),
			kind,
			lawId: parseId<'law'>(field('law')) ?? null,
			difficulty: whole(field('difficulty')) || null,
			count: whole(field('count')),
			points: parsePoints(field('points')) ?? 0,
			parts: kind === 'case' ? whole(field('parts')) : 1
		};
	});
	const banks = form.getAll('bank').flatMap((value) => parseId<'itemBank'>(String(value)) ?? []);
	return { title: text('title').slice(0, 200), blueprint: { banks: banks.map((id) => asId<'itemBank'>(id)), rows } };
}

/** One more row, like the last one but of the next kind. */
export function withRow(blueprint: Blueprint): Blueprint {
	const kind = kinds[blueprint.rows.length] ?? 'single';
	const sections = defaultSections(
		[...blueprint.rows.map((row) => row.kind), kind],
		[...blueprint.rows.map((row) => row.section), null]
	);
	const row: BlueprintRow = {
		section: sections.at(-1) ?? '',
		kind,
		lawId: null,
		difficulty: null,
		count: 10,
		points: 100,
		parts: kind === 'case' ? 3 : 1
	};
	return { ...blueprint, rows: [...blueprint.rows, row] };
}

/** The rows of a preset, any law and any difficulty, one section for each kind. */
export function rowsOf(preset: readonly PresetRow[]): BlueprintRow[] {
	const sections = defaultSections(
		preset.map((row) => row.kind),
		preset.map(() => null)
	);
	return preset.map((row, index) => ({
		...row,
		section: sections[index] ?? '',
		lawId: null,
		difficulty: null,
		parts: 1
	}));
}

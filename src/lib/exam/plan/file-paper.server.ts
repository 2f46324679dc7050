import type { Db } from '#lib/base/db/schema.ts';
import type { Blueprint, BlueprintRow } from '#lib/content/paper/blueprint.ts';
import type { ExamFile, FileRow } from './exam-file.ts';
import { pointsOf } from './file-scheme.ts';
import { type PlanProblem, problem } from './plan-problem.ts';
import { findPreset } from './presets.ts';
import { defaultSections, kindWords } from '#lib/content/paper/section.ts';

/** The blueprint of a file: its rows or those of the preset, with banks and laws found by what the file calls them. */
export async function readBlueprint(
	db: Db,
	file: Pick<ExamFile, 'paper' | 'preset'>
): Promise<{ blueprint: Blueprint; problems: PlanProblem[] }> {
	const problems: PlanProblem[] = [];
	const banks = await readBanks(db, file.paper.banks, problems);
	const laws = await db.selectFrom('law').select(['id', 'title', 'shortTitle']).execute();
	const lawOf = (name: string, path: string): number | null => {
		const plain = name.replace(/[《》\s]/g, '');
		if (/^any$/i.test(plain) || plain === '不限') return null;
		const law = laws.find(({ title, shortTitle }) => title === plain || shortTitle === plain);
		if (!law)
			problems.push(
				problem(path, 'unknownLaw', {
					found: name,
					known: laws
						.map((each) => each.shortTitle)
						.slice(0, 8)
						.join('、')
				})
			);
		return law?.id ?? null;
	};
	const preset = findPreset(file.preset)?.rows ?? null;
	const given = file.paper.rows;
	if (!given && !preset) problems.push(problem('paper.rows', 'noRows'));
	const rows: readonly FileRow[] =
		given ??
		(preset ?? []).map((row) => ({ ...row, points: row.points / 100, law: 'any', difficulty: 'any', parts: 1 }));
	const kinds = rows.map((row) => kindWords[row.kind]);
	const sections = defaultSections(
		kinds,
		rows.map((row) => row.section ?? null)
	);
	return {
		problems,
		blueprint: {
			banks,
			rows: rows.map((row, index): BlueprintRow => {
				const kind = kinds[index] ?? 'single';
				const path = `paper.rows[${index}]`;
				if (kind !== 'case' && row.parts !== 1) problems.push(problem(`${path}.parts`, 'partsOnlyForCase'));
				return {
					section: sections[index] ?? '',
					kind,
					count: row.count,
					points: pointsOf(row.points),
					lawId: lawOf(row.law, `${path}.law`),
					difficulty: row.difficulty === 'any' ? null : row.difficulty,
					parts: row.parts
				};
			})
		}
	};
}

async function readBanks(db: Db, names: readonly string[], problems: PlanProblem[]) {
	const known = await db.selectFrom('itemBank').select(['id', 'code', 'name', 'purpose']).orderBy('code').execute();
	if (names.length === 0) problems.push(problem('paper.banks', 'noBank'));
	return names.flatMap((name, index) => {
		const bank = known.find(({ code }) => code === name) ?? known.find((each) => each.name === name);
		const path = `paper.banks[${index}]`;
		if (!bank) {
			const codes = known.map(({ code }) => code).join(', ');
			problems.push(problem(path, 'unknownBank', { found: name, known: codes || '—' }));
			return [];
		}
		if (bank.purpose === 'practice') problems.push(problem(path, 'practiceBank', { found: name }, 'warn'));
		return [bank.id];
	});
}

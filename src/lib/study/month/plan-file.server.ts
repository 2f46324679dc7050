import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#lib/base/core/clock.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { readRows, type SheetFile } from '#lib/base/sheet/open.server.ts';
import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';
import { findPlanHeader, type MonthDraft, planColumns, type PlanProblem, readPlan } from './plan.ts';
import { createPlan, findPlan, saveMonths } from './plan.server.ts';

/** A plan has twelve rows; a file with so many is none. */
const mostRows = 500;

export type PlanFileRefusal = SheetRefusal | 'header' | 'noRows' | 'tooManyRows';

/** Reads a plan from CSV or a workbook: its months and problems; changes nothing. */
export async function readPlanFile(
	db: Db,
	given: SheetFile,
	year: number
): Promise<
	Outcome<{ readonly drafts: readonly MonthDraft[]; readonly problems: readonly PlanProblem[] }, PlanFileRefusal>
> {
	const file = await readRows(given, planColumns, mostRows);
	if (!file.ok) return file;
	const { rows } = file.value;
	const header = findPlanHeader(rows);
	if (!header) return refused('header', { fileName: given.fileName });
	const read = readPlan(rows, header, year, await listLaws(db));
	if (read.drafts.length === 0 && read.problems.length === 0) return refused('noRows', { fileName: given.fileName });
	return done(read);
}

/**
 * Brings the shipped plans (`plan-2027.csv`) in as drafts, for years that have none: what a bureau has made of one is
 * never touched. Returns the years.
 * @throws when a file is faulty: the installation is damaged
 */
export async function syncPlans(db: Db, folder: string, now: Instant): Promise<number[]> {
	if (!existsSync(folder)) return [];
	const years: number[] = [];
	for (const name of readdirSync(folder).sort()) {
		const year = Number(/^plan-(\d{4})\.csv$/.exec(name)?.[1]);
		if (!year || (await findPlan(db, year))) continue;
		const file = await readPlanFile(db, { source: { path: join(folder, name) }, fileName: name }, year);
		if (!file.ok) throw new Error(`${name} cannot be read: ${file.reason}`);
		const [first] = file.value.problems;
		if (first) throw new Error(`${name}: row ${first.row}: ${first.rule} ${JSON.stringify(first.detail ?? {})}`);
		await createPlan(db, operator, year, `${year}年“一月一法”学习计划`, now);
		const saved = await saveMonths(db, operator, year, file.value.drafts, now);
		if (!saved.ok) throw new Error(`${name}: ${saved.reason}`);
		years.push(year);
	}
	return years;
}

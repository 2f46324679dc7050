import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { RosterProblem, RowOutcome } from './draft.ts';
import type { StagedRow } from './staged.ts';

export interface PreviewRow {
	readonly row: number;
	readonly outcome: RowOutcome;
	readonly staged: StagedRow;
	readonly problems: readonly RosterProblem[];
}

/** Judged rows of an upload after row `after`, in the order of the file; of one outcome, or all. */
export async function listRows(
	db: Db,
	uploadId: number,
	page: {
		readonly outcome?: RowOutcome;
		readonly after: number;
		readonly limit: number;
		readonly withProblems?: boolean;
	}
): Promise<PreviewRow[]> {
	let query = db
		.selectFrom('importRow')
		.select(['row', 'outcome', 'draft', 'problems'])
		.where('uploadId', '=', uploadId)
		.where('row', '>', page.after)
		.where('outcome', '!=', 'read');
	if (page.outcome) query = query.where('outcome', '=', page.outcome);
	if (page.withProblems) query = query.where('problems', '!=', '[]');
	const rows = await query.orderBy('row').limit(page.limit).execute();
	return rows.map(({ row, outcome, draft, problems }) => ({
		row,
		outcome: outcome as RowOutcome,
		staged: JSON.parse(draft) as StagedRow,
		problems: JSON.parse(problems) as RosterProblem[]
	}));
}

export interface MissingPerson {
	readonly id: PersonId;
	readonly name: string;
	readonly unitName: string;
	readonly section: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
}

/** SQLite takes 32,766 values per statement. */
const chunk = 5000;

/** The people whom the file leaves out, by unit. */
export async function listMissing(db: Db, ids: readonly PersonId[]): Promise<MissingPerson[]> {
	const people: MissingPerson[] = [];
	for (let start = 0; start < ids.length; start += chunk)
		people.push(
			...(await db
				.selectFrom('person')
				.innerJoin('membership', 'membership.personId', 'person.id')
				.innerJoin('unit', 'unit.id', 'membership.unitId')
				.select([
					'person.id',
					'person.name',
					'unit.name as unitName',
					'membership.section',
					'person.staffNo',
					'person.mobile'
				])
				.where('membership.kind', '=', 'establishment')
				.where('membership.toAt', 'is', null)
				.where('person.id', 'in', ids.slice(start, start + chunk))
				.orderBy('unit.sortOrder')
				.orderBy('unit.id')
				.orderBy('person.id')
				.execute())
		);
	return people;
}

/** Forgets an upload that will not be imported. */
export async function dropUpload(db: Db, uploadId: number): Promise<void> {
	await db.deleteFrom('importUpload').where('id', '=', uploadId).where('batchId', 'is', null).execute();
}

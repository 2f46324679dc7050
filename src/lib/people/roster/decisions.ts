import type { RosterProblem, RowDecision } from './draft.ts';

/** What may be decided about a row, by what it asks. Units are settled once for the whole file, not row by row. */
export function decisionsFor(problems: readonly RosterProblem[]): readonly RowDecision[] {
	const offered = new Set<RowDecision>();
	for (const { rule, detail } of problems)
		switch (rule) {
			case 'staffNo.twice':
			case 'id.twice':
				offered.add('seconded');
				break;
			case 'mobile.twice':
				offered.add('accept').add('seconded');
				break;
			case 'row.twice':
				offered.add('new');
				break;
			case 'person.possiblySame':
				if (Number(detail?.count ?? 1) === 1) offered.add('accept');
				offered.add('new');
				break;
			case 'person.elsewhere':
			case 'person.proposed':
				offered.add('propose');
				break;
			case 'name.differs':
			case 'staffNo.differs':
			case 'id.differs':
			case 'id.zeros':
			case 'person.left':
				offered.add('accept');
				break;
			default:
		}
	return [...offered, 'skip'];
}

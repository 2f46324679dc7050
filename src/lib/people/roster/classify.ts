import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type {
	ChangedField,
	FieldChange,
	RosterDraft,
	RosterProblem,
	RosterRule,
	RowDecision,
	RowOutcome
} from './draft.ts';

/** A person as the database knows them now. */
export interface KnownPerson {
	readonly id: PersonId;
	readonly name: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly idHash: string | null;
	readonly idTail: string | null;
	readonly post: string;
	readonly rank: string;
	readonly staffing: string;
	readonly joinedOn: string | null;
	readonly note: string;
	readonly leftAt: number | null;
	readonly section: string;
	/** The establishment unit; null for people who have left. */
	readonly unitId: UnitId | null;
	/** Units the person is seconded to now. */
	readonly secondedTo: readonly UnitId[];
}

export interface Classified {
	readonly outcome: RowOutcome;
	readonly personId: PersonId | null;
	readonly fromUnitId: UnitId | null;
	readonly changes: readonly FieldChange[];
	readonly problems: readonly RosterProblem[];
}

export interface Judge {
	readonly row: number;
	readonly draft: RosterDraft;
	/** Whether the draft's unit is to be created by this import. */
	readonly newUnit: boolean;
	/** People with the draft's staff number, mobile or identity number. */
	readonly byKey: readonly KnownPerson[];
	/** People of the same name on the establishment of the draft's unit. */
	readonly byName: readonly KnownPerson[];
	readonly decision: RowDecision | undefined;
	readonly allowed: 'all' | ReadonlySet<UnitId>;
	readonly unitName: (unitId: UnitId | null) => string;
	readonly label: (field: 'name' | 'staffNo' | 'mobile' | 'idNumber' | 'unit') => string;
}

/** Finds out who a row is about and what it would change. Nobody is ever merged by name alone. */
export function classify(judge: Judge): Classified {
	const { byKey, draft } = judge;
	if (byKey.length > 1)
		return settled(judge, 'refused', null, [
			problem(judge, '', 'keys.differ', 'refuse', {
				people:
					judge.allowed === 'all'
						? byKey.map((person) => `${person.name}（${judge.unitName(person.unitId)}）`).join('、')
						: ''
			})
		]);
	const [person] = byKey;
	if (person) return known(judge, person);
	const asked = judge.decision === 'new' ? [] : sameNamePeople(judge);
	const [same] = asked;
	if (same && judge.decision === 'accept' && asked.length === 1) return known(judge, same);
	if (same)
		return settled(judge, 'asked', same.id, [
			problem(judge, judge.label('name'), 'person.possiblySame', 'ask', {
				people: asked.map((other) => describe(other)).join('、'),
				count: asked.length
			})
		]);
	const login = draft.staffNo !== null || draft.mobile !== null;
	return settled(judge, 'added', null, login ? [] : [problem(judge, '', 'person.noLogin', 'warn')]);
}

/** Staff number or mobile tail: enough to tell same-name colleagues apart, no more. */
const describe = (person: KnownPerson): string =>
	[person.name, person.section, person.staffNo ?? '', person.mobile ? `…${person.mobile.slice(-4)}` : '']
		.filter((part) => part !== '')
		.join(' ');

/** Same name in the same unit, and no two numbers that prove two different people. */
function sameNamePeople({ byName, draft }: Judge): KnownPerson[] {
	const bare = (number: string) => number.replace(/^0+/, '');
	return byName.filter((other) => {
		if (draft.idHash !== null && other.idHash !== null) return false;
		if (draft.staffNo === null || other.staffNo === null) return true;
		return bare(draft.staffNo) === bare(other.staffNo);
	});
}

const problem = (
	{ row }: Judge,
	column: string,
	rule: RosterRule,
	weight: RosterProblem['weight'],
	detail?: RosterProblem['detail']
): RosterProblem => ({ row, column, rule, weight, ...(detail ? { detail } : {}) });

const settled = (
	_judge: Judge,
	outcome: RowOutcome,
	personId: PersonId | null,
	problems: readonly RosterProblem[]
): Classified => ({ outcome, personId, fromUnitId: null, changes: [], problems });

function known(judge: Judge, person: KnownPerson): Classified {
	const { allowed, draft, label } = judge;
	const elsewhere = allowed !== 'all' && (person.unitId === null || !allowed.has(person.unitId));
	if (elsewhere && !person.secondedTo.some((unitId) => allowed.has(unitId)))
		return judge.decision === 'propose' && draft.unitId !== null
			? settled(judge, 'proposed', person.id, [problem(judge, '', 'person.proposed', 'warn')])
			: settled(judge, 'asked', null, [problem(judge, '', 'person.elsewhere', 'ask')]);
	const weight = judge.decision === 'accept' ? 'warn' : 'ask';
	const asks: RosterProblem[] = [];
	if (person.leftAt !== null) asks.push(problem(judge, '', 'person.left', weight, { value: person.name }));
	if (person.name !== draft.name)
		asks.push(problem(judge, label('name'), 'name.differs', weight, { before: person.name, after: draft.name }));
	if (draft.staffNo !== null && person.staffNo !== null && draft.staffNo !== person.staffNo)
		asks.push(
			problem(judge, label('staffNo'), 'staffNo.differs', weight, { before: person.staffNo, after: draft.staffNo })
		);
	if (draft.idHash !== null && person.idHash !== null && draft.idHash !== person.idHash)
		asks.push(
			problem(judge, label('idNumber'), 'id.differs', weight, {
				before: person.idTail ?? '',
				after: draft.idTail ?? ''
			})
		);
	const stays = draft.unitId !== null && person.unitId === draft.unitId;
	const hosted = !stays && draft.unitId !== null && person.secondedTo.includes(draft.unitId);
	if (hosted || elsewhere)
		asks.push(
			problem(judge, label('unit'), 'person.secondedHere', 'warn', {
				unit: allowed === 'all' ? judge.unitName(person.unitId) : ''
			})
		);
	const moves = !stays && !hosted && !elsewhere;
	const changes = elsewhere ? [] : [...fieldChanges(judge, person), ...(moves ? [unitChange(judge, person)] : [])];
	const outcome = asks.some((ask) => ask.weight === 'ask')
		? 'asked'
		: moves && person.unitId !== null
			? 'moved'
			: changes.length > 0
				? 'changed'
				: 'unchanged';
	return { outcome, personId: person.id, fromUnitId: moves ? person.unitId : null, changes, problems: asks };
}

const unitChange = ({ draft, unitName }: Judge, person: KnownPerson): FieldChange => ({
	field: 'unit',
	before: unitName(person.unitId),
	after: draft.unitId === null ? draft.unitText : unitName(draft.unitId)
});

/** What the row states and the record does not say (or says otherwise); a blank cell takes nothing away. */
function fieldChanges({ draft, unitName }: Judge, person: KnownPerson): FieldChange[] {
	const changes: FieldChange[] = [];
	const compare = (field: ChangedField, before: string | null, after: string | null): void => {
		if (after !== null && after !== '' && after !== (before ?? ''))
			changes.push({ field, before: before ?? '', after });
	};
	compare('name', person.name, draft.name);
	compare('staffNo', person.staffNo, draft.staffNo);
	compare('mobile', person.mobile, draft.mobile);
	if (draft.idHash !== null && draft.idHash !== person.idHash)
		changes.push({ field: 'idTail', before: person.idTail ?? '', after: draft.idTail ?? '' });
	compare('section', person.section, draft.section);
	compare('post', person.post, draft.post);
	compare('rank', person.rank, draft.rank);
	compare('staffing', person.staffing, draft.staffing);
	compare('joinedOn', person.joinedOn, draft.joinedOn);
	compare('note', person.note, draft.note);
	if (draft.secondedUnitId !== null && !person.secondedTo.includes(draft.secondedUnitId))
		changes.push({ field: 'seconded', before: '', after: unitName(draft.secondedUnitId) });
	return changes;
}

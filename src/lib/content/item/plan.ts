import type { ItemId } from '#lib/base/core/ids.ts';
import type { LawEdition } from '#lib/content/law/law.ts';
import type { ItemChoices } from './choices.ts';
import { assemble, type ItemDraft } from './formats/assemble.ts';
import type { KindCodes } from './formats/kind.ts';
import { readRows, type Grid, type ReadRows } from './formats/rows.ts';
import { canonicalText, identityOf, kindOf, stemKeyOf, type ItemContent, type WholeItem } from './item.ts';
import { isClean, noteAt, type ItemProblem } from './item-problem.ts';
import { findEdition, type OpenLaw } from './plan-law.ts';
import { nearestTwins, similarity } from './similarity.ts';

/** What the bank holds already: the current version of each item, retired ones included. */
export interface BankItem extends WholeItem {
	readonly itemId: ItemId;
	readonly code: string;
	readonly stemKey: string;
	readonly retiredAt: number | null;
}

export interface BankView {
	readonly items: readonly BankItem[];
	readonly editions: readonly LawEdition[];
}

/** `asked`: importable after a decision · `refused`: not importable as it stands in the file. */
export type ItemOutcome = 'added' | 'changed' | 'unchanged' | 'asked' | 'refused';

export interface PlannedItem {
	readonly outcome: ItemOutcome;
	readonly code: string;
	/** The item that gets a new version; null for a new item. */
	readonly itemId: ItemId | null;
	/** null when the rows make no item. */
	readonly whole: WholeItem | null;
	readonly sheet: string | null;
	readonly rows: readonly number[];
	/** The stem, or a case's material, as far as it could be read. */
	readonly title: string;
	readonly problems: readonly ItemProblem[];
}

export interface ItemPlan {
	readonly items: readonly PlannedItem[];
	readonly counts: Readonly<Record<ItemOutcome, number>>;
	/** Problems of the file and its headers. */
	readonly problems: readonly ItemProblem[];
	readonly sheets: ReadRows['sheets'];
	/** Codes of 题型 read from the rows, and those that must be asked for. */
	readonly kindCodes: KindCodes;
	readonly openCodes: readonly string[];
	/** Laws and editions that the file names and the database does not know. */
	readonly openLaws: readonly OpenLaw[];
}

/** From this share of common triples on, two stems are shown as near-duplicates. */
const nearLeast = 0.8;
/** Below it, one number for two questions looks like two numberings that met by chance. */
const otherMost = 0.3;

interface Candidate {
	readonly draft: ItemDraft;
	readonly content: ItemContent | null;
	readonly problems: ItemProblem[];
	whole: WholeItem | null;
	code: string;
	match: BankItem | undefined;
}

/** All parts of a draft, or null when one is missing. */
function allOf<Value>(draft: ItemDraft, take: (part: ItemDraft['parts'][number]) => Value | null): Value[] | null {
	const found = draft.parts.flatMap((part) => take(part) ?? []);
	return found.length === draft.rows.length ? (found as Value[]) : null;
}

function contentOf(draft: ItemDraft): ItemContent | null {
	const parts = allOf(draft, ({ part }) => part);
	return parts && { material: draft.material, parts };
}

/** A bank's next own number: N0001, N0002 … */
function* freshCodes(taken: ReadonlySet<string>): Generator<string, never> {
	for (let number = 1; ; number++) {
		const code = `N${String(number).padStart(4, '0')}`;
		if (!taken.has(code)) yield code;
	}
}

/** Compares a file with the bank: what would be added or changed, and everything that is wrong. Writes nothing. */
export function planItems(grids: readonly Grid[], bank: BankView, choices: ItemChoices): ItemPlan {
	const chosen = choices.sheets;
	const read = readRows(
		chosen === null ? grids : grids.filter((grid) => grid.sheet !== null && chosen.includes(grid.sheet)),
		choices.columns
	);
	const { drafts, readCodes, openCodes } = assemble(read.rows, choices.kindCodes);
	const openLaws = new Map<string, OpenLaw>();
	const candidates = drafts.map((draft): Candidate => {
		const content = contentOf(draft);
		const problems = [...draft.problems];
		const labels = draft.parts.map((part, index) => ({
			code: draft.material === null ? '' : part.code,
			lawEditionId: findEdition(part, draft, index, bank.editions, choices, problems, openLaws),
			article: part.article,
			difficulty: part.difficulty,
			tags: part.tags,
			lockOptionOrder: part.lockOptionOrder
		}));
		const keys = allOf(draft, ({ key }) => key);
		const whole = content && keys && { kind: kindOf(content), content, keys, labels };
		return { draft, content, problems, whole, code: choices.codes === 'file' ? draft.code : '', match: undefined };
	});
	matchCodes(candidates, bank, choices);
	findDuplicates(candidates, bank);
	const items = candidates.map(planned);
	const counts = { added: 0, changed: 0, unchanged: 0, asked: 0, refused: 0 };
	for (const item of items) counts[item.outcome]++;
	const codeRow = read.sheets[0]?.columns?.headerRow ?? 0;
	const codeProblems = Object.entries(readCodes).map(([code, kind]): ItemProblem => {
		return { row: codeRow, column: '', rule: 'kindCodeRead', weight: 'warn', detail: { code, kind } };
	});
	return {
		items,
		counts,
		problems: [...read.problems, ...codeProblems],
		sheets: read.sheets,
		kindCodes: { ...readCodes, ...choices.kindCodes },
		openCodes,
		openLaws: [...openLaws.values()]
	};
}

/** Finds each item's number and the item of the bank that it is a new version of. */
function matchCodes(candidates: readonly Candidate[], bank: BankView, choices: ItemChoices): void {
	const byCode = new Map(bank.items.map((item) => [item.code, item]));
	const byIdentity = new Map(bank.items.map((item) => [identityOf(item.content), item]));
	const rowOfCode = new Map<string, number>();
	const taken = new Set([...byCode.keys(), ...candidates.map((candidate) => candidate.code)]);
	const fresh = freshCodes(taken);
	const held = new Set<string>();
	for (const candidate of candidates) {
		const { draft, content } = candidate;
		const note = noteAt(candidate.problems, draft.rows[0] ?? 0, draft.sheet);
		if (candidate.code === '') {
			// Without numbers a file imported again is known by its questions.
			const twin = content && byIdentity.get(identityOf(content));
			candidate.match = twin && !held.has(twin.code) ? twin : undefined;
			candidate.code = candidate.match?.code ?? (candidate.whole ? fresh.next().value : '');
			held.add(candidate.code);
		} else {
			const earlier = rowOfCode.get(candidate.code);
			if (earlier !== undefined) note('', 'doubleCode', 'refuse', { code: candidate.code, row: earlier });
			else rowOfCode.set(candidate.code, draft.rows[0] ?? 0);
			candidate.match = byCode.get(candidate.code);
		}
		const { match } = candidate;
		if (match && match.retiredAt !== null) note('', 'codeRetired', 'refuse', { code: match.code });
		else if (match && content && !choices.replaceOthers && similarity(stemKeyOf(content), match.stemKey) < otherMost)
			note('', 'codeOtherItem', 'ask', { code: match.code });
		if (candidate.whole && draft.material === null)
			candidate.whole = {
				...candidate.whole,
				labels: candidate.whole.labels.map((label) => ({ ...label, code: candidate.code }))
			};
	}
}

/** Notes twins within the file and against the bank: the same question is refused, near ones are shown. */
function findDuplicates(candidates: readonly Candidate[], bank: BankView): void {
	const replaced = new Set(candidates.flatMap(({ match }) => (match ? [match.itemId] : [])));
	const others = bank.items.filter((item) => !replaced.has(item.itemId) && item.retiredAt === null);
	const readable = candidates.flatMap((candidate) =>
		candidate.content ? [{ candidate, content: candidate.content, key: stemKeyOf(candidate.content) }] : []
	);
	const identities = new Map<string, string>(others.map((item) => [identityOf(item.content), item.code]));
	const rowOfIdentity = new Map<string, number>();
	const stems = new Map<string, string | number>(others.map((item) => [item.stemKey, item.code]));
	const twins = nearestTwins([...others.map((item) => item.stemKey), ...readable.map(({ key }) => key)], nearLeast);
	for (const [at, { candidate, content, key }] of readable.entries()) {
		const row = candidate.draft.rows[0] ?? 0;
		const note = noteAt(candidate.problems, row, candidate.draft.sheet);
		const identity = identityOf(content);
		const earlier = rowOfIdentity.get(identity);
		const stored = identities.get(identity);
		const sameStem = stems.get(key);
		const twin = twins[others.length + at];
		if (earlier !== undefined) note('题干', 'duplicateInFile', 'refuse', { row: earlier });
		else if (stored !== undefined) note('题干', 'duplicateInBank', 'refuse', { code: stored });
		else if (sameStem !== undefined) note('题干', 'sameStem', 'warn', { twin: sameStem });
		else if (twin && twin.similarity < 1 && twin.index < others.length + at) {
			const bankTwin = others[twin.index];
			const fileTwin = readable[twin.index - others.length];
			const name = bankTwin ? bankTwin.code : (fileTwin?.candidate.draft.rows[0] ?? 0);
			note('题干', 'nearDuplicate', 'warn', { twin: name, percent: Math.round(twin.similarity * 100) });
		}
		if (earlier === undefined) rowOfIdentity.set(identity, row);
		if (sameStem === undefined) stems.set(key, row);
	}
}

function planned({ draft, content, problems, whole, code, match }: Candidate): PlannedItem {
	const sorted = problems.toSorted((a, b) => a.row - b.row);
	const refusing = !whole || sorted.some((problem) => problem.weight === 'refuse');
	const same = whole !== null && match !== undefined && canonicalText(whole) === canonicalText(match);
	const outcome = refusing ? 'refused' : !isClean(sorted) ? 'asked' : same ? 'unchanged' : match ? 'changed' : 'added';
	return {
		outcome,
		code,
		itemId: match?.itemId ?? null,
		whole,
		sheet: draft.sheet,
		rows: draft.rows,
		title: draft.material ?? content?.parts[0]?.stem ?? draft.first.texts.stem ?? '',
		problems: sorted
	};
}

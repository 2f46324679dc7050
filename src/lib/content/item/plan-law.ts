import type { LawEditionId } from '#lib/base/core/ids.ts';
import { matchEdition, type LawEdition } from '#lib/content/law/law.ts';
import { lawWords, type ItemChoices } from './choices.ts';
import type { ItemDraft } from './formats/assemble.ts';
import { headerOf, type PartDraft } from './formats/part.ts';
import { noteAt, type ItemProblem } from './item-problem.ts';

/** A law that the file names and that could not be found: to be chosen or created. */
export interface OpenLaw {
	readonly key: string;
	/** As the file writes it. */
	readonly title: string;
	readonly label: string;
	/** Editions of the same law that are known; [] when the law itself is not. */
	readonly known: readonly LawEdition[];
	rows: number;
}

/**
 * The edition that a part cites; null with a problem noted when it is open. The later parts of a case inherit the first
 * part's law where they name none.
 */
export function findEdition(
	part: PartDraft,
	draft: ItemDraft,
	index: number,
	editions: readonly LawEdition[],
	choices: ItemChoices,
	problems: ItemProblem[],
	open: Map<string, OpenLaw>
): LawEditionId | null {
	const note = noteAt(problems, draft.rows[index] ?? draft.rows[0] ?? 0, draft.sheet);
	const lead = draft.parts[0];
	const inherits = part.law === '' && index > 0 && lead !== undefined;
	const law = inherits ? lead.law : part.law;
	const label = inherits ? lead.edition : part.edition;
	if (law === '') {
		if (choices.defaultEdition === null && !choices.withoutLaw && !inherits)
			note(headerOf(draft.first, 'law'), 'missingLaw', 'ask');
		return choices.defaultEdition;
	}
	const key = lawWords(law, label);
	const chosen = Object.hasOwn(choices.laws, key) ? choices.laws[key] : undefined;
	if (chosen !== undefined) return chosen;
	const match = matchEdition(law, label, editions);
	if (match.found === 'one') {
		if (match.edition.repealedOn !== null)
			note(headerOf(draft.first, 'edition'), 'repealedEdition', 'warn', {
				law: match.edition.title,
				label: match.edition.label,
				day: match.edition.repealedOn
			});
		return match.edition.lawEditionId;
	}
	const known = match.found === 'noLaw' ? [] : match.known;
	const entry = open.get(key);
	if (entry) entry.rows++;
	else open.set(key, { key, title: law, label, known, rows: 1 });
	if (match.found === 'noLaw') note(headerOf(draft.first, 'law'), 'unknownLaw', 'ask', { law });
	else {
		const names = known.map((edition) => edition.label).join('、');
		const rule = match.found === 'noEdition' ? 'unknownEdition' : 'severalEditions';
		note(headerOf(draft.first, 'edition'), rule, 'ask', { law, label, known: names });
	}
	return null;
}

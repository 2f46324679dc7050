import { labelKey, type LawEdition, type LawKind, parseDay, titleKey } from './law.ts';
import { readStatute, type Statute, type StatuteText } from './statute.ts';
import { type StatuteFacts, statuteFacts } from './statute-facts.ts';

/** What a person states of one file where its text does not say, or says it wrongly. An empty day is an unknown one. */
export interface LawChoices {
	readonly title?: string;
	readonly shortTitle?: string;
	readonly kind?: LawKind;
	readonly label?: string;
	readonly issuedBy?: string;
	readonly adoptedOn?: string;
	readonly inForceOn?: string;
	readonly repealedOn?: string;
}

/**
 * `refuse`: the file cannot be taken over · `ask`: a person has to say, and may do so later · `look`: taken over, but a
 * person should look at the place.
 */
export interface LawProblem {
	readonly rule:
		| 'noArticles'
		| 'noTitle'
		| 'noLabel'
		| 'badDay'
		| 'sameTwice'
		| 'inForceUnknown'
		| 'titleFromName'
		| 'gap'
		| 'outOfOrder'
		| 'emptyArticle'
		| 'leftOut';
	readonly weight: 'refuse' | 'ask' | 'look';
	/** Line of the file, from 1; 0 where the rule is about the whole. */
	readonly line: number;
	readonly text: string;
}

/** What becomes of one file. */
export interface LawEntry {
	readonly fileName: string;
	readonly hash: string;
	readonly statute: Statute;
	readonly facts: StatuteFacts & { readonly shortTitle: string; readonly repealedOn: string | null };
	/** The edition that has this title and label already. */
	readonly known: LawEdition | undefined;
	readonly problems: readonly LawProblem[];
	/** Name of an earlier file of the same upload that holds the very same text. */
	readonly sameAs?: string;
}

/** One text reduced to what makes it this text: two files of the same edition that differ in nothing else are equal. */
export const canonicalText = ({ notes, preamble, articles, annexes }: StatuteText): string =>
	JSON.stringify([
		notes,
		preamble,
		articles.map(({ number, inserted, headings, paragraphs }) => [number, inserted, headings, paragraphs]),
		annexes.map(({ title, paragraphs }) => [title, paragraphs])
	]);

export const isRefused = ({ problems }: Pick<LawEntry, 'problems'>): boolean =>
	problems.some(({ weight }) => weight === 'refuse');

/** The day in a name like 中华人民共和国监察法_20241225.docx, by which the national database tells editions apart. */
export const dayInName = (fileName: string): string | undefined => {
	const digits = /(?:^|\D)((?:19|20)\d\d)(\d\d)(\d\d)(?=\D|$)/.exec(fileName);
	return digits ? parseDay(digits.slice(1).join('-')) : undefined;
};

/** A title from a file's name, for texts that do not hold their own. */
const titleInName = (fileName: string): string =>
	(fileName.split(/[/\\]/).at(-1) ?? '')
		.replace(/\.[A-Za-z]{2,5}$/, '')
		.replace(/[_\s-]*(?:19|20)\d{6}$/, '')
		.replace(/^《(.*)》$/, '$1')
		.trim();

/** Reads one file's text and says what it would become beside the editions that are here. */
export function planLaw(
	file: { readonly fileName: string; readonly hash: string; readonly lines: readonly string[] },
	editions: readonly LawEdition[],
	choices: LawChoices
): LawEntry {
	const statute = readStatute(file.lines);
	const problems: LawProblem[] = [];
	const say = (rule: LawProblem['rule'], weight: LawProblem['weight'], text = '', line = 0) =>
		problems.push({ rule, weight, line, text });
	const read = statuteFacts(statute, dayInName(file.fileName));
	const title = (choices.title ?? '').trim() || read.title || titleInName(file.fileName);
	if (title === '') say('noTitle', 'refuse');
	else if (read.title === '' && !choices.title) say('titleFromName', 'look', title);
	if (statute.articles.length === 0) say('noArticles', 'refuse');
	const label = (choices.label ?? '').trim() || read.label;
	if (labelKey(label) === '') say('noLabel', 'refuse');
	const dayOf = (name: 'adoptedOn' | 'inForceOn' | 'repealedOn', otherwise: string | null): string | null => {
		const given = choices[name];
		if (given === undefined) return otherwise;
		if (given.trim() === '') return null;
		const day = parseDay(given);
		if (day === undefined) say('badDay', 'refuse', given);
		return day ?? null;
	};
	const own = editions.filter((edition) => titleKey(edition.title) === titleKey(title));
	const known = own.find((edition) => labelKey(edition.label) === labelKey(label));
	const inForceOn = dayOf('inForceOn', read.inForceOn ?? known?.inForceOn ?? null);
	const facts = {
		...read,
		title,
		label,
		shortTitle: (choices.shortTitle ?? '').trim() || own[0]?.shortTitle || titleKey(title),
		kind: choices.kind ?? own[0]?.kind ?? read.kind,
		issuedBy: (choices.issuedBy ?? '').trim() || read.issuedBy,
		adoptedOn: dayOf('adoptedOn', read.adoptedOn ?? known?.adoptedOn ?? null),
		repealedOn: dayOf('repealedOn', known?.repealedOn ?? null),
		inForceOn
	};
	if (inForceOn === null) say('inForceUnknown', 'ask', read.likelyInForceOn ?? '');
	for (const { about, line, text } of statute.doubts)
		say(about, about === 'emptyArticle' ? 'refuse' : 'look', text, line);
	return { fileName: file.fileName, hash: file.hash, statute, facts, known, problems };
}

/**
 * Files of one upload that would become the same edition: of equal texts the first is taken, of different ones none, for
 * nobody can tell which is meant.
 */
export function withoutTwins(entries: readonly LawEntry[]): readonly LawEntry[] {
	const key = ({ facts }: LawEntry) => `${titleKey(facts.title)}\0${labelKey(facts.label)}`;
	const groups = Map.groupBy(entries, key);
	return entries.map((entry) => {
		const group = (groups.get(key(entry)) ?? []).filter((other) => !isRefused(other));
		if (group.length < 2 || isRefused(entry)) return entry;
		const own = canonicalText(entry.statute);
		const twins = group.filter((other) => other !== entry && canonicalText(other.statute) !== own);
		const [first] = group;
		if (twins.length === 0) return first && first !== entry ? { ...entry, sameAs: first.fileName } : entry;
		const text = twins.map(({ fileName }) => fileName).join('、');
		return { ...entry, problems: [{ rule: 'sameTwice', weight: 'refuse', line: 0, text }, ...entry.problems] };
	});
}

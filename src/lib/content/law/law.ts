import { compact } from '#lib/base/core/text.ts';
import type { LawEditionId } from '#lib/base/core/ids.ts';

/** 党内法规 are not 法律 and stay a kind of their own in filters, headings and reports. */
export const lawKinds = [
	'constitution',
	'statute',
	'adminRegulation',
	'localRegulation',
	'rule',
	'interpretation',
	'partyRegulation'
] as const;
export type LawKind = (typeof lawKinds)[number];

const kindWords: Readonly<Record<string, LawKind>> = {
	宪法: 'constitution',
	法律: 'statute',
	行政法规: 'adminRegulation',
	地方性法规: 'localRegulation',
	规章: 'rule',
	部门规章: 'rule',
	地方政府规章: 'rule',
	司法解释: 'interpretation',
	党内法规: 'partyRegulation'
};

export function parseLawKind(text: string): LawKind | undefined {
	const word = compact(text);
	return kindWords[word] ?? lawKinds.find((kind) => kind.toLowerCase() === word.toLowerCase());
}

/** One edition of a law. Days are ISO dates; null where the source does not say. */
export interface LawEdition {
	readonly lawEditionId: LawEditionId;
	readonly lawId: number;
	readonly title: string;
	readonly shortTitle: string;
	readonly kind: LawKind;
	/** What tells the editions apart, e.g. 2023年修订. */
	readonly label: string;
	readonly adoptedOn: string | null;
	readonly inForceOn: string | null;
	readonly repealedOn: string | null;
	/** The day on which someone looked whether this is still the edition in force. */
	readonly checkedOn: string | null;
	/** Who made the law; null where nothing says. */
	readonly issuedBy?: string | null;
}

/** A title reduced to what people vary: 《》 and the country's name dropped, full-width forms folded. */
export const titleKey = (title: string): string =>
	compact(title)
		.replace(/[《》〈〉]/g, '')
		.replace(/^中华人民共和国/, '');

/** An edition's label reduced: brackets dropped, "2023年修订", "2023 修订" and "(2023年修订版)" are one. */
export const labelKey = (label: string): string =>
	compact(label)
		.replace(/[()[\]《》版]/g, '')
		.replace(/年/g, '')
		.replace(/修正案|修改/g, '修正');

/** A law without its editions. */
export interface Law {
	readonly lawId: number;
	readonly title: string;
	readonly shortTitle: string;
	readonly kind: LawKind;
}

/** The law that a title or a short one means, with or without 《》 and the country's name; undefined when it is none of these. */
export const lawNamed = <Known extends Pick<Law, 'title' | 'shortTitle'>>(
	laws: readonly Known[],
	title: string
): Known | undefined =>
	laws.find((law) => titleKey(law.title) === titleKey(title) || titleKey(law.shortTitle) === titleKey(title));

export type EditionMatch =
	| { readonly found: 'one'; readonly edition: LawEdition }
	| { readonly found: 'noLaw' }
	| { readonly found: 'noEdition'; readonly known: readonly LawEdition[] }
	/** The file names a law but no edition, and several are in force or known. */
	| { readonly found: 'several'; readonly known: readonly LawEdition[] };

/**
 * Finds the edition that a row names. Without a label the law's only edition is taken, or the only one not repealed.
 * The label may also stand behind the title in brackets: 《行政复议法》（2023年修订）.
 */
export function matchEdition(title: string, label: string, editions: readonly LawEdition[]): EditionMatch {
	const bracketed = /^(.*?)[(（〔[]([^()（）]*(?:修|版|年|通过|公布)[^()（）]*)[)）〕\]]$/u.exec(title.trim());
	const wantedTitle = titleKey(bracketed?.[1] ?? title);
	const wantedLabel = labelKey(label || (bracketed?.[2] ?? ''));
	const own = editions.filter(
		(edition) => titleKey(edition.title) === wantedTitle || titleKey(edition.shortTitle) === wantedTitle
	);
	if (own.length === 0) return { found: 'noLaw' };
	const named = wantedLabel === '' ? own : own.filter((edition) => labelKey(edition.label) === wantedLabel);
	const [only, ...others] = named;
	if (only && others.length === 0) return { found: 'one', edition: only };
	if (wantedLabel !== '') return { found: 'noEdition', known: own };
	const [valid, ...more] = own.filter((edition) => edition.repealedOn === null);
	return valid && more.length === 0 ? { found: 'one', edition: valid } : { found: 'several', known: own };
}

/** Reads a day written 2023-09-01, 2023/9/1, 2023.9.1 or 2023年9月1日 as an ISO date; undefined when it is no day. */
export function parseDay(text: string): string | undefined {
	const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(compact(text));
	if (!match) return undefined;
	const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
	const back = new Date(Date.UTC(year, month - 1, day));
	if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return undefined;
	return back.toISOString().slice(0, 10);
}

/** What an editor or laws.csv states about one edition of one law. */
export interface EditionDraft {
	readonly title: string;
	readonly shortTitle: string;
	readonly kind: LawKind;
	readonly label: string;
	readonly adoptedOn: string | null;
	readonly inForceOn: string | null;
	readonly repealedOn: string | null;
	readonly checkedOn: string | null;
}

/** The kind that a title suggests; an editor confirms or corrects it. */
export function guessLawKind(title: string): LawKind {
	const plain = titleKey(title);
	if (plain.endsWith('宪法')) return 'constitution';
	if (/^(中国共产党|党章|党政)|党员|党组|党内|巡视/.test(plain)) return 'partyRegulation';
	if (/解释(（.*）)?$/.test(plain)) return 'interpretation';
	if (/法(（试行）)?$/.test(plain)) return 'statute';
	if (/^.{2,8}(省|市|自治区|自治州|自治县|区|县).*(条例|办法|规定)$/.test(plain)) return 'localRegulation';
	return /条例$/.test(plain) ? 'adminRegulation' : /(办法|规定|规则|细则)$/.test(plain) ? 'rule' : 'statute';
}

/** The label of an edition that a file does not name. */
export const unnamedEdition = '现行版本';

/** Where an edition stands on a day. */
export type Standing = 'inForce' | 'upcoming' | 'superseded' | 'repealed' | 'undated';

/**
 * Where each of a law's editions stands on a day: in force is the one that came into force last by then, unless it is
 * repealed. Of two that share a day both are shown as in force, for a person to settle.
 */
export function standings(
	editions: readonly Pick<LawEdition, 'lawEditionId' | 'inForceOn' | 'repealedOn'>[],
	on: string
): ReadonlyMap<LawEditionId, Standing> {
	const begun = editions.filter(({ inForceOn }) => inForceOn !== null && inForceOn <= on);
	const latest = begun.reduce<string>((last, { inForceOn }) => (inForceOn! > last ? inForceOn! : last), '');
	const isGone = ({ repealedOn }: { repealedOn: string | null }) => repealedOn !== null && repealedOn <= on;
	return new Map(
		editions.map((edition): [LawEditionId, Standing] => {
			const { lawEditionId, inForceOn } = edition;
			if (isGone(edition)) return [lawEditionId, 'repealed'];
			if (inForceOn === null) return [lawEditionId, 'undated'];
			if (inForceOn > on) return [lawEditionId, 'upcoming'];
			return [lawEditionId, inForceOn === latest ? 'inForce' : 'superseded'];
		})
	);
}

/** The edition that holds on a day; an undated single one is taken to hold. Undefined when none does. */
export function editionOn<Edition extends Pick<LawEdition, 'lawEditionId' | 'inForceOn' | 'repealedOn'>>(
	editions: readonly Edition[],
	on: string
): Edition | undefined {
	const stands = standings(editions, on);
	const holding = editions.find(({ lawEditionId }) => stands.get(lawEditionId) === 'inForce');
	if (holding) return holding;
	const undated = editions.filter(({ lawEditionId }) => stands.get(lawEditionId) === 'undated');
	return undated.length === 1 ? undated[0] : undefined;
}

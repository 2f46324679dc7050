import { distance } from '#lib/base/core/text.ts';
import type { UnitId } from '#lib/base/core/ids.ts';
import { type AliasedUnit, unitKey } from '#lib/people/directory/unit.ts';

export type UnitMatch =
	| { readonly kind: 'found'; readonly unitId: UnitId }
	| {
			/** `ambiguous`: the very name of several · `several`: two units in one cell · the others as they read. */
			readonly kind: 'ambiguous' | 'several' | 'subunit' | 'near' | 'unknown';
			/** Best first, at most three. */
			readonly nearest: readonly AliasedUnit[];
	  };

/** Traditional characters met in unit names, as their simplified ones: only for finding a near name, never for taking it. */
const simplified = new Map(
	[
		...'區区縣县鎮镇鄉乡務务廳厅處处會会員员關关學学醫医院院黨党國国業业監监督督環环設设產产農农財财稅税檢检總总辦办團团聯联婦妇衛卫發发劃划資资規规態态應应門门開开園园區区廣广場场電电視视機机構构紀纪審审計计統统戰战隊队'
	].reduce<[string, string][]>(
		(pairs, character, index, all) => (index % 2 === 0 ? [...pairs, [character, all[index + 1] ?? character]] : pairs),
		[]
	)
);

const simplify = (text: string): string =>
	[...text].map((character) => simplified.get(character) ?? character).join('');

/** Words that come and go in the names of the same unit. */
const filler = /(中共|中国共产党|(人民)?政府|办公室|(管理)?委员会|机关)/gu;

export interface UnitIndex {
	match(text: string): UnitMatch;
}

interface NamedUnit {
	readonly unit: AliasedUnit;
	readonly keys: readonly string[];
}

/** Prepares all names, short names, codes and aliases for finding; results are remembered per spelling. */
export function unitIndex(units: readonly AliasedUnit[]): UnitIndex {
	const exact = new Map<string, Set<AliasedUnit>>();
	const named: NamedUnit[] = units.map((unit) => {
		const keys = [...new Set([unit.name, unit.shortName, ...unit.aliases].map(unitKey))].filter((key) => key !== '');
		for (const key of [...keys, unitKey(unit.code)]) exact.set(key, (exact.get(key) ?? new Set()).add(unit));
		return { unit, keys };
	});
	const remembered = new Map<string, UnitMatch>();
	const byKey = (key: string): AliasedUnit[] => [...(exact.get(key) ?? [])];

	function find(text: string): UnitMatch {
		const key = unitKey(text);
		const same = byKey(key);
		// A full name outranks a short name or alias that another unit happens to share.
		const own = same.filter((unit) => unitKey(unit.name) === key || unitKey(unit.code) === key);
		const sole = same.length === 1 ? same[0] : own.length === 1 ? own[0] : undefined;
		if (sole) return { kind: 'found', unitId: sole.id };
		if (same.length > 1) return { kind: 'ambiguous', nearest: same.slice(0, 3) };
		const parts = key.split(/[、,;/&+]|和(?=.)|与(?=.)|及(?=.)/u).filter((part) => part !== '');
		const known = parts.flatMap((part) => byKey(part).slice(0, 1));
		if (parts.length > 1 && known.length > 0) return { kind: 'several', nearest: known.slice(0, 3) };
		const outside = key.replace(/[([【].*?[)\]】]/gu, '');
		const parent = outside === key ? [] : byKey(outside);
		if (parent.length > 0) return { kind: 'subunit', nearest: parent.slice(0, 3) };
		const near = nearest(key, named);
		if (near.length > 0) return { kind: 'near', nearest: near };
		const begins = named.filter(({ keys }) => keys.some((name) => name.length >= 4 && key.startsWith(name)));
		return begins.length > 0
			? { kind: 'subunit', nearest: begins.map(({ unit }) => unit).slice(0, 3) }
			: { kind: 'unknown', nearest: [] };
	}

	return {
		match(text) {
			const before = remembered.get(text);
			if (before) return before;
			const match = find(text);
			if (remembered.size < 50_000) remembered.set(text, match);
			return match;
		}
	};
}

/** Units whose name differs by a slip of the pen, by traditional characters, by filler words or by the district's name in front. */
function nearest(key: string, named: readonly NamedUnit[]): AliasedUnit[] {
	const plain = simplify(key);
	const short = plain.replace(filler, '');
	const limit = [...plain].length <= 5 ? 1 : 2;
	const scored: { unit: AliasedUnit; score: number }[] = [];
	for (const { unit, keys } of named) {
		let score = Infinity;
		for (const name of keys) {
			const other = simplify(name);
			score = Math.min(score, slips(plain, other, limit));
			const bare = other.replace(filler, '');
			if (short.length >= 3 && short === bare) score = Math.min(score, 0.5);
			if (short.length >= 3 && bare.endsWith(short)) score = Math.min(score, 0.8);
			if (abbreviates(plain, other)) score = Math.min(score, 0.9);
			if (plain.length >= 3 && other.endsWith(plain)) score = Math.min(score, 0.8);
			if (other.length >= 4 && plain.endsWith(other)) score = Math.min(score, 0.8);
		}
		if (score <= limit) scored.push({ unit, score });
	}
	return scored
		.sort((a, b) => a.score - b.score)
		.map(({ unit }) => unit)
		.slice(0, 3);
}

/** What tells units of one district apart: without the district in front and the kind of office behind. */
const core = (name: string): string => name.replace(/^.{1,6}?[区县市旗]/u, '').replace(/[局办委部所院校会队]$/u, '');
const figures = /[〇一二三四五六七八九十百\d]+/gu;

/**
 * Slips of the pen between two names, or Infinity when they are too many to be slips: more than half of what tells the
 * units apart (司法局 and 文旅局), or only another number (第一小学 and 第二小学).
 */
function slips(a: string, b: string, limit: number): number {
	const [left, right] = [core(a), core(b)];
	const found = distance(left, right, limit);
	if (found > limit || found * 2 > Math.max(left.length, right.length)) return Infinity;
	const numbered = (name: string) => (name.match(figures) ?? []).join(' ');
	return left.replace(figures, '') === right.replace(figures, '') && numbered(left) !== numbered(right)
		? Infinity
		: found;
}

/** "区市监局" for "云岭区市场监督管理局": some of its characters in their order, the last one the same. */
function abbreviates(short: string, name: string): boolean {
	if (short.length < 3 || short.length >= name.length || short.at(-1) !== name.at(-1)) return false;
	let from = 0;
	for (const character of short) {
		const at = name.indexOf(character, from);
		if (at === -1) return false;
		from = at + character.length;
	}
	return true;
}

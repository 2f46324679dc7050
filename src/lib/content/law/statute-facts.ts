import { parseChineseNumber } from './citation.ts';
import { guessLawKind, type LawKind, parseDay } from './law.ts';
import type { Statute } from './statute.ts';

/** What a statute's text says of itself. Days are ISO dates; null where it does not say. */
export interface StatuteFacts {
	readonly title: string;
	readonly kind: LawKind;
	/** What tells the edition apart: 2021年修订, 2019年修正, 2020年公布; empty when the text names no day. */
	readonly label: string;
	readonly issuedBy: string | null;
	/** The day on which the whole text was last adopted: the making of the law or its last 修订, not a 修正. */
	readonly adoptedOn: string | null;
	readonly inForceOn: string | null;
	/** A day of force that is likely but not said; a person confirms it. Null when `inForceOn` is known or nothing suggests one. */
	readonly likelyInForceOn: string | null;
}

interface Event {
	readonly on: string;
	readonly what: '公布' | '修订' | '修正';
}

const day =
	'(?:(?:19|20)\\d\\d|[一二][零〇○Ｏ一二三四五六七八九]{3}) ?年 ?[\\d一二三四五六七八九十]{1,3} ?月 ?[\\d一二三四五六七八九十]{1,3} ?日';
const forceOfAll = new RegExp(`自(?:(${day})|公布之日|发布之日|印发之日|通过之日)起?(?:施行|实施|生效)`);

/** A day as statutes print it, in Arabic or Chinese figures. */
function readDay(text: string): string | undefined {
	const parts = /^(.*?)年(.*?)月(.*?)日$/.exec(text.replace(/\s/g, '').replace(/[○Ｏ]/g, '〇'));
	const numbers = parts?.slice(1).map(parseChineseNumber);
	return numbers?.every((number) => number !== undefined) ? parseDay(numbers.join('-')) : undefined;
}

/** The happenings that the notes name, in order: when the text was made, rewritten (修订) or changed in places (修正). */
function eventsOf(notes: readonly string[]): readonly Event[] {
	// Each date opens a clause that ends where the next begins.
	const clauses = notes.join('　').split(new RegExp(`(?=${day})`));
	return clauses.flatMap((clause): Event[] => {
		const on = readDay(new RegExp(`^${day}`).exec(clause)?.[0] ?? '');
		if (!on) return [];
		if (/修订(?!草案)/.test(clause)) return [{ on, what: '修订' }];
		if (/修正|修改|惩治.*决定/.test(clause)) return [{ on, what: '修正' }];
		return /通过|公布|发布|印发|批准|令/.test(clause) ? [{ on, what: '公布' }] : [];
	});
}

/** What a file's name adds to the notes: with none, that the text was made that day; else a change that they leave out. */
const named = (told: readonly Event[], versionOn: string | undefined): readonly Event[] =>
	versionOn === undefined ? [] : [{ on: versionOn, what: told.length === 0 ? '公布' : '修正' }];

const bodies: readonly (readonly [RegExp, string])[] = [
	[/中共中央办公厅[、和 ]*国务院办公厅/, '中共中央办公厅、国务院办公厅'],
	[/中共中央[、和 ]*国务院/, '中共中央、国务院'],
	[/中国?共(?:产党)?.{0,20}(?:中央|代表大会)/, '中国共产党中央委员会'],
	[/最高人民法院[、和 ]*最高人民检察院/, '最高人民法院、最高人民检察院'],
	[/最高人民法院/, '最高人民法院'],
	[/最高人民检察院/, '最高人民检察院'],
	[/全国人民代表大会常务委员会/, '全国人民代表大会常务委员会'],
	[/全国人民代表大会/, '全国人民代表大会'],
	[/国务院/, '国务院']
];

/** Who made the text: by its notes, the earliest first; a local congress or ministry is taken as it is written. */
function issuerOf(notes: readonly string[], title: string): string | null {
	const first = notes.find((note) => /通过|公布|发布|印发|令|修订/.test(note)) ?? '';
	const making = first.split(/根据|修正/)[0] ?? first;
	const local =
		/日 ?([\u4e00-\u9fff]{2,15}?(?:省|市|自治区|自治州|自治县|县|区|旗))第.{1,4}届(人民代表大会(?:常务委员会)?)/.exec(
			making
		);
	if (local) return `${local[1] ?? ''}${local[2] ?? ''}`;
	for (const [shape, name] of bodies) if (shape.test(making)) return name;
	const decree = /([\u4e00-\u9fff]{2,16}(?:部|委员会|总局|局|署|办公室|人民政府))(?:令|公告)/.exec(making)?.[1];
	return decree ?? (/^中国共产党/.test(title) ? '中国共产党中央委员会' : null);
}

/**
 * Reads kind, edition, issuer and days out of a statute. The last article of an act amended since names the day on which
 * its *first* edition came into force, so that day is not taken for the edition's own.
 * @param versionOn the day by which the file's name tells its edition apart: copies often leave out the latest change
 */
export function statuteFacts(statute: Statute, versionOn?: string): StatuteFacts {
	const { title, notes, articles } = statute;
	const told = eventsOf(notes);
	const events =
		told.length === 0 || (versionOn && versionOn > (told.at(-1)?.on ?? ''))
			? [...told, ...named(told, versionOn)]
			: told;
	const last = events.at(-1);
	const made = events.findLast(({ what }) => what !== '修正');
	const ending = articles.at(-1)?.paragraphs.join('') ?? '';
	const ordered = forceOfAll.exec(notes.join('　'));
	const stated = forceOfAll.exec(ending);
	const statedOn = stated?.[1] ? readDay(stated[1]) : undefined;
	const orderedOn = ordered?.[1] ? readDay(ordered[1]) : undefined;
	const amended = last !== undefined && last.what === '修正';
	// A day before the edition was made is the first edition's, whatever the notes leave out.
	const own = !amended && statedOn && (!made || statedOn >= made.on) ? statedOn : undefined;
	const inForceOn = orderedOn && (!last || orderedOn >= last.on) ? orderedOn : (own ?? null);
	const likely = amended ? last.on : stated && !stated[1] ? made?.on : undefined;
	return {
		title,
		kind: kindOf(title, notes),
		label: last ? `${last.on.slice(0, 4)}年${last.what}` : '',
		issuedBy: issuerOf(notes, title),
		adoptedOn: made?.on ?? null,
		inForceOn,
		likelyInForceOn: inForceOn === null ? (likely ?? null) : null
	};
}

function kindOf(title: string, notes: readonly string[]): LawKind {
	const all = notes.join('');
	if (/中共中央|中国共产党|中央办公厅/.test(all + title)) return 'partyRegulation';
	if (/国务院令|国务院第.{1,8}次常务会议/.test(all) && !/法$/.test(title)) return 'adminRegulation';
	if (/(?:部|委员会|局|署|总局)令/.test(all) && !/人民代表大会/.test(all)) return 'rule';
	if (/(?:省|市|自治区|自治州|自治县).{0,12}人民代表大会/.test(all)) return 'localRegulation';
	return guessLawKind(title);
}

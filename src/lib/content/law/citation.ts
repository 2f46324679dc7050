/** One place of a law: 第十一条之一第二款第（三）项. Numbers count from 1. */
export interface Citation {
	/** Article number; 0 for the preamble (序言). */
	readonly article: number;
	/** 之一, 之二 … of an inserted article; 0 when it is none. */
	readonly inserted: number;
	readonly paragraph?: number;
	readonly item?: number;
	readonly subitem?: number;
}

const digits = '零一二三四五六七八九';
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Reads a Chinese or Arabic whole number up to 9999: "一百一十六", "两百", "116"; undefined when it is none. */
export function parseChineseNumber(text: string): number | undefined {
	const folded = text.normalize('NFKC').replaceAll('〇', '零').replaceAll('两', '二');
	if (/^\d{1,4}$/.test(folded)) return Number(folded);
	if (!/^[零一二三四五六七八九十百千]+$/.test(folded)) return undefined;
	// A run of digits without units is read digit by digit: 一一六.
	if (!/[十百千]/.test(folded))
		return folded.length <= 4 ? Number([...folded].map((digit) => digits.indexOf(digit)).join('')) : undefined;
	let total = 0;
	let digit: number | undefined;
	for (const sign of folded) {
		const unit = units[sign];
		if (unit === undefined) digit = digits.indexOf(sign);
		else {
			total += (digit ?? 1) * unit;
			digit = undefined;
		}
	}
	return total + (digit ?? 0);
}

/** Writes 1..9999 as statutes number their articles: 116 → "一百一十六", 10 → "十", 105 → "一百零五". */
export function chineseNumber(value: number): string {
	let text = '';
	let gap = false;
	for (const [unit, sign] of [
		[1000, '千'],
		[100, '百'],
		[10, '十'],
		[1, '']
	] as const) {
		const digit = Math.floor(value / unit) % 10;
		if (digit === 0) {
			gap = text !== '';
			continue;
		}
		text += (gap ? '零' : '') + (digits[digit] ?? '') + sign;
		gap = false;
	}
	return text.replace(/^一十/, '十');
}

const number = '[零〇一二三四五六七八九十百千两\\d]+';
const place = new RegExp(
	`^第(${number})条(?:之(${number}))?(?:第(${number})款)?(?:第[（(]?(${number})[）)]?项)?(?:第[（(]?(${number})[）)]?目)?$`
);

/** Reads one place; undefined when it is no citation. Full-width forms and spaces are allowed. */
export function parseCitation(text: string): Citation | undefined {
	const plain = text.normalize('NFKC').replace(/\s+/g, '');
	if (plain === '序言') return { article: 0, inserted: 0 };
	const match = place.exec(/^\d{1,4}$/.test(plain) ? `第${plain}条` : plain);
	if (!match) return undefined;
	const [article, inserted, paragraph, item, subitem] = match
		.slice(1)
		.map((part: string | undefined) => (part === undefined ? undefined : parseChineseNumber(part)));
	if (!article || inserted === 0) return undefined;
	return {
		article,
		inserted: inserted ?? 0,
		...(paragraph ? { paragraph } : {}),
		...(item ? { item } : {}),
		...(subitem ? { subitem } : {})
	};
}

/** Writes a place the way statutes are cited. */
export function formatCitation(citation: Citation): string {
	if (citation.article === 0) return '序言';
	const { article, inserted, paragraph, item, subitem } = citation;
	return [
		`第${chineseNumber(article)}条`,
		inserted > 0 ? `之${chineseNumber(inserted)}` : '',
		paragraph ? `第${chineseNumber(paragraph)}款` : '',
		item ? `第（${chineseNumber(item)}）项` : '',
		subitem ? `第${subitem}目` : ''
	].join('');
}

/** The name of an article's place on a page: a12, a120-1. */
export const articleAnchor = ({ article, inserted }: Pick<Citation, 'article' | 'inserted'>): string =>
	article === 0 ? 'preamble' : `a${article}${inserted > 0 ? `-${inserted}` : ''}`;

/**
 * Reads a cell that may cite several places ("第七十四条、第七十七条第二款", commas, semicolons or line breaks between).
 * Undefined when any of them cannot be read; an empty cell gives an empty list.
 */
export function parseCitations(text: string): readonly Citation[] | undefined {
	const pieces = text
		.split(/[、,，;；和及\n]/u)
		.map((piece) => piece.trim())
		.filter(Boolean);
	const found: Citation[] = [];
	for (const piece of pieces) {
		const citation = parseCitation(piece);
		if (!citation) return undefined;
		found.push(citation);
	}
	return found;
}

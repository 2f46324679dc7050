import { parseChineseNumber } from './citation.ts';

/** What one line of a statute's text is, seen by itself. */
export type StatuteLine =
	| { readonly is: 'heading'; readonly level: number; readonly text: string; readonly key: string }
	| {
			readonly is: 'article';
			readonly number: number;
			readonly inserted: number;
			readonly rest: string;
			/** Whether space or a colon stood behind 第…条, as statutes print it; without, it may be a reference. */
			readonly apart: boolean;
	  }
	| { readonly is: 'contents' }
	| { readonly is: 'preamble' }
	| { readonly is: 'annex'; readonly text: string }
	| { readonly is: 'text'; readonly text: string };

const count = '[零〇一二三四五六七八九十百千两\\d]+';
const headingShape = new RegExp(`^第\\s*(${count})\\s*(编|分编|章|节|部分)(?:\\s+|$)?(.*)$`);
const articleShape = new RegExp(`^第\\s*(${count})\\s*条(?:\\s*之\\s*(${count}))?([\\s:：]+|(?=[【〔])|$)?(.*)$`);
const levels = ['编', '部分', '分编', '章', '节'];

/** Behind a bare 第…条 these go on with a sentence: 第十条第一款规定的, 第三条规定的, 第八条和第九条. */
const refers = /^(?:第|规定|的|、|，|和|至|及|或|所|中|以|之)/;

/**
 * One line as typed in any source: full-width spaces folded, invisible characters and Markdown's signs dropped.
 * Spaces inside stay as one.
 */
export const tidyLine = (line: string): string =>
	line
		.replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g, '')
		.replace(/[\s\u00a0\u3000]+/g, ' ')
		.trim()
		.replace(/^#{1,6} +/, '')
		.replace(/^> +/, '')
		.replace(/\*\*/g, '')
		.trim();

/** A page's number, or a rule across the page: never part of the text. */
export const isPageMark = (line: string): boolean =>
	/^(?:第 ?\d+ ?页.*|共 ?\d+ ?页.*|[-—–－] ?\d+ ?[-—–－]|\d{1,3}|[-—–=_*·.…]{3,}|<!--.*-->)$/.test(line);

/** A heading reduced to what a table of contents and the text have in common: spaces, leaders and page numbers dropped. */
const headingKey = (text: string): string =>
	text
		.replace(/[（(]第.*?条.*?[)）]$/, '')
		.replace(/[.．…·\s]*\d*$/, '')
		.replace(/\s+/g, '');

export function classify(line: string): StatuteLine {
	if (/^目 ?(?:录|次)$/.test(line)) return { is: 'contents' };
	if (/^序 ?言$/.test(line)) return { is: 'preamble' };
	if (/^附 ?则$/.test(line)) return { is: 'heading', level: levels.indexOf('章'), text: '附则', key: '附则' };
	const heading = headingShape.exec(line);
	if (heading) {
		const [, number = '', word = '', rest = ''] = heading;
		if (rest.length <= 40 && !/[。，；：]/.test(rest) && !/^(?:规定|的|第)/.test(rest)) {
			const text = `第${number}${word}${rest === '' ? '' : ` ${spaced(rest)}`}`;
			return { is: 'heading', level: levels.indexOf(word), text, key: headingKey(text) };
		}
	}
	const article = articleShape.exec(line);
	if (article) {
		const [, number = '', inserted, gap, rest = ''] = article;
		const read = { number: parseChineseNumber(number), inserted: inserted ? parseChineseNumber(inserted) : 0 };
		const apart = gap !== undefined;
		if (read.number && read.inserted !== undefined && (apart || !refers.test(rest)))
			return { is: 'article', number: read.number, inserted: read.inserted, rest: rest.trim(), apart };
	}
	if (/^附 ?(?:件|表|录|图)? ?[一二三四五六七八九十\d]{0,3} ?(?:[：:].*|$)/.test(line) && line !== '附')
		return { is: 'annex', text: line };
	if (/^附(?:件|表|录|图) ?[一二三四五六七八九十\d]{0,3} [^。；]{0,40}$/.test(line)) return { is: 'annex', text: line };
	return { is: 'text', text: line };
}

/** "总 则" and "附 则" are printed apart for looks; a heading of several words keeps its spaces. */
const spaced = (text: string): string => (/^(?:. )+.$/.test(text) ? text.replaceAll(' ', '') : text);

import { classify, isPageMark, type StatuteLine, tidyLine } from './statute-lines.ts';

/** One article of a statute. */
export interface Article {
	readonly number: number;
	/** 之一, 之二 … of an inserted article; 0 when it is none. */
	readonly inserted: number;
	/** The headings it stands under, outermost first. */
	readonly headings: readonly string[];
	/** 款, without the 第…条 before the first; an enumerated 项 is a paragraph of its own, as printed. */
	readonly paragraphs: readonly string[];
	/** Line of the source on which it begins, from 1. */
	readonly line: number;
}

export interface Annex {
	readonly title: string;
	readonly paragraphs: readonly string[];
}

/** What a reader should look at before the text is taken over; `line` counts from 1. */
export interface StatuteDoubt {
	readonly about: 'gap' | 'outOfOrder' | 'emptyArticle' | 'leftOut';
	readonly line: number;
	readonly text: string;
}

/** The text of one edition as it is kept. */
export interface StatuteText {
	/** Lines between title and text that tell who adopted it when, and what was amended. */
	readonly notes: readonly string[];
	/** 序言, or what else stands before the first article. */
	readonly preamble: readonly string[];
	readonly articles: readonly Omit<Article, 'line'>[];
	readonly annexes: readonly Annex[];
}

/** A file's text taken apart. */
export interface Statute extends StatuteText {
	/** Empty when none was found. */
	readonly title: string;
	readonly articles: readonly Article[];
	readonly doubts: readonly StatuteDoubt[];
}

interface Line {
	readonly no: number;
	readonly text: string;
	readonly is: StatuteLine;
}

/** Menus, footers and buttons of the pages that statutes are copied from. */
const furniture =
	/^(?:责任编辑|编辑[：:]|来源[：:]|稿源|作者[：:]|发布时间|浏览次数|点击(?:量|次数)?[：:]|上一篇|下一篇|相关(?:链接|文章|阅读|附件|法律)|分享(?:到|至)|扫一扫|版权所有|主办(?:单位)?[：:]|承办(?:单位)?[：:]|技术支持|网站(?:标识码|地图)|备案|.?ICP备|首页|返回(?:首页|顶部|列表)|当前位置|您(?:的|当前)?(?:的)?位置|附件下载|Copyright)|^[【[（]?(?:字体|字号|打印|关闭|收藏)(?=$|[\s：:|】\]）]|本页|窗口|大|小)|^[【[（]?大 ?[|｜]? ?中 ?[|｜]? ?小(?=$|[\s】\]）])/i;

/** A whole sentence is text, whatever it begins with. */
const isFurniture = (text: string): boolean => furniture.test(text) && !/[。；]$/.test(text);

const sentenceEnds = /[。；：！？”）」]$/;
const titleEnds =
	/(?:法|法典|条例|规定|办法|决定|解释|规则|章程|准则|细则|意见|通则|纲要|公约|批复)(?:[（(][^（）()]{1,12}[)）])?$/;
const titleBegins = /^(?:中华人民共和国|中国共产党|最高人民)/;
const noteShape =
	/(?:\d{4}|[一二][零〇○Ｏ一二三四五六七八九]{3}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日.*(?:通过|公布|发布|修订|修正|批准|施行|制定|印发|决定|修正案)|令第.+号|^[（(]?(?:19|20)\d\d ?年/;

/**
 * Takes the text of a statute apart: 第…条 in the order of their numbers, wherever the text comes from. What stands in a
 * table of contents, in an annex or around the text on a web page becomes no part of an article.
 * @param source the lines of one file in order, as they stand there
 */
export function readStatute(source: readonly string[]): Statute {
	const doubts: StatuteDoubt[] = [];
	const lines = source
		.map((text, index) => ({ no: index + 1, text: tidyLine(text) }))
		.filter(({ text }) => text !== '' && !isPageMark(text))
		.map((line): Line => ({ ...line, is: classify(line.text) }));
	const begin = firstArticle(lines);
	const body = begin < 0 ? [] : lines.slice(begin);
	const { title, notes, preamble, headings } = readHead(begin < 0 ? lines : lines.slice(0, begin));
	const { articles, annexes } = readBody(body, headings, doubts);
	return { title, notes, preamble, articles, annexes, doubts };
}

/** The line of the first article of the text itself: the last 第一条 before which no article has a whole sentence. */
function firstArticle(lines: readonly Line[]): number {
	let found = -1;
	for (const [index, { is }] of lines.entries()) {
		if (is.is !== 'article' || is.number !== 1 || is.inserted > 0) continue;
		const before = found < 0 ? [] : lines.slice(found, index);
		// Articles listed in a table of contents are captions; those of a text end their sentences.
		if (before.some(({ text }) => text.length > 60 || /[。；]$/.test(text))) break;
		found = index;
	}
	return found >= 0 ? found : lines.findIndex(({ is }) => is.is === 'article' && is.apart);
}

/** Lines that may stand before a statute's text: menus, title and notes. */
const mostHead = 300;

interface Head {
	readonly title: string;
	readonly notes: readonly string[];
	readonly preamble: readonly string[];
	/** The headings that stand over the first article. */
	readonly headings: readonly HeadingLine[];
}

type HeadingLine = Line & { readonly is: Extract<StatuteLine, { is: 'heading' }> };
const isHeading = (line: Line): line is HeadingLine => line.is.is === 'heading';

function readHead(lines: readonly Line[]): Head {
	const { head: all, rest } = withoutContents(lines);
	// Where no article is found the head is the whole file: a title stands at its beginning or nowhere.
	const head = all.slice(0, mostHead);
	const preambleAt = rest.findIndex(({ is }) => is.is === 'preamble');
	const headings: HeadingLine[] = [];
	const preamble: string[] = [];
	for (const [index, line] of rest.entries()) {
		if (isHeading(line)) place(headings, line);
		else if (line.is.is === 'text' && (index > preambleAt || preambleAt < 0)) preamble.push(line.text);
	}
	const noteAt = head.findIndex(({ text }) => noteShape.test(text));
	const notes = head.filter(
		({ text }, index) => index >= noteAt && noteAt >= 0 && (noteShape.test(text) || inBrackets(head, index))
	);
	const title = titleOf(noteAt < 0 ? head : head.slice(0, noteAt)) || titleOf(head);
	return { title, notes: notes.map(({ text }) => text), preamble, headings };
}

/** A note in brackets may run over several lines. */
function inBrackets(head: readonly Line[], index: number): boolean {
	const before = head
		.slice(0, index + 1)
		.map(({ text }) => text)
		.join('');
	return before.lastIndexOf('（') > before.lastIndexOf('）', before.length - 2);
}

/** Divides what stands before the first article into the head and what follows its table of contents. */
function withoutContents(lines: readonly Line[]): { head: readonly Line[]; rest: readonly Line[] } {
	const marked = lines.findIndex(({ is }) => is.is === 'contents');
	const first = lines.findIndex((line, index) => index > marked && (isHeading(line) || line.is.is === 'preamble'));
	const head = lines.slice(0, marked >= 0 ? marked : first >= 0 ? first : lines.length);
	if (first < 0) return { head, rest: [] };
	const key = keyOf(lines[first]);
	const again = lines.findIndex((line, index) => index > first && keyOf(line) === key);
	// Listed once and never again, the headings are those of the text.
	return { head, rest: lines.slice(again >= 0 ? again : first) };
}

const keyOf = (line: Line | undefined): string | undefined =>
	line?.is.is === 'heading' ? line.is.key : line?.is.is === 'preamble' ? '序言' : undefined;

function titleOf(lines: readonly Line[]): string {
	const texts = lines
		.map(({ text }) => text)
		.filter((text) => text.length <= 60 && !isFurniture(text) && !/[。；，]/.test(text));
	for (let index = texts.length - 1; index >= 0; index--) {
		let title = (texts[index] ?? '').replace(/^《(.*)》$/, '$1');
		if (!titleEnds.test(title)) continue;
		// A long title stands in two lines or three: 中华人民共和国地方各级人民代表大会 / 和地方各级人民政府组织法.
		for (let line = index - 1; line >= index - 2 && !titleBegins.test(title); line--) {
			const before = texts.slice(line, index).join('');
			if (titleBegins.test(texts[line] ?? '') && !titleEnds.test(before)) title = before + title;
		}
		return title;
	}
	return '';
}

function place(headings: HeadingLine[], heading: HeadingLine): void {
	while ((headings.at(-1)?.is.level ?? -1) >= heading.is.level) headings.pop();
	headings.push(heading);
}

function readBody(lines: readonly Line[], before: readonly HeadingLine[], doubts: StatuteDoubt[]) {
	const headings = [...before];
	const articles: (Article & { paragraphs: string[] })[] = [];
	const annexes: (Annex & { paragraphs: string[] })[] = [];
	const starts = articleStarts(lines, doubts);
	const lastStart = Math.max(...starts);
	let ended = false;
	for (const [index, line] of lines.entries()) {
		const annex = annexes.at(-1);
		const current = articles.at(-1);
		if (starts.has(index) && line.is.is === 'article') {
			const { number, inserted, rest } = line.is;
			const paragraphs = rest === '' ? [] : [rest];
			articles.push({ number, inserted, headings: headings.map(({ is }) => is.text), paragraphs, line: line.no });
		} else if (index > lastStart && line.is.is === 'annex') annexes.push({ title: line.text, paragraphs: [] });
		else if (annex) annex.paragraphs.push(line.text);
		else if (isHeading(line) && index < lastStart) place(headings, line);
		else if (isFurniture(line.text) || (index > lastStart && (ended || endsBefore(line, current)))) {
			// Behind the last article the rest of the page is none of the law.
			ended ||= index > lastStart;
			doubts.push({ about: 'leftOut', line: line.no, text: line.text });
		} else current?.paragraphs.push(line.text);
	}
	for (const { number, paragraphs, line } of articles)
		if (paragraphs.length === 0) doubts.push({ about: 'emptyArticle', line, text: String(number) });
	return { articles, annexes };
}

/** Whether a line behind the last article stands outside of it: the article is complete, and this is no sentence. */
const endsBefore = (line: Line, last: Article | undefined): boolean =>
	/[。；]$/.test(last?.paragraphs.at(-1) ?? '') && !sentenceEnds.test(line.text);

/**
 * The lines on which articles begin. Numbers must grow: the next number always begins an article; a later one does only
 * when it is printed apart and the one that is missing comes nowhere behind it; whatever else begins with 第…条 refers.
 */
function articleStarts(lines: readonly Line[], doubts: StatuteDoubt[]): ReadonlySet<number> {
	const starts = new Set<number>();
	let [last, insert] = [0, 0];
	/** The last line on which each number stands. */
	const lastAt = new Map<string, number>();
	for (const [index, { is }] of lines.entries())
		if (is.is === 'article') lastAt.set(`${is.number}-${is.inserted}`, index);
	const comesAfter = (index: number, number: number, inserted: number) =>
		(lastAt.get(`${number}-${inserted}`) ?? -1) > index;
	const isNext = (number: number, inserted: number) =>
		(number === last + 1 && inserted === 0) || (number === last && inserted === insert + 1 && last > 0);
	for (const [index, { is, no, text }] of lines.entries()) {
		if (is.is !== 'article') continue;
		const { number, inserted, apart } = is;
		if (!isNext(number, inserted)) {
			const grows = number > last || (number === last && inserted > insert);
			if (starts.size > 0 && !(apart && grows)) {
				if (apart && !grows) doubts.push({ about: 'outOfOrder', line: no, text: text.slice(0, 40) });
				continue;
			}
			const missing = comesAfter(index, last + 1, 0) || (last > 0 && comesAfter(index, last, insert + 1));
			if (missing) continue;
			if (starts.size > 0) doubts.push({ about: 'gap', line: no, text: text.slice(0, 40) });
		}
		starts.add(index);
		[last, insert] = [number, inserted];
	}
	return starts;
}

import { describe, expect, test } from 'vitest';
import { formatCitation } from '#lib/content/law/citation.ts';
import { type LawEdition, editionOn, standings } from '#lib/content/law/law.ts';
import { dayInName, planLaw, withoutTwins } from '#lib/content/law/law-plan.ts';
import { pieces, searchable, wordsOf } from '#lib/content/law/law-search.ts';
import { readStatute } from '#lib/content/law/statute.ts';
import { statuteFacts } from '#lib/content/law/statute-facts.ts';

const lines = (text: string) => text.split('\n');
const numbers = (text: string) =>
	readStatute(lines(text)).articles.map(({ number, inserted }) => formatCitation({ article: number, inserted }));

/** A made-up act with everything that stands around articles. */
const act = `中华人民共和国
河灯管理法
（2001年3月1日第九届全国人民代表大会常务委员会第二十次会议通过\u3000根据2012年5月4日第十一届全国人民代表大会常务委员会第二十六次会议《关于修改〈中华人民共和国河灯管理法〉的决定》第一次修正\u30002021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议修订）
目\u3000\u3000录
第一章\u3000总\u3000\u3000则
第二章\u3000放\u3000\u3000灯
\u3000第一节\u3000白天
第三章\u3000附\u3000\u3000则
第一章\u3000总\u3000\u3000则
第一条\u3000为了规范河灯，制定本法。
第二条\u3000本法所称河灯，包括：
（一）纸灯；
（二）木灯。
第一章规定的河灯，不包括路灯。
第二章\u3000放\u3000\u3000灯
第一节\u3000白天
第三条\u3000白天放灯的，依照下列规定：
第四条规定的情形除外。
第三条之一\u3000阴天视同白天。
第四条\u3000夜间放灯，应当报告。
第三章\u3000附\u3000\u3000则
第五条\u3000本法自2021年9月1日起施行。
附件：河灯图样
一、圆灯
责任编辑：某某`;

describe('reading a statute', () => {
	const statute = readStatute(lines(act));

	test('articles in order, 之一 kept, none from the contents; what refers to an article begins none', () => {
		expect(numbers(act)).toEqual(['第一条', '第二条', '第三条', '第三条之一', '第四条', '第五条']);
		expect(statute.articles[2]?.paragraphs).toEqual(['白天放灯的，依照下列规定：', '第四条规定的情形除外。']);
		expect(statute.articles[1]?.paragraphs).toHaveLength(4);
	});

	test('headings stand over their articles; a title in two lines is one; notes are no text', () => {
		expect(statute.articles.map(({ headings }) => headings.join('/'))).toEqual([
			'第一章 总则',
			'第一章 总则',
			'第二章 放灯/第一节 白天',
			'第二章 放灯/第一节 白天',
			'第二章 放灯/第一节 白天',
			'第三章 附则'
		]);
		expect(statute.title).toBe('中华人民共和国河灯管理法');
		expect(statute.notes).toHaveLength(1);
	});

	test('an annex and the page around the text stick to no article', () => {
		expect(statute.articles.at(-1)?.paragraphs).toEqual(['本法自2021年9月1日起施行。']);
		expect(statute.annexes).toEqual([{ title: '附件：河灯图样', paragraphs: ['一、圆灯', '责任编辑：某某'] }]);
	});

	test.each([
		['a menu before it', `首页\n> 法律法规\n当前位置：首页\n字体：大 中 小\n${act}`],
		['Markdown', act.replace(/^(第.章)/gm, '## $1').replace(/^中华人民共和国\n/, '# 中华人民共和国')],
		['page numbers and rules', act.replace('第四条\u3000', '— 3 —\n第 4 页 共 9 页\n第四条\u3000')],
		['no space behind the number', act.replace(/^(第.条(?:之一)?)\u3000/gm, '$1')],
		['Windows line ends and wide spaces', act.replace(/\n/g, '\r\n\u3000\u3000')],
		[
			'contents with page numbers',
			act.replace('第一章\u3000总\u3000\u3000则\n第二章', '第一章\u3000总\u3000\u3000则………1\n第二章')
		],
		[
			'contents that list articles',
			act.replace('目\u3000\u3000录\n', '目\u3000\u3000录\n第一条\u3000目的\n第二条\u3000定义\n第三条\u3000白天\n')
		]
	])('the same articles with %s', (_, text) => {
		const read = readStatute(text.split(/\r?\n/));
		expect(read.articles.map(({ number, inserted, paragraphs }) => [number, inserted, paragraphs])).toEqual(
			statute.articles.map(({ number, inserted, paragraphs }) => [number, inserted, paragraphs])
		);
	});

	test('a jump and a smaller number are pointed out with their lines; nothing is lost', () => {
		const broken = lines('示例条例\n第一条\u3000甲。\n第二条\u3000乙。\n第五条\u3000丙。\n第三条\u3000丁。');
		const { articles, doubts } = readStatute(broken);
		expect(articles.map(({ number }) => number)).toEqual([1, 2, 3]);
		expect(articles[1]?.paragraphs).toEqual(['乙。', '第五条\u3000丙。'.replace('\u3000', ' ')]);
		expect(doubts).toEqual([]);
		const jump = readStatute(lines('示例条例\n第一条\u3000甲。\n第二条\u3000乙。\n第五条\u3000丙。\n第四条\u3000丁。'));
		expect(jump.articles.map(({ number }) => number)).toEqual([1, 2, 5]);
		expect(jump.doubts.map(({ about, line }) => [about, line])).toEqual([
			['gap', 4],
			['outOfOrder', 5]
		]);
	});

	test('a text without articles has none', () => {
		expect(readStatute(lines('关于某事的通知\n各单位：\n现通知如下。')).articles).toEqual([]);
		expect(readStatute([]).articles).toEqual([]);
	});

	test('a preamble is kept apart', () => {
		const { preamble, articles } = readStatute(
			lines('示例宪法\n序\u3000言\n很久以前。\n后来。\n第一章\u3000总纲\n第一条\u3000这样。')
		);
		expect(preamble).toEqual(['很久以前。', '后来。']);
		expect(articles[0]?.headings).toEqual(['第一章 总纲']);
	});
});

describe('what a statute says of itself', () => {
	const facts = (text: string, versionOn?: string) => statuteFacts(readStatute(lines(text)), versionOn);

	test('a revised act is in force from the day of its own last article', () => {
		expect(facts(act)).toEqual({
			title: '中华人民共和国河灯管理法',
			kind: 'statute',
			label: '2021年修订',
			issuedBy: '全国人民代表大会常务委员会',
			adoptedOn: '2021-06-10',
			inForceOn: '2021-09-01',
			likelyInForceOn: null
		});
	});

	test('the last article of an amended act names the first day, so the day of force is asked for', () => {
		const amended = act
			.replace(
				'2021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议修订',
				'根据2021年6月10日第十三届全国人民代表大会常务委员会第二十九次会议《关于修改的决定》第二次修正'
			)
			.replace('自2021年9月1日', '自2001年7月1日');
		expect(facts(amended)).toMatchObject({
			label: '2021年修正',
			adoptedOn: '2001-03-01',
			inForceOn: null,
			likelyInForceOn: '2021-06-10'
		});
	});

	test('a copy whose notes leave out the latest change is told by the day in its name', () => {
		const old =
			'示例条例\n（2001年11月16日国务院令第300号公布）\n第一条\u3000甲。\n第二条\u3000本条例自2002年1月1日起施行。';
		expect(facts(old)).toMatchObject({
			label: '2001年公布',
			kind: 'adminRegulation',
			issuedBy: '国务院',
			inForceOn: '2002-01-01'
		});
		expect(facts(old, '2017-12-22')).toMatchObject({
			label: '2017年修正',
			inForceOn: null,
			likelyInForceOn: '2017-12-22'
		});
		expect(dayInName('示例条例_20171222.docx')).toBe('2017-12-22');
		expect(dayInName('示例条例.docx')).toBeUndefined();
	});

	test('Chinese figures, local congresses, party regulations', () => {
		expect(
			facts(
				'示例省河灯条例\n（二〇二〇年五月九日示例省第十三届人民代表大会常务委员会第十次会议通过）\n第一条\u3000自二〇二〇年七月一日起施行。'
			)
		).toMatchObject({ label: '2020年公布', adoptedOn: '2020-05-09', inForceOn: '2020-07-01' });
		expect(facts('示例工作条例\n（2022年1月5日中共中央、国务院发布）\n第一条\u3000甲。')).toMatchObject({
			kind: 'partyRegulation',
			issuedBy: '中共中央、国务院'
		});
	});
});

const edition = (id: number, inForceOn: string | null, more: Partial<LawEdition> = {}): LawEdition => ({
	lawEditionId: id as LawEdition['lawEditionId'],
	lawId: 1,
	title: '中华人民共和国河灯管理法',
	shortTitle: '河灯管理法',
	kind: 'statute',
	label: `${(inForceOn ?? '1999').slice(0, 4)}年修订`,
	adoptedOn: null,
	inForceOn,
	repealedOn: null,
	checkedOn: null,
	...more
});

describe('editions side by side', () => {
	const all = [edition(1, '2001-07-01'), edition(2, '2012-09-01'), edition(3, '2027-01-01')];

	test.each([
		['2001-06-30', undefined],
		['2001-07-01', 1],
		['2012-08-31', 1],
		['2012-09-01', 2],
		['2026-12-31', 2],
		['2027-01-01', 3]
	])('on %s edition %s holds', (on, id) => {
		expect(editionOn(all, on)?.lawEditionId).toBe(id);
	});

	test('after a repeal none holds, also not an earlier one; an undated one holds only when it is alone', () => {
		const repealed = [edition(1, '2001-07-01'), edition(2, '2012-09-01', { repealedOn: '2020-01-01' })];
		expect(editionOn(repealed, '2020-01-01')).toBeUndefined();
		expect([...standings(repealed, '2020-01-01').values()]).toEqual(['superseded', 'repealed']);
		expect(editionOn([edition(1, null)], '2020-01-01')?.lawEditionId).toBe(1);
		expect(editionOn([edition(1, '2001-07-01'), edition(2, null)], '2020-01-01')?.lawEditionId).toBe(1);
	});
});

describe('planning an import', () => {
	const file = (text: string, fileName = 'a.txt', hash = fileName) => ({ fileName, hash, lines: lines(text) });

	test('what a person states wins over the text; a bad day is refused', () => {
		const entry = planLaw(file(act), [], { inForceOn: '2021年10月1日', label: '特别版', kind: 'rule' });
		expect(entry.facts).toMatchObject({ inForceOn: '2021-10-01', label: '特别版', kind: 'rule' });
		expect(planLaw(file(act), [], { inForceOn: '10月' }).problems).toContainEqual({
			rule: 'badDay',
			weight: 'refuse',
			line: 0,
			text: '10月'
		});
	});

	test('no articles, no title, no edition: each is said', () => {
		const { problems } = planLaw(file('各单位：\n请注意。', '.txt'), [], {});
		expect(problems.map(({ rule, weight }) => `${rule} ${weight}`)).toEqual([
			'noTitle refuse',
			'noArticles refuse',
			'noLabel refuse',
			'inForceUnknown ask'
		]);
	});

	test('a title is taken from the file’s name where the text has none', () => {
		const { facts, problems } = planLaw(file('第一条\u3000甲。', '示例条例_20200101.txt'), [], {});
		expect(facts).toMatchObject({ title: '示例条例', label: '2020年公布' });
		expect(problems.map(({ rule }) => rule)).toContain('titleFromName');
	});

	test('of two files of one edition equal texts count once, different ones are refused both', () => {
		const same = withoutTwins([planLaw(file(act, 'a.txt'), [], {}), planLaw(file(act, 'b.txt'), [], {})]);
		expect(same.map(({ sameAs }) => sameAs)).toEqual([undefined, 'a.txt']);
		const other = withoutTwins([
			planLaw(file(act, 'a.txt'), [], {}),
			planLaw(file(act.replace('木灯', '瓜灯'), 'b.txt'), [], {})
		]);
		expect(other.map(({ problems }) => problems[0]?.rule)).toEqual(['sameTwice', 'sameTwice']);
	});
});

describe('words of a search', () => {
	test('five words at most; signs alone are none', () => {
		expect(wordsOf(' 听证\u3000"处罚"  —— a b c d')).toEqual(['听证', '处罚', 'a', 'b', 'c']);
		expect(wordsOf('“” ——')).toEqual([]);
	});

	test('Chinese characters are words of their own, figures stay whole', () => {
		expect(searchable('罚款２００元以下')).toBe('罚 款 200 元 以 下');
	});

	test('a text is cut at every hit and stays the same text', () => {
		const cut = pieces('听证会不是听证。', ['听证']);
		expect(cut.filter(({ hit }) => hit)).toHaveLength(2);
		expect(cut.map(({ text }) => text).join('')).toBe('听证会不是听证。');
		expect(pieces('a.c abc', ['a.c'])).toEqual([
			{ text: 'a.c', hit: true },
			{ text: ' abc', hit: false }
		]);
	});
});

import { compact } from '#lib/base/core/text.ts';
import type { AnswerKind } from '../item.ts';

/** What a cell or a sheet's name says about the kind of question. */
export type KindWord =
	| { readonly says: AnswerKind; readonly inCase?: true }
	/** 选择题, 案例题: the answer decides between the kinds. */
	| { readonly says: 'choice' | 'case' }
	/** 填空, 简答 …: cannot be scored by comparing letters. */
	| { readonly says: 'unsupported' }
	/** 0, 1, 2 …: means different things in different systems. */
	| { readonly says: 'code'; readonly code: string };

const words: readonly (readonly [RegExp, KindWord])[] = [
	[/^案例.*(判断|是非)/, { says: 'judge', inCase: true }],
	[/^案例.*(单选|单项)/, { says: 'single', inCase: true }],
	[/^案例.*(多选|多项|不定项)/, { says: 'multiple', inCase: true }],
	[/^(案例|材料|共用题干|题组|case)/, { says: 'case' }],
	[
		/^(判断|是非|对错|正误)|^(tf|t\/f|judge|judgement|judgment|truefalse|true_false|true\/false|bool|boolean)$/,
		{ says: 'judge' }
	],
	[/^(单选|单项)|^(single|singlechoice|single_choice|radio|sc|单)$/, { says: 'single' }],
	[
		/^(多选|多项|不定项)|^(multiple|multi|multiplechoice|multiple_choice|multichoice|multiselect|checkbox|mc|mr|多)$/,
		{ says: 'multiple' }
	],
	[/^(选择题?|choice|客观题)$/, { says: 'choice' }],
	[/^(填空|简答|问答|论述|名词解释|主观|写作|计算|blank|fill|essay|short|排序|匹配|连线)/, { says: 'unsupported' }]
];

/** Reads 题型 words in Chinese and English, and codes; undefined when it says nothing known. */
export function readKindWord(text: string): KindWord | undefined {
	const word = compact(text)
		.toLowerCase()
		.replace(/^[[(【]|[\])】]$/g, '')
		.replace(/^[一二三四五六七八九十]+[、.]/, '');
	if (/^\d{1,2}(\.0+)?$/.test(word)) return { says: 'code', code: String(Number(word)) };
	return words.find(([pattern]) => pattern.test(word))?.[1];
}

const right = new Set([
	'对',
	'正确',
	'√',
	'✓',
	'✔',
	'☑',
	'v',
	't',
	'true',
	'是',
	'y',
	'yes',
	'1',
	'1.0',
	'r',
	'right',
	'真',
	'○'
]);
const wrong = new Set([
	'错',
	'错误',
	'×',
	'✗',
	'✘',
	'☒',
	'x',
	'f',
	'false',
	'否',
	'n',
	'no',
	'0',
	'0.0',
	'wrong',
	'不对',
	'不正确',
	'假',
	'╳',
	'✕',
	'✖',
	'不是'
]);

/** Reads 对/错, 正确/错误, √/×, V/X, T/F, 是/否, 1/0 as `T` or `F`; undefined for anything else, A and B included. */
export function readJudgeWord(text: string): 'T' | 'F' | undefined {
	const word = compact(text)
		.toLowerCase()
		.replace(/^['"]|['"]$|[。.;；]$/g, '');
	return right.has(word) ? 'T' : wrong.has(word) ? 'F' : undefined;
}

const difficultyWords: Readonly<Record<string, number>> = {
	很易: 1,
	很容易: 1,
	极易: 1,
	很简单: 1,
	非常简单: 1,
	易: 2,
	容易: 2,
	简单: 2,
	较易: 2,
	较简单: 2,
	低: 2,
	easy: 2,
	中: 3,
	中等: 3,
	一般: 3,
	适中: 3,
	普通: 3,
	medium: 3,
	难: 4,
	较难: 4,
	困难: 4,
	高: 4,
	hard: 4,
	很难: 5,
	极难: 5,
	非常困难: 5
};

/** Reads 1 to 5, 1.0, ★★★, 简单/中等/困难 as 1..5; undefined when it is none of these. */
export function readDifficulty(text: string): number | undefined {
	const word = compact(text)
		.toLowerCase()
		.replace(/(星|级)$/, '');
	if (/^[1-5](\.0+)?$/.test(word)) return Number(word);
	if (/^[★☆]{1,5}$/.test(word)) return [...word].filter((star) => star === '★').length || undefined;
	return Object.hasOwn(difficultyWords, word) ? difficultyWords[word] : undefined;
}

/** Reads the column 固定选项顺序; undefined when it is neither yes nor no. */
export function readLock(text: string): boolean | undefined {
	const word = compact(text).toLowerCase();
	if (word === '') return false;
	if (word === '固定') return true;
	const judged = readJudgeWord(word);
	return judged === undefined ? undefined : judged === 'T';
}

/** Splits a cell of tags: 、 and the usual separators; spaces only where the file's own habit allows (`loose`). */
export function readTags(text: string, loose: boolean): string[] {
	const pieces = text.split(loose ? /[、,，;；|\s]+/u : /[、\n]+/u).map((tag) => tag.trim());
	return [...new Set(pieces.filter(Boolean))];
}

/** "以上都对", "A和B", "以上均不正确": options that mean their neighbours by place and must not be moved. */
export function pointsAtOptions(text: string): boolean {
	const plain = compact(text).replace(/[。.]$/, '');
	return (
		/^(选项)?(以上|上述|前述|上面|前面|前[二两三四五六七]项).{0,6}?(都|均|皆|全部|全都|全对|全是|全不|没有|无一)/u.test(
			plain
		) ||
		/^(以上|上述)所有/u.test(plain) ||
		/^(选项)?[A-H]([和与及、,+或]?(选项)?[A-H])+(项|选项)?(都|均|皆|全)?(是|对|正确|错|错误|不对|不正确)?$/u.test(
			plain
		) ||
		/^(选项)?[A-H](项|选项)?(和|与|及|或)(选项)?[A-H]/u.test(plain)
	);
}

/** Explanations that name options by letter ("A项错误", "选项B") break when options are shuffled. */
export const namesLetters = (explanation: string): boolean =>
	/(选项|答案)\s*[A-HＡ-Ｈ]|(?<![A-Za-zＡ-Ｚａ-ｚ])[A-HＡ-Ｈ]\s*(、\s*[A-HＡ-Ｈ]\s*)*(项|选项|两项|三项|正确|错误|符合|不符合)/u.test(
		explanation
	);

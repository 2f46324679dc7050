import { expect, test } from 'vitest';
import { answerByText, readAnswer } from '#lib/content/item/formats/answer.ts';
import {
	namesLetters,
	pointsAtOptions,
	readDifficulty,
	readJudgeWord,
	readKindWord,
	readLock,
	readTags
} from '#lib/content/item/formats/notation.ts';
import { optionsInStem, splitOptions, stripLetters } from '#lib/content/item/formats/options.ts';

test.each([
	['A', 'A'],
	[' B', 'B'],
	['Ｄ', 'D'],
	['c', 'C'],
	['A B C D', 'ABCD'],
	['A,B', 'AB'],
	['A，C、D', 'ACD'],
	['D;A;B', 'ABD'],
	['A/B', 'AB'],
	['A|C', 'AC'],
	['BA', 'AB'],
	['AAB', 'AB'],
	["['A', 'B']", 'AB'],
	['["A","C"]', 'AC'],
	['答案：AB', 'AB'],
	['【答案】C。', 'C'],
	['正确答案:a b', 'AB'],
	['A和C', 'AC'],
	['（ＢＣ）', 'BC'],
	['A.B.C', 'ABC'],
	['Ａ、Ｂ、Ｃ', 'ABC']
])('answer %j reads %s', (text, letters) => expect(readAnswer(text).letters.join('')).toBe(letters));

test('repeated letters are told; words and numbers are no letters', () => {
	expect(readAnswer('AAB').repeated).toBe(true);
	expect(readAnswer('AB').repeated).toBe(false);
	for (const text of ['1', '甲', '', 'A1', '第一项']) expect(readAnswer(text).letters).toEqual([]);
});

test('judgements in all their forms', () => {
	for (const text of [
		'对',
		'正确',
		'√',
		'✓',
		'V',
		'v',
		'T',
		'TRUE',
		'true',
		'是',
		'Y',
		'1',
		'1.0',
		' 正确 ',
		'正确。',
		'Ｔ',
		"['对']"
	])
		expect(readAnswer(text).judged, text).toBe('T');
	for (const text of ['错', '错误', '×', 'X', 'x', 'F', 'False', '否', 'N', '0', '0.0', '✗', '不正确', '答案：错'])
		expect(readAnswer(text).judged, text).toBe('F');
	for (const text of ['A', 'B', '', '可能', '2', '对错']) expect(readJudgeWord(text), text).toBeUndefined();
});

test('an answer that repeats an option', () => {
	expect(answerByText(readAnswer('西游记'), ['东游记', '西游记'])).toBe(1);
	expect(answerByText(readAnswer('南游记'), ['东游记', '西游记'])).toBeUndefined();
	expect(answerByText(readAnswer(''), ['', '甲'])).toBeUndefined();
});

test.each([
	['判断', 'judge'],
	['判断题', 'judge'],
	['是非题', 'judge'],
	['tf', 'judge'],
	['True/False', 'judge'],
	['单选', 'single'],
	['单项选择题', 'single'],
	['一、单选题', 'single'],
	['single_choice', 'single'],
	['【单选】', 'single'],
	['多选题', 'multiple'],
	['不定项选择题', 'multiple'],
	['checkbox', 'multiple'],
	['选择题', 'choice'],
	['案例', 'case'],
	['案例分析题', 'case'],
	['填空题', 'unsupported'],
	['简答题', 'unsupported'],
	['0', 'code'],
	['1.0', 'code']
])('kind %s is %s', (text, says) => expect(readKindWord(text)?.says).toBe(says));

test('kind words within a case, and words that are none', () => {
	expect(readKindWord('案例单选题')).toEqual({ says: 'single', inCase: true });
	expect(readKindWord('')).toBeUndefined();
	expect(readKindWord('语文')).toBeUndefined();
});

test('difficulty, lock and tags', () => {
	const read = ['1', '5', '3.0', '★★', '★★☆☆☆', '简单', '中等', '困难', '很难', '0', '6', '2.5', '不知道'].map(
		readDifficulty
	);
	expect(read).toEqual([1, 5, 3, 2, 2, 2, 3, 4, 5, undefined, undefined, undefined, undefined]);
	expect(['', '是', '1', '否', 'N', '也许'].map(readLock)).toEqual([false, true, true, false, false, undefined]);
	expect(readTags('简单 语文,简单', true)).toEqual(['简单', '语文']);
	expect(readTags('总纲、a b', false)).toEqual(['总纲', 'a b']);
});

test.each([
	'以上都对',
	'以上选项均正确',
	'上述说法都不对',
	'以上全部正确',
	'以上都不是',
	'A和B',
	'AB都对',
	'选项A和选项C',
	'以上均不正确。',
	'前三项都对'
])('%s points at its neighbours', (text) => expect(pointsAtOptions(text)).toBe(true));

test.each([
	'五分之一以上的全国人民代表大会代表',
	'三人以上全体会议',
	'A股',
	'甲和乙',
	'以上一级人民政府',
	'ABC公司',
	'处十万元以上罚款',
	'都对'
])('%s stands alone', (text) => expect(pointsAtOptions(text)).toBe(false));

test('explanations that name letters', () => {
	for (const text of ['A项错误，因为……', '选项B符合规定', '本题选项 C', 'A、B两项正确', '答案A'])
		expect(namesLetters(text), text).toBe(true);
	for (const text of ['《宪法》第七条', 'WTO项下', 'A4纸', '第A号文件']) expect(namesLetters(text), text).toBe(false);
});

test.each([
	['A.admin B.root C.guest D.Super', ['admin', 'root', 'guest', 'Super']],
	[
		'A． NetWare            B．Windows NT\n\nC． Windows XP     D．Linux',
		['NetWare', 'Windows NT', 'Windows XP', 'Linux']
	],
	['A．“/”   B．“\\”\n\nC．“//”   D．“\\\\”', ['“/”', '“\\”', '“//”', '“\\\\”']],
	['A、甲;B、乙;C、丙', ['甲', '乙', '丙']],
	['（A）甲（B）乙', ['甲', '乙']],
	['A:1.5\nB:2.5', ['1.5', '2.5']],
	['a.甲 b.乙', ['甲', '乙']],
	['甲|乙|丙', ['甲', '乙', '丙']],
	['甲\n乙', ['甲', '乙']],
	['甲;乙；丙', ['甲', '乙', '丙']],
	["['甲', '乙']", ['甲', '乙']],
	['', []]
])('options in one cell: %j', (cell, options) => expect(splitOptions(cell)).toEqual(options));

test('a cell that cannot be split is not guessed', () => {
	expect(splitOptions('甲乙丙丁')).toBeUndefined();
});

test('options inside the stem are taken off only where they clearly begin', () => {
	expect(optionsInStem('下列正确的是（ ）A:甲;B:乙;C:丙')).toEqual({
		stem: '下列正确的是（ ）',
		options: ['甲', '乙', '丙']
	});
	expect(optionsInStem('下列正确的是\nA、甲\nB、乙')).toEqual({ stem: '下列正确的是', options: ['甲', '乙'] });
	expect(optionsInStem('维生素A、B的作用')).toBeUndefined();
	expect(optionsInStem('没有选项')).toBeUndefined();
});

test('own letters of options are dropped only when all carry theirs', () => {
	expect(stripLetters(['A、甲', 'B．乙', '（C）丙'])).toEqual({ options: ['甲', '乙', '丙'], stripped: true });
	expect(stripLetters(['A、甲', '乙']).stripped).toBe(false);
	expect(stripLetters(['B、甲', 'A、乙']).stripped).toBe(false);
	expect(stripLetters(['A', 'B']).stripped).toBe(false);
});

import { idCheckFits, idNumber, mobileCell, nameCell, staffNoCell } from '#lib/people/roster/cells.ts';
import { readDate } from '#lib/people/roster/dates.ts';
import { readSeal, sealCell, shownCell } from '#lib/people/roster/sealed.ts';
import { specialRow } from '#lib/people/roster/special-rows.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('names', () => {
	test.each([
		['张　伟', '张伟'],
		[' 李 四 ', '李四'],
		['\u200b王五\u200e', '王五'],
		['迪里•示范', '迪里·示范'],
		['迪里．示范', '迪里·示范'],
		['阿卜杜・拉', '阿卜杜·拉'],
		['王𣲘𬭚', '王𣲘𬭚'],
		['〇一', '〇一'],
		['John  Smith', 'John Smith'],
		["Anne-Marie O'Neil", "Anne-Marie O'Neil"],
		["'张三", '张三']
	])('%j is %j', (raw, value) => {
		expect(nameCell(raw)).toEqual({ value });
	});
	test.each([
		['', 'name.empty'],
		['　', 'name.empty'],
		['无', 'name.empty'],
		['王??', 'name.lost'],
		['王？', 'name.lost'],
		['王\ufffd', 'name.lost'],
		['王□', 'name.lost'],
		['张*三', 'name.lost'],
		['张三1', 'name.notName'],
		['=HYPERLINK("x","y")', 'name.notName'],
		['<img src=x>', 'name.notName'],
		['@张三', 'name.notName'],
		['13800138000', 'name.notName'],
		['张三、李四', 'name.several'],
		['张三/李四', 'name.several'],
		['张三（借调）', 'name.bracket'],
		['张三(女)', 'name.bracket'],
		['甲'.repeat(41), 'name.long']
	])('%j is refused: %s', (raw, rule) => {
		expect(nameCell(raw)).toEqual({ refused: rule });
	});
	test('one character and private-use characters are kept and shown', () => {
		expect(nameCell('张')).toEqual({ value: '张', warning: 'name.short' });
		expect(nameCell('张\ue001')).toEqual({ value: '张\ue001', warning: 'name.privateUse' });
	});
	test('whatever is accepted holds no digit, sign of markup or formula', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (raw) => {
				const name = nameCell(raw);
				if ('value' in name) expect(name.value).toMatch(/^[^\d<>=@?\ufffd]+$/u);
			})
		);
	});
});

describe('numbers', () => {
	test.each([
		['ＹＬ０００１', 'YL0001'],
		['yl-001', 'YL-001'],
		[' 00123 ', '00123'],
		['1001.0', '1001'],
		['="00123"', '00123'],
		['鄂A001', '鄂A001'],
		['', null],
		['无', null],
		['——', null]
	])('staff number %j is %j', (raw, value) => {
		expect(staffNoCell(raw)).toEqual({ value });
	});
	test.each([
		['1.23E+11', 'digits.lost'],
		['a b,c', 'staffNo.form'],
		['<b>', 'staffNo.form'],
		['主任', 'staffNo.form'],
		['x'.repeat(33), 'staffNo.form']
	])('staff number %j is refused: %s', (raw, rule) => {
		expect(staffNoCell(raw)).toEqual({ refused: rule });
	});
	test.each([
		['13800138000', '13800138000'],
		['138 0013 8000', '13800138000'],
		['+86 138-0013-8000', '13800138000'],
		['8613800138000', '13800138000'],
		['１３８００１３８０００', '13800138000'],
		["'13800138000", '13800138000'],
		['13800138000.0', '13800138000'],
		['无', null]
	])('mobile %j is %j', (raw, value) => {
		expect(mobileCell(raw)).toEqual({ value });
	});
	test.each([
		['1.38E+10', 'digits.lost'],
		['1.38001E+10', 'digits.lost'],
		['1380013800', 'mobile.form'],
		['13800138000/13900139000', 'mobile.form'],
		['同上', 'mobile.form']
	])('mobile %j is refused: %s', (raw, rule) => {
		expect(mobileCell(raw)).toEqual({ refused: rule });
	});
	test('a landline is shown and not stored', () => {
		expect(mobileCell('0714-5432100')).toEqual({ value: null, warning: 'mobile.landline' });
	});
});

describe('identity numbers', () => {
	test('the check character of GB 11643', () => {
		expect(idCheckFits('11010519491231002X')).toBe(true);
		expect(idCheckFits('110105194912310021')).toBe(false);
	});
	test('cut to 15 digits by Excel, off, sound, of the old form, none', () => {
		expect(idNumber('999999199001010000')?.state).toBe('zeros');
		expect(idNumber('110105194912310021')?.state).toBe('check');
		expect(idNumber('11010519491231002x')).toEqual({ number: '11010519491231002X', state: 'ok' });
		expect(idNumber('110105491231002')?.state).toBe('old');
		expect(idNumber('13800138000')).toBeUndefined();
	});
	test('sealed before anything is kept: hash and tail only', () => {
		const sealed = sealCell("'11010519491231002X", (number) => `h${number.length}`);
		expect(sealed).not.toContain('19491231');
		expect(readSeal(sealed)).toEqual({ hash: 'h18', tail: '002X', state: 'ok' });
		expect(shownCell(sealed)).toBe('**************002X');
		expect(sealCell('张三', () => 'x')).toBe('张三');
	});
});

describe('dates', () => {
	test.each([
		['2024.3', '2024-03'],
		['2024-03-01', '2024-03-01'],
		['2024年3月1日', '2024-03-01'],
		['2024年3月', '2024-03'],
		['2024/3/1', '2024-03-01'],
		['2024-03-01 00:00:00', '2024-03-01'],
		['20240301', '2024-03-01'],
		['202403', '2024-03'],
		['二〇二四年三月', '2024-03'],
		['二○二四年十二月二十三日', '2024-12-23'],
		['', null],
		['无', null]
	])('%j is %j', (raw, value) => {
		expect(readDate(raw)).toEqual({ value });
	});
	test.each([
		['45352', '2024-03-01', 'date.serial'],
		['24-03-01', null, 'date.shortYear'],
		['24年3月', null, 'date.shortYear'],
		['2024-13-01', null, 'date.form'],
		['2023-02-29', null, 'date.form'],
		['去年', null, 'date.form']
	])('%j is %j and shown: %s', (raw, value, warning) => {
		expect(readDate(raw)).toEqual({ value, warning });
	});
});

describe('rows that are no person', () => {
	test.each([
		[['合计', '6人'], '6人', 'row.total'],
		[['', '合　计', '', '6'], '合　计', 'row.total'],
		[['小计：', '12'], '12', 'row.total'],
		[['共计12人'], '', 'row.total'],
		[['制表人：张测试', '', '', '审核人：李样例'], '', 'row.signature'],
		[['', '单位负责人（签字）：'], '单位负责人（签字）：', 'row.signature'],
		[['单位（盖章）', '', '2026年11月'], '', 'row.signature'],
		[['填报日期：2026年11月20日'], '', 'row.signature'],
		[['注：本表一式两份'], '', 'row.note'],
		[['7'], '', 'row.serialOnly']
	])('%j', (cells, name, rule) => {
		expect(specialRow(cells, name)).toBe(rule);
	});
	test.each([
		[['1', '张合', '司法局'], '张合'],
		[['1', '李共', '单位（盖章）'], '李共'],
		[['1', '总永', '局'], '总永']
	])('%j is a person', (cells, name) => {
		expect(specialRow(cells, name)).toBeUndefined();
	});
});

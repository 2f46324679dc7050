import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeAlphabet, formatCode, makeCode, readCode } from '#lib/people/access/code.ts';
import { isCommonPassword } from '#lib/people/access/blocklist.ts';
import { isLoginName, loginKey, loginNameOfPerson } from '#lib/people/access/login-name.ts';
import { passwordFaults } from '#lib/people/access/password.ts';

const owner = { hasRole: false, known: ['欧阳建国', 'A2031', '13800138000', 'Li Wei'] };
const admin = { ...owner, hasRole: true };

describe('password rules', () => {
	test.each([
		['Lantern-7', owner, []],
		['Lantern-7', admin, ['short']],
		['Lantern-77', admin, []],
		['青山不改Ab12', owner, []],
		['青山不改Ab1', owner, ['short']],
		['abc', owner, ['short', 'kinds', 'common']],
		['lanternfish', owner, ['kinds']],
		['Lantern fish', owner, []],
		['欧阳建国Ab1!', owner, ['personal']],
		['x-A2031-Yz', owner, ['personal']],
		['x-a2031-Yz', owner, ['personal']],
		['Qz!00138000', owner, ['personal']],
		['Qz!1380013x', owner, ['personal']],
		['Qz!138000y', owner, ['personal']],
		['LiWei!2024x', owner, ['personal']],
		['Password1!', owner, ['common']],
		['P@ssw0rd2024', owner, ['common']],
		['Zhang2024!', owner, ['common']],
		['Woaini1314', owner, ['common']],
		['1qaz2wsx3edC!', owner, ['common']],
		['Abcdefg1!', owner, ['common']],
		['Aa1Aa1Aa1', owner, ['common']],
		['', owner, ['short', 'kinds']]
	] as const)('%s breaks %#', (password, whose, faults) => {
		expect(passwordFaults(password, password, whose)).toEqual(faults);
	});

	test('two typings that differ and every other fault are told at once', () => {
		expect(passwordFaults('abc', 'abd', owner)).toEqual(['short', 'kinds', 'common', 'repeat']);
	});

	test('too long is told, and length counts characters, not bytes', () => {
		expect(passwordFaults('aB3-'.repeat(40), 'aB3-'.repeat(40), owner)).toContain('long');
		expect(passwordFaults('山Aa1-水風', '山Aa1-水風', owner)).toContain('short');
	});

	test('random passwords are not called common', () => {
		const letters = fc.constantFrom(...'bdfghjkmnpqrtvwxyz2456789#%&*');
		fc.assert(
			fc.property(fc.array(letters, { minLength: 14, maxLength: 20 }), (all) => {
				fc.pre(new Set(all).size > 8);
				return !isCommonPassword(all.join(''));
			}),
			{ numRuns: 300 }
		);
	});
});

describe('activation codes', () => {
	test('31 letters and digits that paper does not confuse', () => {
		expect(new Set(codeAlphabet).size).toBe(31);
		expect(codeAlphabet).not.toMatch(/[01OIL]/);
	});

	test('what is printed is read back, in any typing', () => {
		fc.assert(
			fc.property(fc.infiniteStream(fc.nat(30)), (stream) => {
				const code = makeCode(() => stream.next().value ?? 0);
				const forms = [code, formatCode(code), code.toLowerCase(), ` ${code.slice(0, 5)} ${code.slice(5)} `];
				const wide = [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
				for (const form of [...forms, wide]) expect(readCode(form)).toBe(code);
			}),
			{ numRuns: 100 }
		);
	});

	test.each(['', 'ABCDE', 'ABCDE-FGHJK2', 'ABCDE-FGHJ0', 'ABCDE-FGHJ1', '\u0000'])('%j is no code', (typed) => {
		expect(readCode(typed)).toBeUndefined();
	});
});

describe('login names', () => {
	test('are compared without width, case and spaces', () => {
		expect(loginKey(' Ａ２０３１　')).toBe('a2031');
		expect(loginKey('138 0013 8000')).toBe('13800138000');
	});
	test.each([
		['admin', true],
		['wang.fang-2', true],
		['ab', false],
		['13800138000', false],
		['Admin', false],
		['a b c', false],
		['张三', false]
	])('%s may be one: %s', (name, fits) => expect(isLoginName(name)).toBe(fits));
	test('a person without numbers gets a name that may be one', () => {
		expect(isLoginName(loginNameOfPerson(7))).toBe(true);
	});
});
